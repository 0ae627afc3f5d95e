"""`autograder audit`: run the audit, print its report, choose the exit code."""

from __future__ import annotations

import argparse
import time
from datetime import date

from rich.console import Console

from autograder.audit.certificate import measure
from autograder.audit.certificate_log import log_of
from autograder.audit.certificate_text import certificate_of, certificate_path
from autograder.audit.files import write_files
from autograder.audit.run import run_audit
from autograder.cli.audit_report import show_audit
from autograder.cli.progress import progress
from autograder.cli.say import say, say_lines
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.model import Assignment, Course


def audit(course: Course, name: str, options: argparse.Namespace) -> int:
    """Audit one homework, or write its certificate; 0 if it meets its thresholds, 1 if not.

    Raises:
        InputError: there is no such homework, no solution, or an extra is not installed.
        GraderError: its tests cannot be run.
    """
    assignment = load_assignment(course, name)
    console = Console()
    if options.certificate is not None:
        return _certify(console, assignment, options.certificate, options.fresh)
    out = options.out or course.root / "build" / "audit" / name
    with progress(console, name) as step:
        result = run_audit(assignment, out, options.seed, options.fresh, options.matrix, step)
    written = write_files(result, out)
    show_audit(console, result)
    say(f"report: {written.as_posix()}")
    say_lines(result.summary)
    return 0 if result.holds else 1


def _certify(console: Console, assignment: Assignment, runs: int, fresh: bool) -> int:
    """Write the certificate; 1 when a right answer lost a point or a known mistake got past all checks it names."""
    if runs < 1:
        raise InputError("--certificate", f"cannot be {runs}", "say how many submissions to grade, e.g. 1000")
    begun = time.monotonic()
    if fresh:
        log_of(assignment, runs).remove()
    log = log_of(assignment, runs)
    is_resumed = bool(log.graded)
    if is_resumed:
        say(f"{assignment.name}: {len(log.graded)} of {runs} right answers were graded before an interruption")
    with progress(console, assignment.name) as step:
        measured = measure(assignment, runs, step, log)
    path = certificate_path(assignment)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = certificate_of(assignment, measured, time.monotonic() - begun, date.today(), is_resumed)
    path.write_text(text, encoding="utf-8")
    log.remove()
    say(f"certificate: {path.as_posix()}")
    failed, escaped = len(measured.failures), sum(bool(misses.escaped) for misses in measured.misses.values())
    say(f"{assignment.name}: {runs} right answers graded, {failed} checks failed")
    say(f"{len(measured.misses)} known mistakes tried, {escaped} missed in some seed")
    return 1 if failed or escaped else 0
