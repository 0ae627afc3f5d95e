from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest

from autograder.config import load_course
from autograder.gradebook import Gradebook, build_gradebook
from autograder.records import read_records
from tools.generated_term import write_class

END = datetime(2027, 6, 1, tzinfo=timezone.utc)
MakeBook = Callable[..., Gradebook]


def book_of(root: Path, as_of: datetime = END) -> Gradebook:
    course = load_course(root)
    return build_gradebook(course, read_records(course), as_of)


@pytest.fixture(scope="session")
def term(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of 30 with a whole term behind it; nobody may write into it."""
    folder = tmp_path_factory.mktemp("term")
    write_class(folder, number=30)
    return folder


COURSE = """\
name: By Hand
time_zone: America/New_York
late: {grace_days: 6, per_homework: 3, latest: 3}
grading:
  - {name: Homework, percent: 60, items: schedule}
  - {name: Exam, percent: 40}
grades: {cut_offs: {A: 90, B: 80, F: 0}}
schedule:
  - {assignment: hw1, released: 2027-01-20 12:00, due: 2027-02-01 23:59, scores: {written: hw1 on paper}}
  - {assignment: hw2, released: 2027-02-02 12:00, due: 2027-02-15 23:59}
"""
ROSTER = "name,id,emails\nAda Lovelace,101,ada@example.edu\nGrace Hopper,102,grace@example.edu\nAlan Turing,103,alan@example.edu\n"
HEAD = "Name,SID,Email,Total Score,Max Points,Submission ID,Submission Time\n"


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """A gradebook of a course with these files in records/; rows of a score file are (id, points, submission, time)."""

    def make(
        scores: dict[str, list[tuple[str, object, str, str]]],
        possible: float = 50,
        extensions: str = "",
        overrides: str = "",
        course: str = COURSE,
        as_of: datetime = END,
    ) -> Gradebook:
        files = {"assignments/course.yaml": course, "records/roster.csv": ROSTER}
        files |= {"records/extensions.yaml": extensions, "records/overrides.yaml": overrides}
        for title, rows in scores.items():
            lines = [f",{who},,{earned},{possible},{id},{at}\n" for who, earned, id, at in rows]
            files[f"records/scores/{title}_scores.csv"] = HEAD + "".join(lines)
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return book_of(tmp_path, as_of)

    return make
