"""Submissions that staff make up (the solution, the starter, a mistake), run against the homework's own checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Check, Grading, Outcome, Verdict

SEED = 20270113  # of hidden data; any number does, and a fixed one makes a finding repeatable


@dataclass(frozen=True)
class Trial:
    """One submission to be graded.

    Attributes:
        name: unique; names the folder it is written to.
        only: ids of the checks to run, in this order; all if empty.
        until_failure: stop at the first check that does not pass.
    """

    name: str
    texts: Mapping[str, str]
    only: tuple[str, ...] = ()
    until_failure: bool = False


class Trials:
    """Grades trials, several at a time; a context manager. `folder` is an empty folder to write submissions to."""

    def __init__(self, assignment: Assignment, folder: Path, workers: int) -> None:
        self._assignment, self._folder = assignment, folder
        # The submissions are the staff's own, so a machine without a full sandbox will do.
        self._grader = Grader(assignment, allow_degraded=True, workers=workers)

    def __enter__(self) -> Trials:
        self._grader.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._grader.__exit__(kind, error, trace)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check of the homework."""
        return tuple(self._grader.checks)

    def grade(self, trial: Trial) -> Grading:
        """What the checks say; may be called from several threads."""
        source, into = self._folder / trial.name / "written", self._folder / trial.name / "received"
        for path, text in trial.texts.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_text(text, encoding="utf-8")
        into.mkdir(parents=True)
        submission = receive(source, self._assignment, into)
        only = trial.only or None
        return self._grader.grade(submission, seed=SEED, stop_at_first_failure=trial.until_failure, only=only)


def function_of(check: Check) -> str:
    """The name of the test function a check is, without parameters.

    >>> function_of(Check("hidden/test_a.py::TestC::test_b[2::3]", "title"))
    'test_b'
    """
    return check.id.partition("[")[0].rpartition("::")[2]


def short_of_full(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes that did not pass or did not earn all their points."""
    return [o for o in outcomes if not o.has_full_marks]


def said(outcome: Outcome) -> str:
    """What a check said, in one short line."""
    text = outcome.staff if outcome.verdict is Verdict.GRADER_ERROR else outcome.message
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = outcome.reason[:400] or (lines[0][:160] if lines else "")
    return f"{outcome.verdict.value}: {line}" if line else outcome.verdict.value
