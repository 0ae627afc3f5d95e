"""Eighteen syllabi of other courses, each as a course.yaml, with three students computed by hand from its text.

docs/syllabi.md has the table of twenty; what two of them say cannot be written in course.yaml.
"""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from autograder.config import load_course
from autograder.gradebook import build_gradebook
from autograder.records import read_records
from autograder.records.items import items_of

HERE = Path(__file__).parent / "syllabi"
NAMES = sorted(path.name for path in HERE.iterdir())
END = datetime(2028, 1, 1, tzinfo=timezone.utc)
HEAD = "SID,Name,Total Score,Max Points,Submission ID,Submission Time\n"


@pytest.mark.parametrize("name", NAMES)
def test_three_students_get_what_was_computed_by_hand(name: str, tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    shutil.copy(HERE / name / "course.yaml", tmp_path / "assignments")
    students = yaml.safe_load((HERE / name / "students.yaml").read_text(encoding="utf-8"))
    course = load_course(tmp_path)
    _write(tmp_path / "records", items_of(course), students)
    book = build_gradebook(course, read_records(course), END)
    assert book.problems == ()
    found = {one.person.key: one.result for one in book.students}
    for place, student in enumerate(students):
        result = found[f"s{place}"]
        assert result.percent == pytest.approx(student["percent"], abs=1e-4), student["by_hand"]
        assert result.grade == student.get("grade", "")


def _write(folder: Path, items, students) -> None:
    (folder / "scores").mkdir(parents=True)
    roster = "".join(f"s{place},Student {place}\n" for place in range(len(students)))
    (folder / "roster.csv").write_text(f"id,name\n{roster}", encoding="utf-8")
    for item in items:
        titles = {"programming": item.name, "score": item.name} | dict(item.line.scores if item.line else ())
        for part in item.parts:
            rows = [_row(place, one, titles[part], item.line) for place, one in enumerate(students)]
            (folder / "scores" / f"{titles[part]}_scores.csv").write_text(HEAD + "".join(rows), encoding="utf-8")


def _row(place: int, student, title: str, line) -> str:
    """A row of a score file; "90 +26h" is a score of 90 that came 26 hours after the due date."""
    value = re.fullmatch(r"([\d.]+)(?: \+(\d+)h)?", str(student["scores"].get(title, student["default"])))
    at = ""
    if line is not None:
        at = (line.due + timedelta(hours=int(value[2] or -1))).isoformat()
    return f"s{place},,{value[1]},100,,{at}\n"


def test_there_are_eighteen_and_the_document_names_each_course() -> None:
    assert len(NAMES) == 18
    text = (HERE.parents[2] / "docs" / "syllabi.md").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if re.match(r"\| \d+ \|", row)]
    assert len(rows) == 20
    assert [name for name in NAMES if f"`{name}`" not in text] == []
    assert sum("no:" in row for row in rows) == 2
