"""A dry run lays a submission out as the platform does."""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from autograder.errors import InputError, SubmissionRefused
from autograder.intake import receive
from autograder.model import Course, HiddenRuns, LatePolicy, Scheduled
from autograder.packaging import dry_run
from autograder.packaging.targets.gradescope import layout
from autograder.packaging.targets.gradescope.layout import invented_metadata, lay_out
from autograder.packaging.targets.gradescope.metadata import doubts, late_notes
from autograder.sandbox.inside.file_trees import remove
from tests.intake.cases import (
    COLLISIONS,
    DAMAGED,
    ENCODINGS,
    GOOD,
    LEFTOVERS,
    MISSING,
    NOT_A_ZIP,
    PATHS,
    SPECIAL,
    UNUSUAL,
    Case,
)
from tests.intake.zipmaker import Member, zip_bytes
from tests.packaging.small_course import write_course


def zip_of(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_a_zip_is_unpacked_and_never_outside_of_its_folder(tmp_path: Path) -> None:
    source = zip_of(tmp_path / "a.zip", {"tiny.py": "x = 1", "../escaped.py": "", "in/deep.py": "", ".git/HEAD": "ref"})
    lay_out(source, write_course(tmp_path), tmp_path / "base")
    assert (tmp_path / "base/submission/tiny.py").read_text() == "x = 1"
    assert (tmp_path / "base/submission/in/deep.py").exists() and (tmp_path / "base/submission/.git").is_dir()
    assert not (tmp_path / "escaped.py").exists() and not (tmp_path / "base/escaped.py").exists()


def test_what_is_no_zip_stays_as_it_is_and_of_a_zip_no_more_is_unpacked_than_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = write_course(tmp_path)
    (tmp_path / "tiny.py").write_text("x = 1")
    lay_out(tmp_path / "tiny.py", assignment, tmp_path / "one")
    assert (tmp_path / "one/submission/tiny.py").read_text() == "x = 1"
    monkeypatch.setattr(layout, "_MOST_BYTES", 10)
    lay_out(zip_of(tmp_path / "a.zip", {"large": "x" * 100, "tiny.py": "x" * 20}), assignment, tmp_path / "two")
    assert [path.name for path in (tmp_path / "two/submission").iterdir()] == ["tiny.py"]


@pytest.mark.parametrize(
    "case",
    [*PATHS, *SPECIAL, *COLLISIONS, *ENCODINGS, *UNUSUAL, *DAMAGED, *LEFTOVERS, *NOT_A_ZIP, *MISSING],
    ids=lambda case: case.name,
)
def test_a_dry_run_takes_and_refuses_what_grade_does(case: Case, tmp_path: Path) -> None:
    """Damaged and hostile archives, too: in the same words, and never with a traceback."""
    assignment = replace(write_course(tmp_path), submit=("autodiff.py",))
    source, base = tmp_path / case.file_name, tmp_path / "base"
    source.write_bytes(case.build())
    if case.refused:
        with pytest.raises(SubmissionRefused, match=re.escape(case.refused)):
            lay_out(source, assignment, base)
        assert not base.exists()
    else:
        lay_out(source, assignment, base)
        (tmp_path / "graded").mkdir()
        receive(base / "submission", assignment, tmp_path / "graded", unpacked=True)
        assert (tmp_path / "graded/autodiff.py").read_bytes() == case.content


@pytest.mark.parametrize("beside", [Member("a", GOOD, packed=b"\xff" * 40), Member("n" * 300), Member("tiny.py/../a")])
def test_a_file_beside_the_homework_that_cannot_be_unpacked_is_left_out(beside: Member, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zip_bytes([Member("tiny.py", GOOD), beside, Member("b", b"b")]))
    lay_out(tmp_path / "a.zip", write_course(tmp_path), tmp_path / "base")
    assert sorted(path.name for path in (tmp_path / "base/submission").iterdir()) == ["b", "tiny.py"]


def test_a_dry_run_of_a_damaged_zip_leaves_the_refusal_and_needs_no_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "require_engine", lambda: None)
    (tmp_path / "a.zip").write_bytes(zip_bytes([Member("tiny.py", GOOD, packed=b"\xff" * 40)]))
    told_lines: list[str] = []
    tiny, out = write_course(tmp_path), tmp_path / "out"
    assert dry_run.dry_run(tiny, tmp_path / "a.zip", None, out, told_lines.append) == 1
    told = "the zip file is damaged: 'tiny.py' cannot be unpacked; make the zip again and submit the new one"
    assert any(told in line for line in told_lines)
    assert "cannot be unpacked" in (tmp_path / "out/results.json").read_text()


def test_a_folder_is_copied_and_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/tiny.py").write_text("x = 1")
    os.mkfifo(tmp_path / "folder/pipe")
    assignment = write_course(tmp_path)
    lay_out(tmp_path / "folder", assignment, tmp_path / "base")
    assert (tmp_path / "base/submission/tiny.py").exists()
    with pytest.raises(InputError, match="no such file or folder"):
        lay_out(tmp_path / "nothing.zip", assignment, tmp_path / "other")


def test_the_invented_metadata_is_that_of_a_late_submission(tmp_path: Path) -> None:
    assignment = write_course(tmp_path)
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(invented_metadata(assignment, datetime(2027, 2, 12, 12, tzinfo=timezone.utc)))
    course = replace(assignment.course, late=LatePolicy(grace_days=6, per_homework=3, latest=3))
    (note,) = late_notes(path, course, "tiny")
    assert note.startswith("1 day late: needs 1 grace day, if you have it left")
    assert late_notes(path, assignment.course, "tiny") == ()


DUE = "2027-02-12T23:59:00-05:00"
SAMPLE = {
    "id": 123456,
    "created_at": "2027-02-14T08:00:00.365935-05:00",
    "assignment": {"due_date": DUE, "late_due_date": None},
    "users": [{"name": "Ádá", "assignment": {"due_date": DUE, "late_due_date": None}}],
}
LATE = ("2 days late: needs 2 grace days, if you have them left (at most 3 for one homework).",)
UNKNOWN = ("How late this submission is could not be worked out; the course staff have been told.",)


def course_with_a_late_policy(folder: Path) -> Course:
    return replace(write_course(folder).course, late=LatePolicy(grace_days=6, per_homework=3, latest=3))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_metadata_is_read_in_any_encoding_of_unicode(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(json.dumps(SAMPLE, ensure_ascii=False).encode(encoding))
    course = course_with_a_late_policy(tmp_path)
    assert late_notes(path, course, "tiny") == LATE
    assert doubts(path, course, "tiny", HiddenRuns.ALWAYS) == ()


@pytest.mark.parametrize(
    ("data", "says", "note"),
    [
        (b"", "is not the JSON it should be", UNKNOWN),
        (b"[1]", "is not the JSON it should be: Expected `object`", UNKNOWN),
        (b"[" * 100_000, "is not the JSON it should be", UNKNOWN),
        (json.dumps(SAMPLE, ensure_ascii=False).encode("latin-1"), "is not the JSON it should be", UNKNOWN),
        (json.dumps(SAMPLE).encode()[:-9], "is not the JSON it should be", UNKNOWN),
        (None, "cannot be read: No such file or directory", UNKNOWN),
        (SAMPLE | {"created_at": None}, "created_at is missing or null", UNKNOWN),
        (SAMPLE | {"created_at": 1802610000}, "created_at is 1802610000, not a date and time", UNKNOWN),
        (SAMPLE | {"created_at": "1802610000"}, "created_at is '1802610000'", UNKNOWN),
        (SAMPLE | {"created_at": "Feb 14, 2027 8:00 AM"}, "created_at is 'Feb 14, 2027 8:00 AM'", UNKNOWN),
        (SAMPLE | {"created_at": "2027-02-14T08:00:00"}, "with its offset from UTC", UNKNOWN),
        (SAMPLE | {"assignment": None}, "assignment is missing or null, not an object", LATE),
        (SAMPLE | {"assignment": {"due_date": None}}, "assignment.due_date is missing or null", LATE),
        (SAMPLE | {"assignment": {"due_date": "soon"}, "users": [{}]}, "assignment.due_date is 'soon'", ()),
        (SAMPLE | {"assignment": {"due_date": DUE, "late_due_date": 7}}, "assignment.late_due_date is 7", LATE),
        (SAMPLE | {"users": []}, "users is 'list', not a list of people", LATE),
        (SAMPLE | {"users": "Ada"}, "users is 'Ada', not a list of people", LATE),
        (SAMPLE | {"users": [None]}, "users[0] does not say which dates", LATE),
        (SAMPLE | {"users": [{"assignment": {"due_date": True}}]}, "users[0].assignment.due_date is True", LATE),
        (SAMPLE | {"users": [{}, {"assignment": {"late_due_date": "x" * 99}}]}, "users[1].assignment.late_due_date", None),
    ],
)  # fmt: skip
def test_what_keeps_lateness_from_being_known_is_told_to_staff(
    data: object, says: str, note: tuple[str, ...] | None, tmp_path: Path
) -> None:
    """And never is a reason not to grade."""
    path = tmp_path / "submission_metadata.json"
    if data is not None:
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    course = course_with_a_late_policy(tmp_path)
    (doubt, *_) = doubts(path, course, "tiny", HiddenRuns.ALWAYS)
    assert says in doubt.text
    assert note is None or late_notes(path, course, "tiny") == note
    assert doubts(path, replace(course, late=None), "tiny", HiddenRuns.ALWAYS) == ()
    assert doubts(path, replace(course, late=None), "tiny", HiddenRuns.AFTER_DUE_DATE)


def test_a_due_date_of_the_schedule_stands_in_for_the_platforms(tmp_path: Path) -> None:
    course = course_with_a_late_policy(tmp_path)
    due = datetime.fromisoformat(DUE)
    course = replace(course, schedule=(Scheduled("tiny", due - timedelta(days=14), due),))
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(SAMPLE | {"assignment": {}, "users": [{"name": "Ada"}]}))
    assert late_notes(path, course, "tiny") == LATE
    assert doubts(path, course, "tiny", HiddenRuns.ALWAYS) == ()


@pytest.fixture
def deep() -> Iterator[Path]:
    """A folder that goes with the test even if it fails: pytest itself cannot remove deep trees."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    assert remove(str(folder), 100_000, 60) == ""


def test_of_a_zip_with_very_deep_folders_only_the_rest_is_unpacked(deep: Path) -> None:
    with zipfile.ZipFile(deep / "deep.zip", "w") as archive:
        for level in range(1, 1100):
            archive.writestr("d/" * level, "")
        archive.writestr("x" * 300, "")  # no file system takes such a name
        archive.writestr("tiny.py", "x = 1")
    lay_out(deep / "deep.zip", write_course(deep / "course"), deep / "base")
    assert sorted(path.name for path in (deep / "base/submission").iterdir()) == ["d", "tiny.py"]


def test_a_folder_that_is_too_deep_to_be_copied_is_refused_in_a_sentence(deep: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    (deep / "folder").mkdir()
    os.chdir(deep / "folder")
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    os.fchdir(here)
    os.close(here)
    with pytest.raises(InputError, match="nested too deeply"):
        lay_out(deep / "folder", write_course(deep / "course"), deep / "base")
