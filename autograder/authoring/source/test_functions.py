"""The tests of a homework as their authors wrote them: names, titles, decorators, imports. Nothing is run."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.source.regions import parse_source
from autograder.authoring.source.starter import read_text, shown
from autograder.decorators import name_of, names_in
from autograder.errors import ConfigError
from autograder.files import files_below
from autograder.grading.inside.parametrize import Names
from autograder.model import Assignment

#: the decorators that say how many points a test can earn; the uppermost of them counts, as it runs last
_WEIGHTS = ("weight", "partial_credit")
_Test = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Decorator:
    """One of gradescope-utils' decorators: its name, its line, and its arguments where they are literals."""

    name: str
    where: str
    arguments: tuple[object, ...]
    literal: bool


@dataclass(frozen=True)
class TestFunction:
    """One test function.

    Attributes:
        docstring: its docstring, or "".
        decorators: those of gradescope-utils.
        numbers: the numbers written in its body.
        variations: how many checks `@pytest.mark.parametrize` makes of it; None if that cannot be read.
    """

    __test__ = False

    name: str
    where: str
    hidden: bool
    docstring: str
    decorators: tuple[Decorator, ...] = ()
    numbers: frozenset[float] = field(default_factory=frozenset)
    variations: int | None = 1

    @property
    def title(self) -> str:
        """The docstring's first line: what people read."""
        return self.docstring.split("\n", 1)[0].strip()

    def decorator(self, name: str) -> Decorator | None:
        """The decorator of that name, if there is exactly or at least one."""
        return next((decorator for decorator in self.decorators if decorator.name == name), None)

    def argument(self, name: str) -> object:
        """The first argument of that decorator, or None."""
        return _first_argument(self.decorator(name))

    @property
    def weight(self) -> Decorator | None:
        """The decorator that says how many points it can earn, if there is one."""
        return next((decorator for decorator in self.decorators if decorator.name in _WEIGHTS), None)

    @property
    def points(self) -> float | None:
        """The points that it can earn: 0 without a decorator, None if what it says is not a number of points."""
        if self.weight is None:
            return 0.0
        points = _first_argument(self.weight)
        is_number = isinstance(points, (int, float)) and not isinstance(points, bool)
        return float(points) if is_number and 0 <= points < math.inf else None  # type: ignore[operator, arg-type]


@dataclass(frozen=True)
class TestModule:
    """One Python file in a folder of tests.

    Attributes:
        imports: (module, line) for each import, wherever it stands.
        at_top: (module, line) for those that run when the file is collected.
    """

    __test__ = False

    path: Path
    where: str
    hidden: bool
    functions: tuple[TestFunction, ...]
    imports: tuple[tuple[str, int], ...]
    at_top: tuple[tuple[str, int], ...]


def read_test_modules(assignment: Assignment) -> list[TestModule]:
    """Every Python file beside the public and the hidden tests.

    Raises:
        ConfigError: a file is not valid Python.
    """
    return [*read_public_modules(assignment), *_modules(assignment, assignment.hidden_tests, hidden=True)]


def read_public_modules(assignment: Assignment) -> list[TestModule]:
    """Every Python file beside the public tests; no hidden one is looked at.

    Raises:
        ConfigError: a file is not valid Python.
    """
    return _modules(assignment, assignment.public_tests, hidden=False)


def _modules(assignment: Assignment, folder: Path, hidden: bool) -> list[TestModule]:
    paths = [path for path in files_below(folder) if path.suffix == ".py"]
    return [_module(path, shown(assignment, path), hidden) for path in paths]


def _module(path: Path, where: str, hidden: bool) -> TestModule:
    tree = parse_source(read_text(path, where), where)
    functions: list[TestFunction] = []
    if path.name.startswith("test_"):
        names, values = names_in(tree), Names(tree)
        for node, marks in _tests(tree, values):
            functions.append(_function(node, where, hidden, names, values.variations(marks)))
    return TestModule(
        path, where, hidden, tuple(functions), tuple(_imports(ast.walk(tree))), tuple(_imports(_top_level(tree)))
    )


def _tests(
    node: ast.Module | ast.ClassDef, values: Names, outer: tuple[ast.expr, ...] = ()
) -> Iterator[tuple[_Test, tuple[ast.expr, ...]]]:
    """The test functions in a file or a class, each with its decorators and the marks of what it stands in."""
    marks = (*outer, *values.marks(node))
    for child in _definitions(node):
        if isinstance(child, ast.ClassDef):
            yield from _tests(child, values, (*marks, *child.decorator_list))
        elif child.name.startswith("test"):
            yield child, (*marks, *child.decorator_list)


def _definitions(node: ast.AST) -> Iterator[_Test | ast.ClassDef]:
    """What running a file or a class defines in it, also below `if`, `try` and the like."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield child
        elif isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from _definitions(child)


def _function(node: _Test, where: str, hidden: bool, names: Mapping[str, str], variations: int | None) -> TestFunction:
    body = [inner for statement in node.body for inner in ast.walk(statement) if isinstance(inner, ast.Constant)]
    numbers = {float(c.value) for c in body if isinstance(c.value, (int, float)) and not isinstance(c.value, bool)}
    decorators = [decorator for one in node.decorator_list if (decorator := _decorator(one, where, names))]
    return TestFunction(
        name=node.name,
        where=f"{where}:{node.lineno}",
        hidden=hidden,
        docstring=ast.get_docstring(node) or "",
        decorators=tuple(decorators),
        numbers=frozenset(numbers),
        variations=variations,
    )


def _decorator(node: ast.expr, where: str, names: Mapping[str, str]) -> Decorator | None:
    name = name_of(node, names)
    if not name:
        return None
    given = [*node.args, *(keyword.value for keyword in node.keywords)] if isinstance(node, ast.Call) else []
    try:
        return Decorator(name, f"{where}:{node.lineno}", tuple(ast.literal_eval(argument) for argument in given), True)
    except ValueError:
        return Decorator(name, f"{where}:{node.lineno}", (), False)


def _first_argument(decorator: Decorator | None) -> object:
    return decorator.arguments[0] if decorator and decorator.arguments else None


def _imports(nodes: Iterator[ast.AST]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno


def _top_level(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield child
            yield from _top_level(child)


def where_of(assignment: Assignment, identifier: str) -> str:
    """The file of a check, from its id such as "hidden/test_a.py::test_b".

    Raises:
        ConfigError: the id is of no such form.
    """
    kind, _, rest = identifier.partition("/")
    if kind not in ("public", "hidden"):
        raise ConfigError(identifier, "is not a check's id")
    folder = assignment.public_tests if kind == "public" else assignment.hidden_tests
    return shown(assignment, folder / rest.partition("::")[0])
