"""`autograder grade`: one submission."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.doctor import why_not_full
from autograder.cli.say import say, shown_path
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.files import make_folder
from autograder.grading.engine import Grader
from autograder.grading.side_by_side import usual_jobs
from autograder.grading.staging import given_file
from autograder.intake.exports import looks_like_export
from autograder.model import Assignment, Course, Mode, Outcome, Submission
from autograder.packaging.targets import target_named
from autograder.packaging.targets.target import Target
from autograder.pipeline.grade_one import Graded, Options, Refused, begin, grade_one
from autograder.pipeline.result_folder import own_folder
from autograder.text import one_line

if TYPE_CHECKING:
    from rich.progress import Progress


def grade(
    course: Course,
    name: str,
    source: Path,
    out: Path | None,
    allow_degraded: bool = False,
    seed: int | None = None,
    target: str = "gradescope",
    jobs: int | None = None,
) -> int:
    """Grade one submission, print the report, and write its results and outcomes.jsonl.

    Without `out` they go to build/grades/<assignment>/<name of the submission>/ of the course; if that folder holds
    another submission's results, to one beside it whose name ends in a number.

    Args:
        jobs: how many checks to run at the same time, if memory allows; None for what suits the homework.

    Returns:
        0 if there is a score, 1 if the submission is refused, 3 if the score is withheld. The target decides whether
        lost points are an error, too.
    """
    if jobs is not None and jobs < 1:
        raise InputError("--jobs", f"{jobs} is too few", "use 1 or more")
    assignment, platform = load_assignment(course, name), target_named(target)
    for path in assignment.given:
        given_file(assignment, path)
    if out is not None:
        make_folder(out, "choose another folder with --out")
        begin(out, platform.results)

    def folder(submission: Submission | None) -> Path:
        digest = submission.digest if submission else ""
        return out or own_folder(course.root / "build" / "grades" / name, source, digest)

    screen = _Screen(jobs or 1)

    def start() -> Grader:
        grader = Grader(assignment, allow_degraded=allow_degraded, jobs=jobs or usual_jobs(assignment))
        screen.prepare()  # while the grader's processes start
        return grader

    options = Options(seed, format=platform.results, on_start=screen.begin, on_outcome=screen.advance)
    try:
        result = grade_one(source, assignment, start, folder, options)
    finally:
        screen.stop()
    if isinstance(result, Refused):
        say(f"{assignment.title}: refused: {result.sentence}", is_error=True)
        if looks_like_export(source):
            say(
                f"to grade many submissions, run: {shlex.join(['autograder', 'batch', name, str(source)])}",
                is_error=True,
            )
        return 1
    if result.failure is not None:
        raise result.failure
    screen.report(assignment, result, platform)
    return platform.exit_code(result.score)


class _Screen:
    """A bar on standard error while checks run, then the report on standard output.

    Rich is slow to import, and a refused submission never needs it.
    """

    _progress: Progress | None = None
    _degraded = ""
    _few = ""

    def __init__(self, asked: int) -> None:
        self._asked = asked

    def prepare(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("[dim]{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)

    def begin(self, grader: Grader) -> None:
        self._degraded = why_not_full(grader) if grader.mode is Mode.DEGRADED else ""
        if grader.jobs < self._asked:
            why = "the sandbox is degraded" if grader.mode is Mode.DEGRADED else "memory allows no more"
            self._few = f"--jobs {self._asked}: {grader.jobs} at a time, because {why}."
        if self._progress is not None:
            self._task = self._progress.add_task("grading", total=len(grader.checks))
            self._progress.start()

    def advance(self, _: Outcome) -> None:
        if self._progress is not None:
            self._progress.advance(self._task)

    def stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def report(self, assignment: Assignment, result: Graded, target: Target) -> None:
        from rich.console import Console
        from rich.text import Text

        from autograder.cli.report import print_report

        console = Console(highlight=False)
        file_name, reveal = target.results.file_name, target.prints_for_staff
        print_report(console, assignment, result.grading, result.score, result.submission, reveal, file_name)
        if self._degraded:
            console.print(Text(f"The sandbox is degraded{self._degraded}: do not trust this score.", "red"))
        if self._few:
            console.print(Text(self._few, "yellow"))
        if result.shortage:
            console.print(Text(f"Memory: {result.shortage}.", "yellow"))
        console.print()
        console.print(Text(one_line(shown_path(result.folder / file_name)), "dim"), soft_wrap=True)
