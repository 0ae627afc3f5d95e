"""Checks that the tests give the points that a homework's pieces promise, as far as the tests' text shows."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator, Sequence

from autograder.authoring.source.hidden_checks import listed_checks, path_of
from autograder.authoring.source.regions import parse_source
from autograder.authoring.source.starter import read_text
from autograder.authoring.source.test_functions import TestModule, read_public_modules, read_test_modules
from autograder.errors import ConfigError
from autograder.model import Assignment

_EXACT_BASES = ("object", "TestCase", "unittest.TestCase")


def other_points(assignment: Assignment, weights: Iterable[tuple[str, float]]) -> Iterator[tuple[str, str, str]]:
    """(where, what, remedy) for each piece whose checks, given as (number, points), do not add up to its points."""
    known = list(weights)
    for piece in assignment.pieces:
        own = math.fsum(points for number, points in known if assignment.piece_of(number) == piece)
        if not math.isclose(own, piece.points, abs_tol=1e-9):
            what = f"piece {piece.number} ({piece.name}) has {piece.points:g} points, its checks add up to {own:g}"
            yield f"assignments/{assignment.name}/assignment.yaml", what, "change the piece's points or a @weight"


def require_promised_points(assignment: Assignment) -> None:
    """Check that students can get the points they are promised; what the text does not show, `autograder check` checks.

    Raises:
        ConfigError: the tests of a piece add up to other points than it has, or a file cannot be read.
    """
    weights = _weights(assignment)
    for where, what, remedy in other_points(assignment, weights) if weights is not None else ():
        raise ConfigError(where, what, f"{remedy}; 'autograder check {assignment.name}' says more")


def _weights(assignment: Assignment) -> list[tuple[str, float]] | None:
    """(number, points) of all tests; None if nobody can tell without running pytest."""
    if assignment.adopted:  # names and marks of tests may be anything there
        return None
    if assignment.hidden_tests.is_dir():
        modules, listed = read_test_modules(assignment), []
    elif path_of(assignment).is_file():
        modules = read_public_modules(assignment)
        listed = [(check.number, check.points) for check in listed_checks(assignment)]
    else:
        return None
    if any(_inherits(module) for module in modules):
        return None
    found = list(_read(modules))
    return None if None in found else [*filter(None, found), *listed]


def _read(modules: Sequence[TestModule]) -> Iterator[tuple[str, float] | None]:
    for test in (test for module in modules for test in module.functions):
        if test.points == 0:
            continue
        number = test.argument("number")
        known = test.points is not None and test.variations is not None and isinstance(number, str)
        yield (str(number), (test.points or 0.0) * (test.variations or 0)) if known else None


def _inherits(module: TestModule) -> bool:
    """Whether a class may inherit tests from another one, which then run once for each of the two."""
    tree = parse_source(read_text(module.path, module.where), module.where)
    bases = [base for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases]
    return module.path.name.startswith("test_") and any(ast.unparse(base) not in _EXACT_BASES for base in bases)
