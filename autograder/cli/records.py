"""`autograder records check`: read what staff wrote down about people, and say what keeps it from becoming grades."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from autograder.cli.say import say
from autograder.config import zone_named
from autograder.errors import InputError
from autograder.gradebook import build_gradebook
from autograder.model import Course
from autograder.records import Problem, Records, read_records, records_folder
from autograder.text import many

#: what to do where there is no such folder
MAKE_RECORDS = (
    "create the folder with roster.csv and scores/ in it: roster.csv has a line 'name,id,emails' and below it one for"
    " each student, scores/ holds what Gradescope or Canvas exports"
)


def check(course: Course) -> int:
    """Say what is wrong in records/ or keeps it from becoming grades, and what to look at; 1 if anything is wrong.

    Raises:
        InputError: there is no such folder, or course.yaml says nothing about grades.
    """
    if not records_folder(course).is_dir():
        raise InputError("records", "there is no such folder", MAKE_RECORDS)
    records = read_records(course)
    problems = build_gradebook(course, records, datetime.now(zone_named(course.time_zone))).problems
    for problem in problems:
        say(str(problem) if problem.is_error else f"look at {problem}")
    say(_summary(records, problems))
    return 1 if any(problem.is_error for problem in problems) else 0


def _summary(records: Records, problems: Collection[Problem]) -> str:
    there = [person for person in records.roster.people if person.dropped is None]
    parts = [many(len(there), "student"), many(len(records.scores), "score")]
    parts += [many(len(records.extensions), "extension"), many(len(records.overrides), "override")]
    wrong = sum(problem.is_error for problem in problems)
    look = len(problems) - wrong
    found = f"{many(wrong, 'error')}, {many(look, 'thing')} to look at" if problems else "nothing is wrong"
    return f"records: {', '.join(parts)}; {found}"
