"""Reads the checks of a test file without running it: names, points, titles, visibility.

The grader never imports a file that runs inside a child, because importing it may need student code; and the points of
its tests must not depend on a submission. So everything that decides points and names is read from its syntax tree. A
value that is not written out is an error with its line, because a guess would give wrong points.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.decorators import name_of, names_in
from autograder.errors import ConfigError
from autograder.grading.inside.parametrize import Names

_Test = ast.FunctionDef | ast.AsyncFunctionDef
_TEST_CASE = "TestCase"  # how names of unittest's classes, and of those that others derive from them, end
#: decorator -> the attributes that it sets on a function, one for each argument, and the arguments' names
_SETS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "weight": (("__weight__", "val"),),
    "number": (("__number__", "val"),),
    "visibility": (("__visibility__", "val"),),
    "hide_errors": (("__hide_errors__", "val"),),
    "partial_credit": (("__weight__", "weight"),),
    "leaderboard": (("__leaderboard_column__", "column_name"), ("__leaderboard_sort_order__", "sort_order")),
}
_MOST_VARIATIONS = 10_000


class Told:
    """What gradescope-utils' decorators would have set on a test function; it stands in for the function."""


@dataclass(frozen=True)
class InsideTest:
    """One check that runs inside.

    Attributes:
        name: of the function, with the number of the case where it is one of several: "test_sum [case 2 of 3]".
        node: what pytest calls the function below its file, e.g. "TestSum::test_sum".
        line: where it is defined.
        case: which of the cases that pytest creates from it, from 0; None for all of them together.
        cases: how many there are; 0 if that cannot be read.
        told: what its decorators say.
        wall: the seconds of its own `timeout` marker; None if there is none.
    """

    name: str
    node: str
    line: int
    case: int | None
    cases: int
    told: Any
    wall: object = None


def inventory(text: str, where: str) -> list[InsideTest]:
    """The tests of a file.

    Args:
        text: its source.
        where: its name, for errors.

    Raises:
        ConfigError: it is not valid Python, or a decorator's argument cannot be read.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise ConfigError(where, f"is not valid Python: {error}", "correct it") from None
    return list(_Reader(tree, where).tests())


class _Reader:
    def __init__(self, tree: ast.Module, where: str) -> None:
        self._tree, self._where = tree, where
        self._names, self._values = names_in(tree), Names(tree)
        self._classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}

    def tests(self) -> Iterator[InsideTest]:
        yield from self._in(self._tree, "", ())

    def _in(self, node: ast.Module | ast.ClassDef, path: str, outer: tuple[ast.expr, ...]) -> Iterator[InsideTest]:
        marks = (*outer, *self._values.marks(node))
        for child in self._members(node):
            if isinstance(child, ast.ClassDef):
                if self._holds_tests(child):
                    yield from self._in(child, f"{path}{child.name}::", (*marks, *child.decorator_list))
            elif child.name.startswith("test"):
                yield from self._cases(child, f"{path}{child.name}", (*marks, *child.decorator_list))

    def _members(self, node: ast.Module | ast.ClassDef) -> Iterator[_Test | ast.ClassDef]:
        """What a file or a class defines; first, what a class inherits from other classes of the file."""
        found: dict[str, _Test | ast.ClassDef] = {}
        if isinstance(node, ast.ClassDef):
            for base in self._bases(node):
                found |= {member.name: member for member in self._members(base) if not isinstance(member, ast.ClassDef)}
        found |= {member.name: member for member in _defined(node)}
        yield from found.values()

    def _bases(self, node: ast.ClassDef) -> Iterator[ast.ClassDef]:
        for base in reversed(node.bases):
            known = self._classes.get(base.id) if isinstance(base, ast.Name) else None
            if known is not None and known.lineno < node.lineno:
                yield known

    def _holds_tests(self, node: ast.ClassDef) -> bool:
        return self._is_test_case(node) or (
            node.name.startswith("Test") and not any(member.name == "__init__" for member in self._members(node))
        )

    def _is_test_case(self, node: ast.ClassDef) -> bool:
        named = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
        return any(name.endswith(_TEST_CASE) for name in named) or any(map(self._is_test_case, self._bases(node)))

    def _cases(self, node: _Test, path: str, marks: tuple[ast.expr, ...]) -> Iterator[InsideTest]:
        number = self._values.variations(marks)
        if number is not None and number > _MOST_VARIATIONS:
            raise ConfigError(f"{self._where}:{node.lineno}", f"makes {number} checks", "make fewer of it")
        cases = number or 0
        for case in [None] if cases < 2 else range(cases):
            name = node.name if case is None else f"{node.name} [case {case + 1} of {cases}]"
            yield InsideTest(name, path, node.lineno, case, cases, self._told(node), self._wall(marks))

    def _told(self, node: _Test) -> Told:
        told = Told()
        told.__doc__ = ast.get_docstring(node)
        for decorator in reversed(node.decorator_list):
            name = name_of(decorator, self._names)
            if name and isinstance(decorator, ast.Call):
                self._set(told, name, decorator)
        return told

    def _set(self, told: Told, name: str, call: ast.Call) -> None:
        if name == "tags":
            told.__tags__ = tuple(map(self._value, call.args))  # type: ignore[attr-defined]
            return
        given = dict(zip([argument for _, argument in _SETS[name]], call.args, strict=False))
        given |= {word.arg: word.value for word in call.keywords if word.arg}
        for attribute, argument in _SETS[name]:
            if argument in given:
                setattr(told, attribute, self._value(given[argument]))
        if name == "hide_errors" and not given:
            told.__hide_errors__ = "Test failed"  # type: ignore[attr-defined] # as gradescope-utils has it

    def _wall(self, marks: tuple[ast.expr, ...]) -> object:
        for mark in reversed(marks):
            call = self._values.meaning(mark)
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.timeout"):
                return self._value([*call.args, *(word.value for word in call.keywords if word.arg == "timeout")][0])
        return None

    def _value(self, node: ast.expr) -> Any:
        try:
            return ast.literal_eval(self._values.meaning(node))
        except (ValueError, TypeError):
            what = f"{ast.unparse(node)} cannot be read without running the file, which runs inside a child only"
            raise ConfigError(f"{self._where}:{node.lineno}", what, "write the value itself there") from None


def _defined(node: ast.AST) -> Iterator[_Test | ast.ClassDef]:
    """What running a file or a class defines in it, also below `if`, `try` and the like."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield child
        elif isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from _defined(child)
