"""`autograder starter`, `new`, `new-term` and `init`, and their exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from autograder.authoring.new import write_homework
from autograder.authoring.new.course_files import FIRST, write_course
from autograder.authoring.new.term import new_term as begin_term
from autograder.authoring.source.hidden_checks import expected_list, is_stale, path_of
from autograder.authoring.source.starter import differences, shown, write_starter
from autograder.cli.say import say
from autograder.config import chosen_names, load_assignment
from autograder.errors import InputError
from autograder.model import Assignment, Course
from autograder.text import many


def starter(course: Course, names: Sequence[str], check: bool = False) -> int:
    """Derive starter/ of the named homeworks (of all, if none is named), or only compare; 1 if they differ.

    Raises:
        InputError: a homework or its reference solution is missing, or a marker is wrong.
    """
    code = 0
    for assignment in assignments(course, names):
        code |= _compare(assignment) if check else _write(assignment)
    return code


def new(course: Course, name: str) -> int:
    """Write a small complete homework, and say what to do next.

    Raises:
        InputError: the name is unusable or taken.
    """
    for path in write_homework(course, name):
        say(path.as_posix())
    say("")
    say(f"It is complete: 'autograder check {name}' finds nothing. Make it yours, piece by piece, and check again.")
    say(f"To release it on a date, add {name} to the schedule in assignments/course.yaml.")
    return 0


def new_term(course: Course, options: argparse.Namespace) -> int:
    """Start a new term from this course, and list what to look at.

    Raises:
        InputError: a date is not one, the course has no schedule, or the folder exists already.
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
        raise InputError("new-term", f"{text!r} is not a day", "write it as 2027-08-30") from None


def assignments(course: Course, names: Sequence[str]) -> list[Assignment]:
    """The named homeworks, or all homeworks of the course."""
    return [load_assignment(course, name) for name in chosen_names(course, names)]


def init(folder: Path) -> int:
    """Start a course, and say what to do next.

    Raises:
        InputError: the folder is not empty, or cannot be written.
    """
    files = write_course(folder, date.today())
    say(f"{folder.as_posix()}: {many(len(files), 'file')}, including {FIRST}, a small complete homework")
    say("")
    say("Next:")
    say(f"  cd {folder.as_posix()}")
    say(f"  autograder check {FIRST}       finds nothing wrong")
    say(f"  autograder handout {FIRST}     builds what students download")
    say(f"  autograder package {FIRST}     builds what Gradescope runs")
    say(f"  autograder grade {FIRST} reference_solutions/{FIRST}/solution     gives all points")
    say("")
    say("Set the course's name, time zone and dates in assignments/course.yaml. Start your own homework with")
    say("  autograder new hw2_topic")
    return 0


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
