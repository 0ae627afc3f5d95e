"""The public checks of a homework, read from the test files without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.authoring.source.handout_files import parse
from autograder.errors import ConfigError
from autograder.model import Assignment

_TOLERANCE = 1e-9
_MARKS = {"number": "number", "weight": "weight", "partial_credit": "weight"}


@dataclass(frozen=True)
class PublicCheck:
    """One public test: its number, e.g. "6.2", the first line of its docstring, and its points."""

    number: str
    title: str
    points: float


def public_checks(assignment: Assignment) -> tuple[PublicCheck, ...]:
    """The tests in assignments/<hw>/tests/, in the order of their files and lines.

    Raises:
        ConfigError: a decorator's argument is not written out as a number or a text.
    """
    found: list[PublicCheck] = []
    for path in sorted(assignment.public_tests.glob("test_*.py")):
        for function in _tests(parse(path)):
            where = f"{path.relative_to(assignment.course.root).as_posix()}:{function.lineno}"
            marks = {_MARKS[name]: value for name, value in _decorators(function, where)}
            title = (ast.get_docstring(function) or function.name).splitlines()[0]
            found.append(PublicCheck(str(marks.get("number", "")), title, _points(marks.get("weight", 0), where)))
    return tuple(found)


def public_points(assignment: Assignment) -> dict[str, float]:
    """For each piece's number the points that its public checks can give.

    Raises:
        ConfigError: a check belongs to no piece, or a piece's public checks give more than it has.
    """
    points = {piece.number: 0.0 for piece in assignment.pieces}
    where = f"assignments/{assignment.name}/tests"
    for check in public_checks(assignment):
        piece = assignment.piece_of(check.number)
        if piece is None:
            raise ConfigError(where, f"{check.title!r} has number {check.number!r}, of no piece", "mend its @number")
        points[piece.number] += check.points
        if points[piece.number] > piece.points + _TOLERANCE:
            raise ConfigError(where, f"the checks of piece {piece.number} give more than its {piece.points:g} points")
    return points


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        for function in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test"):
                yield function


def _decorators(function: ast.FunctionDef, where: str) -> Iterator[tuple[str, object]]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and len(decorator.args) == 1:
            name = decorator.func.id
            if name not in _MARKS:
                continue
            try:
                yield name, ast.literal_eval(decorator.args[0])
            except ValueError:
                raise ConfigError(where, f"@{name} has a computed argument", "write the value itself") from None


def _points(weight: object, where: str) -> float:
    if isinstance(weight, (int, float)) and weight >= 0:
        return float(weight)
    raise ConfigError(where, f"@weight cannot be {weight!r}", "write a number of points")
