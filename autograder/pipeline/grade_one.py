"""Grades one submission, from its source to a score, or to the sentence that says why there can be none.

The command `grade`, and a package in a platform's container, both use this function. So what one of them refuses, the
other refuses in the same words, and both leave the same files:

* results (in the target's format) are there before the grader starts, without a score until the end;
* outcomes.jsonl grows by a line for each check;
* a failure of ours ends in a withheld score that names it, never in a lost one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import SubmissionRefused
from autograder.files import cannot_be_written, replace_file
from autograder.grading.engine import Grader
from autograder.grading.seeds import fresh_seed
from autograder.grading.workdir import Workdir
from autograder.intake import receive
from autograder.model import Assignment, Check, Grading, Outcome, Remark, Score, Submission
from autograder.reporting.gradescope import GRADESCOPE
from autograder.reporting.recorder import Recorder
from autograder.reporting.results_format import ResultsFormat

#: what students read when grading ended by a failure of ours
FAILED = "the autograder itself failed"
#: and what they read where it did not come so far
_STARTING = "grading did not get to its first check"


@dataclass(frozen=True)
class Context:
    """What is known about a submission besides its files.

    Attributes:
        notes: sentences for the student, e.g. about lateness.
        remarks: for staff: what is not known.
        postpone_hidden: hidden checks do not run yet.
    """

    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    postpone_hidden: bool = False


@dataclass(frozen=True)
class Options:
    """How one submission is graded.

    Attributes:
        seed: the seed of hidden data; a fresh one by default.
        unpacked: the source is a folder that a platform has unpacked.
        format: the format of the results file.
        context: what is known besides the files.
        on_start: called with the grader once it can grade.
        on_outcome: called with each outcome as it comes.
    """

    seed: int | None = None
    unpacked: bool = False
    format: ResultsFormat = GRADESCOPE
    context: Context = Context()
    on_start: Callable[[Grader], None] = lambda _: None
    on_outcome: Callable[[Outcome], None] = lambda _: None


@dataclass(frozen=True)
class Refused:
    """A submission that could not be graded.

    Attributes:
        sentence: why, and what the student should do.
        folder: where the results lie.
    """

    sentence: str
    folder: Path


@dataclass(frozen=True)
class Graded:
    """A submission that was graded.

    Attributes:
        folder: where the results lie.
        shortage: for staff: why checks had less memory than the homework promises, or "".
        failure: what went wrong on our side, if anything did; before the last check, it withholds the score.
    """

    submission: Submission
    grading: Grading
    score: Score
    folder: Path
    shortage: str = ""
    failure: Exception | None = None


def grade_one(
    source: Path,
    assignment: Assignment,
    grader: Callable[[], AbstractContextManager[Grader]],
    folder: Callable[[Submission | None], Path],
    options: Options = Options(),
) -> Graded | Refused:
    """Grade the submission at `source`, and write its results to a folder.

    Args:
        source: a zip, a folder, or the one file that is submitted.
        grader: returns the grader when it is needed: a new one, which is closed afterwards, or a warm one.
        folder: returns an existing folder for the results of a submission, or of None if it was refused.

    Raises:
        InputError: there is nothing at `source`, or the results cannot be written.
        GraderError: the grader does not start. The results say that there is no score.
    """
    with Workdir() as unpacked:
        submission = taken_in(source, assignment, unpacked, options.unpacked)
        if isinstance(submission, str):
            return _refuse(assignment, submission, grader, folder(None), options)
        return _grade(assignment, submission, grader, folder(submission), options)


def taken_in(source: Path, assignment: Assignment, into: Path, unpacked: bool = False) -> Submission | str:
    """The submission at `source`, or the sentence that says why it is refused; arguments as for `receive`."""
    try:
        return receive(source, assignment, into, unpacked=unpacked)
    except SubmissionRefused as refusal:
        return refusal.sentence


def run_checks(
    grader: Grader, submission: Submission, seed: int, postpone_hidden: bool = False
) -> tuple[Grading, Exception | None]:
    """Grade a submission and write nothing: what came of it, and what went wrong on our side, if anything did.

    Then the grading holds what there was so far, and says that it ended early.
    """
    run, outcomes = grader.run_of(submission, seed, postpone_hidden), list[Outcome]()
    try:
        grading = grader.grade(submission, seed=seed, on_outcome=outcomes.append, postpone_hidden=postpone_hidden)
    except Exception as error:
        return Grading(run, grader.checks, tuple(outcomes), FAILED), error
    return grading, None


def begin(folder: Path, results: ResultsFormat) -> None:
    """Say in an existing folder that there is no score yet: what another run left is not to be taken for this one's.

    Raises:
        InputError: the folder cannot be written.
        GraderError: there is no room, or the disk fails.
    """
    path = folder / "outcomes.jsonl"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_be_written(path, error) from None
    replace_file(folder / results.file_name, results.failed(_STARTING))


def _refuse(
    assignment: Assignment,
    sentence: str,
    start: Callable[[], AbstractContextManager[Grader]],
    folder: Path,
    options: Options,
) -> Refused:
    context = options.context
    checks: tuple[Check, ...] = ()
    begin(folder, options.format)
    if options.format.refusal_needs_checks:
        with start() as grader:
            checks = grader.checks
    document = options.format.refused(assignment, sentence, context.notes, context.remarks, checks)
    replace_file(folder / options.format.file_name, document)
    return Refused(sentence, folder)


def _grade(
    assignment: Assignment,
    submission: Submission,
    start: Callable[[], AbstractContextManager[Grader]],
    folder: Path,
    options: Options,
) -> Graded:
    graded = None
    begin(folder, options.format)
    try:
        with start() as grader:
            options.on_start(grader)
            graded = _recorded(assignment, submission, grader, folder, options)
    except Exception as error:
        if graded is None:
            raise
        return replace(graded, failure=graded.failure or error)  # it ended badly, but the results are there
    return graded


def _recorded(assignment: Assignment, submission: Submission, grader: Grader, folder: Path, options: Options) -> Graded:
    """Run the checks, and keep the files in `folder` true meanwhile."""
    context = options.context
    seed = fresh_seed() if options.seed is None else options.seed
    run = grader.run_of(submission, seed, context.postpone_hidden)
    with Recorder(folder, assignment, submission, run, grader.checks, context.notes, options.format) as recorder:

        def on_outcome(outcome: Outcome) -> None:
            recorder(outcome)
            options.on_outcome(outcome)

        failure = None
        try:
            grading = grader.grade(
                submission, seed=seed, on_outcome=on_outcome, postpone_hidden=context.postpone_hidden
            )
            score = recorder.finish(_with_remarks(grading, context.remarks))
        except Exception as error:
            failure = error
            recorder.grading = _with_remarks(recorder.grading, context.remarks)
            score = recorder.give_up(FAILED)
        return Graded(submission, recorder.grading, score, folder, grader.shortage, failure)


def _with_remarks(grading: Grading, remarks: tuple[Remark, ...]) -> Grading:
    return replace(grading, remarks=(*grading.remarks, *remarks))
