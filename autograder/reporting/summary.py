"""Sentences about a whole submission, shared by every report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum

from autograder.model import Assignment, Check, Grading, Outcome, Piece, Score, Submission, Verdict, Visibility
from autograder.text import many, one_line, plain, points

_MOST_IGNORED = 5

_DECIDED = {
    Visibility.AFTER_PUBLISHED: "are decided by hidden checks after grades are published",
    Visibility.AFTER_DUE_DATE: "are decided by hidden checks after the due date",
    Visibility.HIDDEN: "are decided by hidden checks whose results are not shown",
}


def score_line(score: Score, checks: Iterable[Check]) -> str:
    """The score that a student may know now, and how many points are still open.

    >>> hidden = Check("t.py::b", "B", points=32.0, secret=True, visibility=Visibility.AFTER_PUBLISHED)
    >>> score_line(Score(60, 72, 31, 40, 32), [hidden])
    '31 of 40 visible points; 32 more points are decided by hidden checks after grades are published'
    >>> score_line(Score(7, 10, 7, 10, 0), [])
    '7 of 10 points'
    """
    pending = [(when, fsum(check.points for check in checks if check.visibility is when)) for when in _DECIDED]
    parts = [f"{points(value)} more points {_DECIDED[when]}" for when, value in pending if value]
    kind = "visible points" if parts else "points"
    return "; ".join([f"{points(score.visible_earned)} of {points(score.visible_possible)} {kind}", *parts])


def inside_line(checks: Iterable[Check]) -> str:
    """For staff: how many points depend on the word of the process that student code runs in; "" if none do.

    >>> inside_line([Check("t.py::a", "A", points=2.0, inside=True), Check("t.py::b", "B", points=8.0)])
    "2 of 10 points rest on the child's word: 1 check runs inside, beside student code, which could answer for it."
    """
    checks = tuple(checks)
    inside = [check for check in checks if check.inside]
    if not inside:
        return ""
    part, whole = fsum(check.points for check in inside), fsum(check.points for check in checks)
    number, is_one = many(len(inside), "check"), len(inside) == 1
    run, which = (f"{number} runs", "it") if is_one else (f"{number} run", "them")
    rest = f"{points(part)} of {points(whole)} points rest on the child's word"
    return f"{rest}: {run} inside, beside student code, which could answer for {which}."


def withheld_line(score: Score) -> str:
    """What a student reads instead of a score."""
    return (
        f"There is no score: {plain(score.withheld)}. This is our fault, not yours, and costs you no points; "
        "the course staff will grade this submission again."
    )


def unstarted(assignment: Assignment, grading: Grading) -> tuple[Piece, ...]:
    """The pieces that were not started, in their order."""
    return tuple(
        piece
        for piece in assignment.pieces
        if is_unstarted([outcome for outcome in grading.outcomes if assignment.piece_of(outcome.check.number) == piece])
    )


def is_unstarted(outcomes: Sequence[Outcome]) -> bool:
    """Whether a piece with these outcomes was not started: it earned nothing, and raised only the starter's own error.

    Hidden checks do not count: students see the answer at once, and could use it to read a hidden check. So a piece
    that has only hidden checks is never called unstarted.
    """
    telling = [outcome for outcome in outcomes if not outcome.check.secret]
    told = [outcome.not_started for outcome in telling if outcome.verdict is not Verdict.SKIPPED]
    return bool(told) and all(told) and not any(outcome.earned for outcome in telling)


def submission_lines(submission: Submission) -> Iterator[str]:
    """Which files were submitted, which were missing, and what was tolerated."""
    yield f"Graded: {', '.join(one_line(file.path) for file in submission.files)}."
    yield from (f"{what[:1].upper()}{what[1:]}." for what in left_out(submission))
    names = (*(file.path for file in submission.files), *submission.missing, *submission.ignored)
    for note in submission.notes:
        yield _sentence(note, names)


def left_out(submission: Submission) -> Iterator[str]:
    """What was asked for and not submitted, and what was submitted and not asked for."""
    if submission.missing:
        yield f"not submitted: {', '.join(submission.missing)}"
    if submission.ignored:
        shown = [one_line(name) for name in submission.ignored[:_MOST_IGNORED]]
        more = len(submission.ignored) - len(shown)
        rest = f" and {many(more, 'other file')}" if more else ""
        yield f"not needed, and not looked at: {', '.join(shown)}{rest}"


def run_lines(grading: Grading) -> Iterator[str]:
    """What running the submission showed about all checks."""
    for note in grading.notes:
        yield _sentence(note)


def _sentence(note: str, names: Iterable[str] = ()) -> str:
    """A note as a sentence; where a file's name comes first, it stays as it is.

    >>> _sentence("importing a.py takes long"), _sentence("a.py is empty"), _sentence("a is empty", ["a"])
    ('Importing a.py takes long.', 'a.py is empty.', 'a is empty.')
    """
    is_name = not note.partition(" ")[0].isalpha() or any(note.startswith(f"{name} ") for name in names)
    return f"{one_line(note if is_name else note[:1].upper() + note[1:])}."
