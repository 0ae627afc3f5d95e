"""`autograder check`: is every homework consistent, graded right, and free of leaks?"""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.console import Console

from autograder.audit.gate import with_audit
from autograder.authoring.check import Report, check_assignment
from autograder.cli.check_report import show_report
from autograder.cli.progress import progress
from autograder.config import chosen_names, load_assignment
from autograder.model import Assignment, Course


def check(course: Course, names: Sequence[str], fresh: bool = False) -> int:
    """Check the named homeworks (all, if none is named); 1 if anything was found.

    Args:
        fresh: grade everything, even what has not changed since the last check.

    Raises:
        InputError: there is no such homework, or none at all.
    """
    console = Console()
    chosen = [load_assignment(course, name) for name in chosen_names(course, names)]
    reports = [_checked(console, assignment, fresh) for assignment in chosen]
    return 1 if any(report.findings for report in reports) else 0


def _checked(console: Console, assignment: Assignment, fresh: bool) -> Report:
    begun = time.monotonic()
    with progress(console, assignment.name) as step:
        report = with_audit(check_assignment(assignment, step, fresh))
    show_report(console, report, time.monotonic() - begun)
    return report
