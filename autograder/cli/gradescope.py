"""`autograder gradescope`, which run_autograder calls in the platform's container.

Only instructors see what it prints, in a browser, so it prints our own failures in full.
"""

from __future__ import annotations

import sys
import traceback
from datetime import datetime
from pathlib import Path

from rich.console import Console

from autograder.cli.report import print_report
from autograder.cli.say import say, say_lines
from autograder.model import Course
from autograder.packaging.targets.gradescope.run import Ran, run
from autograder.pipeline.grade_one import Graded, Refused


def gradescope(course: Course, name: str, base: Path = Path("/autograder"), now: datetime | None = None) -> int:
    """Grade the submission in the platform's container, and tell instructors the result."""
    ran = run(course, name, base, now)
    if ran.failure is not None:
        say_lines(f"The autograder failed, and there is no score: {ran.failure}")
        say_lines("".join(traceback.format_exception(ran.failure)))
    _tell(ran)
    return ran.code


def _tell(ran: Ran) -> None:
    result, assignment = ran.result, ran.assignment
    if assignment is None:
        return
    if isinstance(result, Refused):
        say(f"{assignment.title}: refused: {result.sentence}")
        for doubt in ran.context.remarks:
            say(f"For staff: {doubt.why} ({doubt.file}: {doubt.text})")
    elif isinstance(result, Graded):
        # No colours, and wide enough for a traceback.
        console = Console(file=sys.stdout, width=100, no_color=True, force_terminal=False)
        print_report(console, assignment, result.grading, result.score, result.submission, reveal=True)
        for note in ran.context.notes:
            say(note)
        if result.shortage:
            say(f"For staff: {result.shortage}")
