from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.config import load_course
from autograder.model import Course

MakeRecords = Callable[..., Course]

COURSE = """\
name: Records
time_zone: America/New_York
late: {grace_days: 6, per_homework: 3, latest: 3}
grading:
  - {name: Homework, percent: 60, items: schedule}
  - {name: Quizzes, percent: 40, items: [Quiz 1, Quiz 2]}
schedule:
  - {assignment: hw1, released: 2027-01-20 12:00, due: 2027-02-01 23:59, scores: {written: HW 1 on paper}}
"""
ROSTER = """\
name,id,emails,section,group,dropped
Ada Lovelace,101,ada@example.edu; a.lovelace@example.org,A,,
"Hopper, Grace",102,grace@example.edu,B,,
Alan Turing,103,alan@example.edu,B,,2027-02-02
"""


@pytest.fixture
def make_records(tmp_path: Path) -> MakeRecords:
    """A course with these files in records/; a keyword `scores` maps names of score files to their text."""

    def make(
        roster: str | None = ROSTER,
        scores: dict[str, str] | None = None,
        extensions: str = "",
        overrides: str = "",
        course: str = COURSE,
    ) -> Course:
        files = {"assignments/course.yaml": course, "records/roster.csv": roster}
        files |= {f"records/scores/{name}": text for name, text in (scores or {}).items()}
        files |= {"records/extensions.yaml": extensions or None, "records/overrides.yaml": overrides or None}
        for path, text in files.items():
            if text is not None:
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / path).write_text(text, encoding="utf-8")
        return load_course(tmp_path)

    return make
