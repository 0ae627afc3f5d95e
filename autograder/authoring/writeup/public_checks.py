"""The public checks of a homework and their points, for the write-up, the site and the student's own command."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.authoring.source.test_functions import TestFunction, read_public_modules
from autograder.errors import ConfigError
from autograder.model import Assignment
from autograder.model.outcome import TOLERANCE


@dataclass(frozen=True)
class PublicCheck:
    """One public test: its number, e.g. "6.2", the first line of its docstring, and the points of all its checks."""

    number: str
    title: str
    points: float


def public_checks(assignment: Assignment) -> tuple[PublicCheck, ...]:
    """The tests in assignments/<hw>/tests/, in the order of their files and lines.

    Raises:
        ConfigError: what a decorator says is not written out as a number or a text, or how many checks a test is
            cannot be read.
    """
    return tuple(_check(test) for module in read_public_modules(assignment) for test in module.functions)


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
            raise ConfigError(where, f"{check.title!r} has number {check.number!r}, of no piece", "correct its @number")
        points[piece.number] += check.points
        if points[piece.number] > piece.points + TOLERANCE:
            raise ConfigError(where, f"the checks of piece {piece.number} give more than its {piece.points:g} points")
    return points


def _check(test: TestFunction) -> PublicCheck:
    for decorator in (test.weight, test.decorator("number")):
        if decorator is not None and not decorator.literal:
            raise ConfigError(test.where, f"@{decorator.name} has a computed argument", "write the value itself")
    if test.points is None:
        wrong = test.weight.arguments if test.weight else ()
        raise ConfigError(test.where, f"@weight cannot be {wrong[0] if wrong else None!r}", "write a number of points")
    if test.points and test.variations is None:
        what = "its parametrization is computed, so the number of its checks and their points cannot be read"
        raise ConfigError(test.where, f"{test.name}: {what}", "write the values as a list, or as range(3)")
    number = test.argument("number")
    points = test.points * (test.variations or 1)
    return PublicCheck("" if number is None else str(number), test.title or test.name, points)
