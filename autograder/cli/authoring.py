"""What the command line's authoring subcommands do, and the exit codes they end with."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.audit.gate import with_audit
from autograder.authoring.check import Report, check_assignment
from autograder.authoring.leaks import find_leaks, secrets_of
from autograder.authoring.new import write_homework
from autograder.authoring.new.term import new_term as begin_term
from autograder.authoring.source.hidden_checks import expected_list, is_stale, path_of
from autograder.authoring.source.starter import differences, shown, write_starter
from autograder.cli.check_report import show_report
from autograder.cli.say import say
from autograder.config import assignment_names, load_assignment
from autograder.errors import InputError
from autograder.model import Assignment, Course
from autograder.text import many, one_line


def starter(course: Course, names: Sequence[str], check: bool = False) -> int:
    """Derive starter/ of the named homeworks (all, if none is named), or only compare; 1 when they differ.

    Raises:
        InputError: a homework or its reference solution is not there, or a marker is wrong.
    """
    code = 0
    for assignment in assignments(course, names):
        code |= _compare(assignment) if check else _write(assignment)
    return code


def check(course: Course, names: Sequence[str]) -> int:
    """Check the named homeworks (all, if none is named); 1 when anything was found.

    Raises:
        InputError: there is no such homework.
    """
    console = Console()
    reports = [_checked(console, assignment) for assignment in assignments(course, names)]
    return 1 if any(report.findings for report in reports) else 0


def new(course: Course, name: str) -> int:
    """Write a small complete homework, and say what to do next.

    Raises:
        InputError: the name is unusable or taken.
    """
    for path in write_homework(course, name):
        say(path.as_posix())
    say("")
    say(f"It is complete: 'autograder check {name}' finds nothing. Make it yours, piece by piece, and check again.")
    say(f"To hand it out on a date, give it a line in the schedule of assignments/course.yaml: {name} has none yet.")
    return 0


def new_term(course: Course, options: argparse.Namespace) -> int:
    """Begin a new term from this course, and list what must be looked at.

    Raises:
        InputError: a date is none, the course has no schedule, or the folder is there already.
    """
    holidays, old = ([_day(text) for text in texts] for texts in (options.holiday, options.old_holiday))
    looked = begin_term(course, options.folder, options.term, _day(options.start), holidays, old)
    say(f"{options.folder}: {options.term}, from {course.term or course.name or 'this course'}; look at")
    for line in looked:
        say(f"  {line}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("new-term", f"{text!r} is no day", "write it as 2027-08-30") from None


def leaks(course: Course, paths: Sequence[Path]) -> int:
    """Search files, archives, folders and whole repositories for anything secret of any homework; 1 when it is there.

    Raises:
        InputError: there is nothing at a path, or no reference solution to compare with.
    """
    owned = [assignment for assignment in assignments(course, ()) if assignment.solution.is_dir()]
    if not owned:
        what = "is not here, so nobody can tell what is secret"
        raise InputError("reference_solutions", what, "run this where the staff's reference_solutions/ are")
    secrets = secrets_of(owned)
    found = [leak for path in paths for leak in find_leaks(path, secrets, path.as_posix())]
    for leak in found:
        say(str(leak))
    searched, homeworks = ", ".join(path.as_posix() for path in paths), many(len(owned), "homework")
    say(f"{searched}: {many(len(found), 'leak') if found else 'no leak'} of {homeworks}")
    return 1 if found else 0


def assignments(course: Course, names: Sequence[str]) -> list[Assignment]:
    """The named homeworks, or all of the course."""
    return [load_assignment(course, name) for name in names or assignment_names(course)]


def _checked(console: Console, assignment: Assignment) -> Report:
    begun = time.monotonic()
    with console.status(Text(assignment.name)) as status:
        report = with_audit(
            check_assignment(assignment, lambda step: status.update(Text(one_line(f"{assignment.name}: {step}"))))
        )
    show_report(console, report, time.monotonic() - begun)
    return report


def _write(assignment: Assignment) -> int:
    changed, where = write_starter(assignment), shown(assignment, assignment.starter)
    for path in changed:
        say(f"{where}/{path}: {'written' if (assignment.starter / path).exists() else 'removed'}")
    if is_stale(assignment):
        listed = path_of(assignment)
        if expected := expected_list(assignment):
            listed.write_bytes(expected)
        else:
            listed.unlink()
        say(f"{shown(assignment, listed)}: {'written' if expected else 'removed'}")
    elif not changed:
        say(f"{where}: up to date")
    return 0


def _compare(assignment: Assignment) -> int:
    found, where = differences(assignment), shown(assignment, assignment.starter)
    for difference in found:
        say(f"{where}/{difference.path}: {difference.what}; run 'autograder starter {assignment.name}'")
    if not found:
        say(f"{where}: up to date")
    return 1 if found else 0
