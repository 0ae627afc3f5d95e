"""`autograder records check`: what staff wrote down about people, read and joined."""

from __future__ import annotations

from autograder.cli.say import say
from autograder.errors import InputError
from autograder.model import Course
from autograder.records import Records, read_records, records_folder
from autograder.text import many

#: what to do where there is no such folder
MAKE_RECORDS = (
    "make the folder in the course's, with roster.csv (a line 'name,id,emails' and below it one for each student) and a"
    " folder scores/ with what Gradescope or Canvas exports"
)


def check(course: Course) -> int:
    """Say what is wrong in records/, and what staff should look at; 1 when anything is wrong.

    Raises:
        InputError: there is no such folder, or course.yaml says nothing of grades.
    """
    if not records_folder(course).is_dir():
        raise InputError("records", "is not here", MAKE_RECORDS)
    records = read_records(course)
    for problem in records.problems:
        say(str(problem) if problem.is_error else f"look at {problem}")
    say(_summary(records))
    return 1 if any(problem.is_error for problem in records.problems) else 0


def _summary(records: Records) -> str:
    there = [person for person in records.roster.people if person.dropped is None]
    parts = [many(len(there), "student"), many(len(records.scores), "score")]
    parts += [many(len(records.extensions), "extension"), many(len(records.overrides), "override")]
    wrong = sum(problem.is_error for problem in records.problems)
    look = len(records.problems) - wrong
    found = f"{many(wrong, 'error')}, {many(look, 'thing')} to look at" if records.problems else "nothing is wrong"
    return f"records: {', '.join(parts)}; {found}"
