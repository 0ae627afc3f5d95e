"""The commands of this room, as the command line calls them."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.config import assignment_names, load_assignment
from autograder.errors import AutograderError, SubmissionRefused
from autograder.grading.engine import Grader
from autograder.grading.result_folder import cannot_be_made, own_folder
from autograder.grading.staging import given_file
from autograder.grading.workplace import Workplace
from autograder.intake import receive
from autograder.model import Assignment, Course, Mode, Outcome

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_SEED_BITS = 48


def grade(
    course: Course, name: str, source: Path, out: Path | None, allow_degraded: bool = False, seed: int | None = None
) -> int:
    """Grade one hand-in, print the report and write results.json and outcomes.jsonl; 1 when it is refused.

    Without `out` they go to build/grades/<assignment>/<name of the hand-in>/ of the course, or beside it with a number
    where that holds another hand-in's.
    """
    assignment = load_assignment(course, name)
    for path in assignment.given:
        given_file(assignment, path)
    if out is not None:
        _make(out)

    def folder_of(digest: str) -> Path:
        return out or own_folder(course.root / "build" / "grades" / name, source, digest)

    with Workplace() as unpacked:
        try:
            submission = receive(source, assignment, unpacked)
        except SubmissionRefused as refusal:
            _write_refusal(folder_of(""), assignment, refusal.sentence)
            return 1
        folder = folder_of(submission.digest)
        started = Grader(assignment, allow_degraded=allow_degraded)
        # What shows things is imported while the processes start.
        from rich.console import Console

        from autograder.reporting import print_report
        from autograder.reporting.recorder import Recorder

        console = Console(highlight=False)
        seed = int.from_bytes(os.urandom(_SEED_BITS // 8), "little") if seed is None else seed
        with (
            started as grader,
            Recorder(folder, assignment, submission, grader.run_of(submission, seed), grader.checks) as recorder,
            _progress(len(grader.checks)) as progress,
        ):
            task = progress.add_task("grading", total=len(grader.checks))

            def took(outcome: Outcome) -> None:
                recorder(outcome)
                progress.advance(task)

            try:
                score = recorder.finish(grader.grade(submission, seed=seed, on_outcome=took))
            except AutograderError as error:
                recorder.give_up("the autograder itself failed")
                raise error
            progress.stop()
            print_report(console, assignment, recorder.grading, score, submission, reveal=True)
            _say_mode(console, grader)
    console.print(f"\n[dim]{_shown(folder / 'results.json')}[/dim]", soft_wrap=True)
    return 3 if score.withheld else 0


def _write_refusal(folder: Path, assignment: Assignment, sentence: str) -> None:
    from autograder.reporting import refusal_document, write_results

    (folder / "outcomes.jsonl").unlink(missing_ok=True)
    write_results(folder / "results.json", refusal_document(assignment, sentence, ()))
    print(f"{assignment.title}: refused: {sentence}", file=sys.stderr)


def doctor(course: Course, names: Sequence[str]) -> int:
    """Say what this machine can do for each assignment; 1 when something keeps one from being graded."""
    print(f"Python {platform.python_version()} on {platform.system()} {platform.release()} {platform.machine()}")
    print(f"Docker: {_docker()}")
    code = 0
    for name in names or assignment_names(course):
        try:
            assignment = load_assignment(course, name)
            with Grader(assignment, allow_degraded=True) as grader:
                print(f"{name}: {_condition(assignment, grader)}")
                code |= grader.mode is Mode.DEGRADED
        except AutograderError as error:
            print(f"{name}: {error}")
            code = 1
    return code


def _condition(assignment: Assignment, grader: Grader) -> str:
    """One assignment's line: the mode, why it is not a better one, checks and memory."""
    points = sum(check.points for check in grader.checks)
    memory = f"{grader.memory() >> 20} MiB when idle, up to {grader.limits.memory >> 20} MiB more for a check"
    memory += f" ({grader.shortage})" if grader.shortage else ""
    return f"sandbox {grader.mode.value}{_why(grader)}; {len(grader.checks)} checks, {points:g} points; {memory}"


def _why(grader: Grader) -> str:
    if grader.mode is Mode.DEGRADED:
        return f" (student code could {', '.join(grader.gaps)})"
    if grader.obstacle:
        return f" (it could be full, but no other user can enter {grader.obstacle}, where Python lies)"
    return ""


def _docker() -> str:
    if shutil.which("docker") is None:
        return "not installed (only `dry-run` needs it)"
    asked = subprocess.run(
        ["docker", "info", "--format", "{{.ServerVersion}}"], capture_output=True, text=True, check=False
    )
    return f"engine {asked.stdout.strip()}" if asked.returncode == 0 else "installed, but no engine answers"


def _say_mode(console: Console, grader: Grader) -> None:
    if grader.mode is Mode.DEGRADED:
        console.print(f"[red]The sandbox is degraded{_why(grader)}: do not trust this score.[/red]")
    if grader.shortage:
        console.print(f"[yellow]Memory: {grader.shortage}.[/yellow]")


def _progress(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("[dim]{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal or total == 0)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_be_made(folder, error) from None


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
