"""Nothing of records/ is ever published: no file of it, and no address that stands in the roster."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.authoring.leaks import find_leaks, secrets_of
from autograder.errors import InputError
from autograder.packaging.package import build_package
from tests.packaging.small_course import write_course

ROSTER = "name,emails\nAda Lovelace,ada.lovelace@example.edu\n"
RECORDS = {"records/roster.csv": ROSTER, "records/overrides.yaml": "[]\n", "records/scores/exam.csv": "email,Exam\n"}


def test_an_address_of_the_roster_and_a_file_of_records_are_leaks(tmp_path: Path) -> None:
    assignment = write_course(tmp_path / "course", RECORDS)
    secrets, published = secrets_of([assignment]), tmp_path / "published"
    published.mkdir()
    (published / "notes.md").write_text("Thanks to Ada.Lovelace@example.edu and ada.lovelace@example.edu.\n")
    (published / "exam.csv").write_text("email,Exam\n")
    found = [str(leak) for leak in find_leaks(published, secrets)]
    assert found == [
        "published/exam.csv: has the name of records/scores/exam.csv; take it out",
        "published/notes.md:1: repeats records/roster.csv:2 (an e-mail address); take it out",
    ]


def test_a_roster_that_cannot_be_read_stops_whoever_looks_for_leaks(tmp_path: Path) -> None:
    assignment = write_course(tmp_path / "course", {"records/roster.csv": '"Ada\n'})
    with pytest.raises(InputError, match=r"records/roster\.csv: is not a CSV file"):
        secrets_of([assignment])


def test_a_package_holds_nothing_of_records(tmp_path: Path) -> None:
    assignment = write_course(tmp_path / "course", RECORDS)
    with zipfile.ZipFile(build_package(assignment, tmp_path)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("course/records")]
        assert not [name for name in archive.namelist() if b"ada.lovelace@" in archive.read(name)]
