"""A dry run lays a hand-in out as the platform does."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model import LatePolicy
from autograder.packaging import hand_in
from autograder.packaging.hand_in import invented_metadata, lay_out
from autograder.packaging.metadata import late_notes
from tests.packaging.small_course import write_course


def zip_of(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_a_zip_is_unpacked_and_never_outside_of_its_folder(tmp_path: Path) -> None:
    lay_out(zip_of(tmp_path / "a.zip", {"tiny.py": "x = 1", "../escaped.py": "", "in/deep.py": ""}), tmp_path / "base")
    assert (tmp_path / "base/submission/tiny.py").read_text() == "x = 1"
    assert not (tmp_path / "escaped.py").exists() and not (tmp_path / "base/escaped.py").exists()


def test_what_is_no_zip_or_far_too_large_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tiny.py").write_text("x = 1")
    lay_out(tmp_path / "tiny.py", tmp_path / "one")
    assert (tmp_path / "one/submission/tiny.py").read_text() == "x = 1"
    monkeypatch.setattr(hand_in, "_MOST_BYTES", 10)
    lay_out(zip_of(tmp_path / "bomb.zip", {"tiny.py": "x" * 100}), tmp_path / "two")
    assert [path.name for path in (tmp_path / "two/submission").iterdir()] == ["bomb.zip"]


def test_a_folder_is_copied_and_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/tiny.py").write_text("x = 1")
    os.mkfifo(tmp_path / "folder/pipe")
    lay_out(tmp_path / "folder", tmp_path / "base")
    assert (tmp_path / "base/submission/tiny.py").exists()
    with pytest.raises(InputError, match="no such file or folder"):
        lay_out(tmp_path / "nothing.zip", tmp_path / "other")


def test_the_invented_metadata_is_that_of_a_late_hand_in(tmp_path: Path) -> None:
    assignment = write_course(tmp_path)
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(invented_metadata(assignment, datetime(2027, 2, 12, 12, tzinfo=timezone.utc)))
    course = replace(assignment.course, late=LatePolicy(grace_days=6, per_homework=3, latest=3))
    (note,) = late_notes(path, course, "tiny")
    assert note.startswith("1 day late: takes 1 of your 6 grace days")
    assert late_notes(path, assignment.course, "tiny") == ()


@pytest.mark.parametrize("text", ["", "[]", "{", "nonsense", "\xff", json.dumps({"users": 3, "created_at": []})])
def test_metadata_that_says_nothing_is_no_reason_not_to_grade(tmp_path: Path, text: str) -> None:
    course = replace(write_course(tmp_path).course, late=LatePolicy(grace_days=6, per_homework=3, latest=3))
    (tmp_path / "metadata.json").write_text(text, encoding="latin-1")
    assert late_notes(tmp_path / "metadata.json", course, "tiny") == ()
    assert late_notes(tmp_path / "missing.json", course, "tiny") == ()
