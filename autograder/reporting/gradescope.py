"""results.json for Gradescope: what students and staff see there, and nothing a student must not see.

A hidden check says one word of a closed vocabulary, because any other word is a channel through which student code
could carry hidden inputs out. For the same reason the reported time is that of visible checks alone, which run before
the others, in whole seconds. If the score is withheld, no check has a number: Gradescope would add them up, and our
failure would cost points. How the platform shows a document without any number is not documented; the sentence at its
top says what it means.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import fsum
from typing import Literal

from msgspec import UNSET, UnsetType

from autograder.model import (
    Assignment,
    Check,
    Grading,
    LeaderboardEntry,
    Outcome,
    Remark,
    Run,
    Score,
    Submission,
    Verdict,
    Visibility,
)
from autograder.reporting.results_model import LeaderboardRow, Results, TestResult, encode_results
from autograder.reporting.summary import inside_line, run_lines, score_line, submission_lines, unstarted, withheld_line
from autograder.text import plain, points

_WITHOUT_MESSAGE = {
    Verdict.PASSED: "",
    Verdict.FAILED: "This check failed.",
    Verdict.CRASHED: "Your code ended the Python process that it ran in.",
    Verdict.TIMED_OUT: "Your code did not finish in time.",
    Verdict.OUT_OF_MEMORY: "Your code took more memory than it may have.",
    Verdict.SKIPPED: "This check was skipped.",
    Verdict.NOT_JUDGED: "This check cannot judge before others pass.",
    Verdict.GRADER_ERROR: "The autograder itself failed on this check. This costs you no points.",
}


def results_document(
    assignment: Assignment,
    grading: Grading,
    score: Score,
    submission: Submission | None = None,
    notes: Sequence[str] = (),
) -> Results:
    """The results.json of a graded submission, or of one that is still being graded.

    Args:
        submission: for the sentence about the files found; None if only outcomes are available.
        notes: more sentences for the student, e.g. about lateness.
    """
    return Results(
        execution_time=_visible_seconds(grading),
        output="\n".join(_output(assignment, grading, score, submission, notes)),
        output_format="text",
        test_output_format="text",
        test_name_format="text",
        tests=tuple(_tests(grading, not score.withheld, assignment.hidden_messages)),
        leaderboard=_leaderboard(grading) if not score.withheld else UNSET,
        extra_data=_circumstances(grading.run, score.withheld) | _remarks(grading.remarks) | _inside(grading.checks),
    )


def _inside(checks: Sequence[Check]) -> dict[str, object]:
    """What rests on the child's word, for staff."""
    line = inside_line(checks)
    return {"inside": line} if line else {}


def _visible_seconds(grading: Grading) -> int:
    """Whole seconds, none of a hidden check: student code decides how long it takes, and could so tell what it got."""
    return math.ceil(fsum(outcome.seconds for outcome in grading.outcomes if not outcome.check.secret))


def refusal_document(
    assignment: Assignment, sentence: str, notes: Sequence[str] = (), remarks: Sequence[Remark] = ()
) -> Results:
    """The results.json of a submission that cannot be graded: no points, and a sentence with the reason and remedy."""
    lines = [
        f"This submission could not be graded: {plain(sentence)}.",
        f"It earns 0 of {points(assignment.points)} points as it is. Submit again.",
        *notes,
    ]
    staff = {"refused": sentence} | _remarks(remarks)
    return Results(score=0.0, output="\n".join(lines), output_format="text", tests=(), extra_data=staff)


def failure_document(reason: str, notes: Sequence[str] = ()) -> Results:
    """The results.json after a failure of ours before any check: no score, and no number that could be taken for one.

    Args:
        reason: may be read by students.
    """
    nothing = Score(0, 0, 0, 0, 0, withheld=reason)
    lines = [withheld_line(nothing), *notes]
    return Results(output="\n".join(lines), output_format="text", tests=(), extra_data={"withheld": plain(reason)})


def verdict_word(outcome: Outcome) -> str:
    """The word for a check's result, from the closed vocabulary of hidden checks.

    >>> check = Check("t.py::a", "A", points=1.0, secret=True)
    >>> verdict_word(Outcome(check, Verdict.FAILED, raised=True)), verdict_word(Outcome(check, Verdict.TIMED_OUT))
    ('raised', 'timed out')
    """
    if outcome.not_started:
        return "not started"
    return "raised" if outcome.verdict is Verdict.FAILED and outcome.raised else outcome.verdict.value


def shown_text(outcome: Outcome, hidden_messages: bool = False) -> str:
    """What a student may read about one check: its message, hint and output, or one word if it is hidden.

    Args:
        hidden_messages: include the message of a hidden check, but never its output, if it is shown after publication.
    """
    if outcome.check.secret:
        message = "" if _notice(outcome) or not hidden_messages else plain(outcome.message).strip()
        return "\n".join(part for part in (verdict_word(outcome), _notice(outcome), message) if part)
    return "\n\n".join(_explanation(outcome))


def _explanation(outcome: Outcome) -> Iterator[str]:
    notice = _notice(outcome)
    if message := notice or plain(outcome.message).strip() or _WITHOUT_MESSAGE[outcome.verdict]:
        yield message
    if outcome.hint and not notice:
        yield f"Hint: {plain(outcome.hint).strip()}"
    if output := plain(outcome.output).rstrip():
        yield f"Your code printed:\n{output}"


def _notice(outcome: Outcome) -> str | None:
    """The fixed text that `@hide_errors` puts in place of a failure's own message."""
    fault = outcome.verdict not in (Verdict.PASSED, Verdict.SKIPPED, Verdict.GRADER_ERROR)
    return outcome.check.failure_notice if fault else None


def _output(
    assignment: Assignment, grading: Grading, score: Score, submission: Submission | None, notes: Sequence[str]
) -> Iterator[str]:
    yield withheld_line(score) if score.withheld else f"{score_line(score, grading.checks)}."
    if pieces := unstarted(assignment, grading):
        yield f"Not started: {', '.join(f'{piece.number} {piece.name}' for piece in pieces)}."
    if submission is not None:
        yield from submission_lines(submission)
    yield from run_lines(grading)
    yield from notes


def _tests(grading: Grading, counts: bool, hidden_messages: Visibility) -> Iterator[TestResult]:
    by_check = {outcome.check.id: outcome for outcome in grading.outcomes}
    for check in grading.checks:
        if check.id in grading.run.postponed:
            yield _postponed(check)
        else:
            told = check.visibility is hidden_messages is Visibility.AFTER_PUBLISHED  # or they would be shown earlier
            yield _test(check, by_check.get(check.id), counts, told)


def _postponed(check: Check) -> TestResult:
    """Without points, so that the platform's total is that of what has been run."""
    return TestResult(
        name=check.title,
        number=check.number or UNSET,
        output=f"This check runs after the due date; it decides {points(check.points)} points.",
        tags=check.tags or UNSET,
        visibility="visible",
        extra_data={"check": check.id, "verdict": "postponed"},
    )


def _test(check: Check, outcome: Outcome | None, counts: bool, hidden_messages: bool = False) -> TestResult:
    return TestResult(
        name=check.title,
        score=_earned(outcome) if counts else UNSET,
        max_score=check.points if counts else UNSET,
        status=_status(outcome),
        number=check.number or UNSET,
        output=(shown_text(outcome, hidden_messages) if outcome else "This check has not run.") or UNSET,
        tags=check.tags or UNSET,
        visibility=check.visibility.value,
        extra_data={"check": check.id, "verdict": verdict_word(outcome) if outcome else "not run"}
        | ({"inside": True} if check.inside else {}),
    )


def _earned(outcome: Outcome | None) -> float:
    return outcome.earned if outcome else 0.0


def _status(outcome: Outcome | None) -> Literal["passed", "failed"] | UnsetType:
    """A check is passed only if it lost nothing; where we do not know, we do not say."""
    if outcome is None or outcome.verdict is Verdict.GRADER_ERROR:
        return UNSET
    return "passed" if outcome.has_full_marks else "failed"


def _leaderboard(grading: Grading) -> tuple[LeaderboardRow, ...] | UnsetType:
    entries = [outcome.leaderboard for outcome in grading.outcomes if outcome.leaderboard is not None]
    return tuple(_row(entry) for entry in entries) or UNSET


def _row(entry: LeaderboardEntry) -> LeaderboardRow:
    value = plain(entry.value) if isinstance(entry.value, str) else entry.value
    if isinstance(value, float) and not math.isfinite(value):
        value = str(value)
    return LeaderboardRow(name=entry.name, value=value, order="asc" if entry.order == "asc" else "desc")


def _circumstances(run: Run, withheld: str) -> dict[str, object]:
    """Everything that is needed to run the same grading again and to judge how far to trust it; staff only."""
    data: dict[str, object] = {
        "assignment": run.assignment,
        "mode": run.mode.value,
        "layers": list(run.layers),
        "gaps": list(run.gaps),
        "seed": run.seed,
        "memory": run.memory,
        "submission_digest": run.submission_digest,
        "running_digest": run.running_digest,
        "scoring_digest": run.scoring_digest,
        "autograder_version": run.version,
    }
    return data | ({"withheld": plain(withheld)} if withheld else {})


def _remarks(remarks: Sequence[Remark]) -> dict[str, object]:
    """What the assignment's rules have found, and dates in doubt; staff only, and no part of any score."""
    found = [asdict(remark) | {"file": plain(remark.file), "text": plain(remark.text)} for remark in remarks]
    return {"remarks": found} if found else {}


class _Gradescope:
    """The format of Gradescope's results.json."""

    file_name = "results.json"
    refusal_needs_checks = False

    def graded(
        self,
        assignment: Assignment,
        grading: Grading,
        score: Score,
        submission: Submission | None = None,
        notes: Sequence[str] = (),
    ) -> bytes:
        return encode_results(results_document(assignment, grading, score, submission, notes))

    def refused(
        self,
        assignment: Assignment,
        sentence: str,
        notes: Sequence[str] = (),
        remarks: Sequence[Remark] = (),
        checks: Sequence[Check] = (),
    ) -> bytes:
        return encode_results(refusal_document(assignment, sentence, notes, remarks))

    def failed(self, reason: str) -> bytes:
        return encode_results(failure_document(reason))


GRADESCOPE = _Gradescope()
