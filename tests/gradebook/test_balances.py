"""A packed ledger says what is left before a homework, holds no names, and is told on the platform."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest

from autograder.cli.package import package
from autograder.config import load_course
from autograder.errors import InputError
from autograder.gradebook.balances import balances_before
from autograder.packaging.targets.gradescope.metadata import late_notes
from tests.gradebook.conftest import COURSE, MakeBook
from tests.packaging.small_course import write_course

HALF = datetime(2027, 2, 16, tzinfo=timezone.utc)
ROWS = {
    "hw1_programming": [("101", 40, "1", "2027-02-03 23:00:00 -0500")],
    "hw1_on_paper": [("103", 1, "2", "2027-02-01 23:00:00 -0500")],
}


def test_what_is_left_before_a_homework_counts_the_earlier_ones_only(make_book: MakeBook) -> None:
    book = make_book(ROWS, extensions="- {who: '103', grace_days: 2, why: joined late, granted_by: T}\n", as_of=HALF)
    before = balances_before(book, "hw2")
    assert [before.of([key]) for key in ("101", "ada@example.edu", "102", "103", "104")] == [4, 4, 6, 8, None]
    assert balances_before(book, "hw1").of(["101"]) == 6


def test_where_days_are_assigned_at_the_end_of_the_term_there_is_no_balance(make_book: MakeBook) -> None:
    course = COURSE.replace("latest: 3}", "latest: 3, assigned: most favourable}")
    with pytest.raises(InputError, match="package without --ledger"):
        balances_before(make_book(ROWS, course=course), "hw2")
    with pytest.raises(InputError, match="package it without --ledger"):
        balances_before(make_book(ROWS), "hw9")


def test_a_package_carries_the_ledger_and_the_platform_tells_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = """\
name: Small
time_zone: UTC
late: {grace_days: 6, per_homework: 3, latest: 3}
grading: [{name: Homework, percent: 100, items: schedule}]
schedule:
  - {assignment: tiny, released: 2027-01-20 12:00, due: 2027-02-01 12:00}
"""
    files = {
        "assignments/course.yaml": settings,
        "records/roster.csv": "name,emails\nAda Lovelace,countess@example.edu\n",
    }
    course = write_course(tmp_path, files).course
    assert package(course, ["tiny"], ledger=True) == 0
    assert "tiny: grace days left of 1 student" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "build" / "autograders" / "tiny.zip") as archive:
        data = archive.read("course/ledger.json")
        assert not [name for name in archive.namelist() if b"countess@example.edu" in archive.read(name)]
        archive.extractall(tmp_path / "unpacked")
    assert json.loads(data)["homework"] == "tiny"
    metadata = tmp_path / "submission_metadata.json"
    ada = {"name": "Ada", "email": "countess@example.edu", "assignment": {}}
    metadata.write_text(json.dumps({"created_at": "2027-02-02T13:00:00Z", "assignment": {}, "users": [ada]}))
    unpacked = load_course(tmp_path / "unpacked" / "course")
    assert late_notes(metadata, unpacked, "tiny")[0].startswith(
        "2 days late: takes 2 of the 6 grace days that you have left (as of "
    )
    assert "if you have them left" in late_notes(metadata, course, "tiny")[0]
