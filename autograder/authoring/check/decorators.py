"""Points, numbers, visibility and titles of the tests."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from autograder.authoring.check.findings import Finding
from autograder.authoring.source.promised_points import other_points
from autograder.authoring.source.test_functions import Decorator, TestFunction, TestModule
from autograder.authoring.writeup.public_checks import public_points
from autograder.config.document import suggestion
from autograder.grading.staging import given_file
from autograder.model import Assignment, Check, Visibility

TITLE = (10, 110)  # characters of a title's claim, after the colon

_NUMBER = re.compile(r"([0-9A-Za-z]+)\.([0-9]+)")
_WRITTEN_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.]*\w)")
_HARMLESS = 10.0  # smaller whole numbers (axes, counts, a sum of 1) say nothing about hidden data


def public_numbers(assignment: Assignment) -> frozenset[float]:
    """The numbers in the starter, given files and write-up, which students read anyway: a title may name them."""
    write_up = assignment.course.root / "handouts" / f"{assignment.name}.md"
    given = [given_file(assignment, path) for path in assignment.given if path.endswith(".py")]
    files = [*sorted(assignment.starter.rglob("*.py")), *given, *([write_up] if write_up.is_file() else [])]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    return frozenset(abs(float(written)) for text in texts for written in _WRITTEN_NUMBER.findall(text))


def decorator_findings(
    assignment: Assignment, modules: Sequence[TestModule], public: frozenset[float] = frozenset()
) -> Iterator[Finding]:
    """Findings about the tests' decorators, names and titles; `public` are numbers that titles may name."""
    tests = [test for module in modules for test in module.functions]
    yield from _repeated("a test's name", "name each test once: mistakes name them", [(t.name, t.where) for t in tests])
    yield from _repeated("a title", "tell the two apart", [(t.title, t.where) for t in tests if t.title])
    numbers = [(str(test.argument("number")), test.where) for test in tests if test.decorator("number")]
    yield from _repeated("@number", "number the checks of a piece in their order", numbers)
    stems = [(module.path.stem, module.where) for module in modules if module.path.name.startswith("test_")]
    yield from _repeated("a test file's name", "call the hidden one …_hidden.py", stems)
    for test in tests:
        yield from _points(test)
        yield from _number(assignment, test)
        yield from _visibility(test)
        yield from _title(test, public)
    yield from _order(assignment, tests)


def points_findings(assignment: Assignment, weights: Sequence[tuple[str, float]]) -> Iterator[Finding]:
    """Where the weights of a piece's checks, given as (number, points), do not add up to the piece's points."""
    for where, what, remedy in other_points(assignment, weights):
        yield Finding(where, what, remedy)


def public_points_findings(assignment: Assignment, checks: Sequence[Check]) -> Iterator[Finding]:
    """Findings where pytest counts other points in the public tests than we read and tell students.

    Raises:
        ConfigError: they cannot be read.
    """
    pieces = {piece.number: piece for piece in assignment.pieces}
    for number, told in public_points(assignment).items():
        own = math.fsum(c.points for c in checks if not c.secret and assignment.piece_of(c.number) == pieces[number])
        if not math.isclose(own, told, abs_tol=1e-9):
            what = f"the public tests of piece {number} read as {told:g} points, and pytest makes {own:g} of them"
            remedy = "repeat a test only by @pytest.mark.parametrize with a list of values"
            yield Finding(f"assignments/{assignment.name}/tests", what, remedy)


def _repeated(what: str, remedy: str, named: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, where in named:
        if name in first:
            yield Finding(where, f"{what}, {name!r}, stands in {first[name]} too", remedy)
        first.setdefault(name, where)


def _points(test: TestFunction) -> Iterator[Finding]:
    if test.weight is None:
        remedy = "write @weight(1), @partial_credit(1), or @weight(0) if it only informs"
        yield Finding(test.where, f"{test.name} has no @weight", remedy)
    elif test.points is None:
        yield _not_literal(test.weight, "a number of points, e.g. @weight(0.5)")


def _number(assignment: Assignment, test: TestFunction) -> Iterator[Finding]:
    number = test.decorator("number")
    pieces = ", ".join(piece.number for piece in assignment.pieces)
    if number is None:
        yield Finding(test.where, f"{test.name} has no @number", f"write @number('6.2'); there are pieces {pieces}")
        return
    text = test.argument("number")
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        yield _not_literal(number, "a piece and a counter in quotes, e.g. @number('6.2')")
    elif assignment.piece_of(text) is None:
        yield Finding(number.where, f"@number({text!r}) belongs to no piece", f"there are pieces {pieces}")


def _visibility(test: TestFunction) -> Iterator[Finding]:
    visibility = test.decorator("visibility")
    words = [option.value for option in Visibility]
    if visibility and test.argument("visibility") not in words:
        word = test.argument("visibility")
        remedy = suggestion(word, words) if isinstance(word, str) else f"it can be {', '.join(words)}"
        yield Finding(visibility.where, f"@visibility({word!r}) has no meaning", remedy)


def _title(test: TestFunction, public: frozenset[float]) -> Iterator[Finding]:
    subject, colon, claim = test.title.partition(":")
    form = '"""Softmax.forward: rows sum to 1"""'
    if not (subject.strip() and colon):
        yield Finding(test.where, f"{test.name} has no title", f"begin its docstring like {form}")
    elif not TITLE[0] <= len(claim.strip()) <= TITLE[1]:
        what = f"the claim {claim.strip()!r} has {len(claim.strip())} characters"
        yield Finding(test.where, what, f"use {TITLE[0]} to {TITLE[1]}; the rest goes below an empty line")
    if test.hidden:
        yield from _revealed(test, public)


def _revealed(test: TestFunction, public: frozenset[float]) -> Iterator[Finding]:
    """Numbers of a hidden test's data that its title, which students read, gives away."""
    notice = test.argument("hide_errors")
    for text in (test.title, notice if isinstance(notice, str) else ""):
        for written in _WRITTEN_NUMBER.findall(text):
            value = abs(float(written))
            is_harmless = value in public or (value < _HARMLESS and value == int(value))
            if value in test.numbers and not is_harmless:
                what = f"students read {written} in the title or notice of {test.name}, and it is in the hidden data"
                yield Finding(test.where, what, "describe the data without its numbers")


def _order(assignment: Assignment, tests: Sequence[TestFunction]) -> Iterator[Finding]:
    """Hidden checks are numbered behind public ones, so that students see 1, 2, 3 without gaps."""
    last: dict[str, int] = {}
    for hidden in (False, True):
        for test in tests:
            match = _NUMBER.fullmatch(str(test.argument("number")))
            if match and test.hidden is hidden:
                piece, count = match[1], int(match[2])
                if hidden and count < last.get(piece, 0):
                    what = f"hidden check {match[0]} is numbered before public {piece}.{last[piece]}"
                    yield Finding(test.where, what, "number public checks of a piece first")
                if not hidden:
                    last[piece] = max(count, last.get(piece, 0))


def _not_literal(decorator: Decorator, wanted: str) -> Finding:
    return Finding(decorator.where, f"@{decorator.name} must be written out", f"write {wanted}")
