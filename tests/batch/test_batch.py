"""A class is graded as each of its submissions alone would be; nothing that is known is run again."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from autograder.batch.engines.threads import ThreadEngine
from autograder.batch.keys import course_secret, seed_of
from autograder.batch.store import read_batch
from autograder.config import load_assignment, load_course
from autograder.grading import engine as grading_engine
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Status, Verdict
from tests.packaging.small_course import FILES as COURSE
from tests.packaging.small_course import write_course

from .small_class import FILES, Listener, grade_class, zipped_class

WORKERS = 2


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "export.zip"
    path.write_bytes(zipped_class())
    return path


@pytest.fixture(scope="module")
def graded(course: Assignment, export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a batch that was graded once; a test that grades again works on a copy."""
    out = tmp_path_factory.mktemp("out") / "batch"
    grade_class(course, export, out, threads(course))
    return out


def threads(assignment: Assignment) -> ThreadEngine:
    return ThreadEngine(assignment, WORKERS, allow_degraded=True)


@contextlib.contextmanager
def no_grader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing that could run student code may start in here."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a grader was started")

    with monkeypatch.context() as patch:
        patch.setattr(grading_engine, "Processes", refuse)
        yield


def needs_a_sandbox(folder: Path) -> None:
    """Results of a degraded sandbox are never used again."""
    modes = {entry.grading.run.mode.value for entry in read_batch(folder).entries if entry.grading}
    if "degraded" in modes:
        pytest.skip("the sandbox is degraded here, so nothing is kept")


def test_each_submission_comes_to_its_end(graded):
    batch = read_batch(graded)
    by_id = {entry.submission.id: entry for entry in batch.entries}
    assert list(by_id) == ["11", "12", "13", "14", "15", "16", "17", "18"]
    scores = {number: entry.score.earned for number, entry in by_id.items() if entry.score}
    assert scores == {"11": 3.0, "12": 0.0, "13": 0.0, "14": 0.0, "16": 3.0, "17": 1.0}
    assert by_id["15"].status is Status.REFUSED and "tiny.py is missing" in by_id["15"].sentence
    assert by_id["18"].status is Status.WITHHELD and "no files" in by_id["18"].sentence
    assert by_id["16"].submission.members == () and by_id["16"].submission.remarks
    assert by_id["16"].key == by_id["11"].key  # equal files are graded once
    assert [check.number for check in batch.checks] == ["1.1", "1.2"]


@pytest.mark.slow
def test_outcomes_are_those_of_grading_it_alone(course, graded, tmp_path):
    secret = course_secret(course)
    with Grader(course, allow_degraded=True) as grader:
        for entry in read_batch(graded).entries:
            if entry.grading is None:
                continue
            into = tmp_path / entry.submission.id
            into.mkdir()
            submission = receive(graded / "files" / entry.digest, course, into)
            alone = grader.grade(submission, seed=seed_of(secret, course.name, submission.digest))
            assert [plain(o) for o in alone.outcomes] == [plain(o) for o in entry.grading.outcomes]
            assert replace(alone.run) == entry.grading.run


def plain(outcome):
    """All but times; of a traceback, its last line."""
    return replace(outcome, seconds=0.0, staff=outcome.staff.strip().rpartition("\n")[2])


def test_what_is_stored_is_small_and_for_people_too(graded):
    assert all(path.stat().st_size < 10_240 for path in (graded / "results").iterdir())
    rows = list(csv.DictReader(io.StringIO((graded / "batch.csv").read_text())))
    assert [row["Score"] for row in rows] == ["3.0", "0.0", "0.0", "0.0", "", "3.0", "1.0", ""]
    assert rows[0]["Email"] == "s11@example.edu"
    told = json.loads((graded / "batch.json").read_text())
    assert told["entries"][0]["submission"]["source"].startswith("files/")


def copy_of(graded: Path, tmp_path: Path) -> Path:
    needs_a_sandbox(graded)
    shutil.copytree(graded, tmp_path / "batch")
    return tmp_path / "batch"


def test_a_second_batch_runs_nothing(course, export, graded, tmp_path, monkeypatch):
    out = copy_of(graded, tmp_path)
    with no_grader(monkeypatch):
        listener = Listener()
        finished = grade_class(course, export, out, threads(course), listener)
    assert listener.to_run == 0
    assert all(entry.cached for entry in finished.batch.entries if entry.status is Status.GRADED)
    assert [replace(e, cached=False, engine="") for e in read_batch(out).entries] == [
        replace(e, cached=False, engine="", submission=moved(e, graded, out)) for e in read_batch(graded).entries
    ]


def moved(entry, old: Path, new: Path):
    source = entry.submission.source
    return replace(entry.submission, source=new / source.relative_to(old)) if source else entry.submission


def changed(course: Assignment, tmp_path: Path, path: str, old: str, new: str) -> Assignment:
    """A copy of the course in which one file is changed; its secret is the same."""
    root = tmp_path / "changed"
    write_course(root)
    (root / "build").mkdir(exist_ok=True)
    (root / "build" / ".seed-secret").write_bytes(course_secret(course))
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))
    return load_assignment(load_course(root), course.name)


def environment_known(old: Assignment, new: Assignment) -> None:
    """What is remembered about the sandbox holds for the copy of the course, too."""
    cache = "build/cache/batch"
    shutil.copytree(old.course.root / cache, new.course.root / cache, ignore=shutil.ignore_patterns("checks-*"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "old", "new", "scores"),
    [
        ("assignments/tiny/tests/test_double.py", "@weight(1)", "@weight(5)", [7.0, 0.0, 0.0, 0.0, 7.0, 5.0]),
        ("assignments/tiny/tests/test_double.py", "twice three is six", "of three", [3.0, 0.0, 0.0, 0.0, 3.0, 1.0]),
    ],
)
def test_points_and_titles_are_applied_without_a_grader(
    path, old, new, scores, course, export, graded, tmp_path, monkeypatch
):
    out, other = copy_of(graded, tmp_path), changed(course, tmp_path, path, old, new)
    environment_known(course, other)
    with no_grader(monkeypatch):
        grade_class(other, export, out, threads(other))
    batch = read_batch(out)
    assert [entry.score.earned for entry in batch.entries if entry.score] == scores
    assert batch.scoring_digest != read_batch(graded).scoring_digest
    assert batch.running_digest == read_batch(graded).running_digest


@pytest.mark.slow
def test_a_changed_test_is_run(course, export, graded, tmp_path):
    out = copy_of(graded, tmp_path)
    other = changed(course, tmp_path, "assignments/tiny/tests/test_double.py", "answer == 6", "answer == 8")
    listener = Listener()
    grade_class(other, export, out, threads(other), listener)
    assert listener.to_run == 5  # of six with files that can be graded, two are equal
    assert [e.score.earned for e in read_batch(out).entries if e.score] == [2.0, 0.0, 0.0, 0.0, 2.0, 0.0]


def test_one_changed_submission_is_run_alone(course, graded, tmp_path):
    out, source = copy_of(graded, tmp_path), tmp_path / "export.zip"
    source.write_bytes(zipped_class({**FILES, "12": {"tiny.py": "def double(x):\n    return x + x\n"}}))
    listener = Listener()
    grade_class(course, source, out, threads(course), listener)
    assert listener.to_run == 1
    assert [e.score.earned for e in read_batch(out).entries if e.score] == [3.0, 3.0, 0.0, 0.0, 3.0, 1.0]


@pytest.mark.slow
def test_several_seeds_find_what_is_luck(tmp_path):
    root = tmp_path / "course"
    write_course(root)
    (root / "reference_solutions/tiny/tests/test_luck_hidden.py").write_text(
        COURSE["reference_solutions/tiny/tests/test_double_hidden.py"]
        .replace("answer = double(x)", "answer = double(x)\n    assert x % 2")
        .replace('"1.2"', '"1.3"')
    )
    assignment = load_assignment(load_course(root), "tiny")
    (root / "build").mkdir(exist_ok=True)
    (root / "build" / ".seed-secret").write_bytes(b"0" * 32)  # so that luck is the same each time
    source = tmp_path / "class"
    source.mkdir()
    (source / "ada.py").write_text(FILES["11"]["tiny.py"])
    (source / "ada.py").rename(source / "tiny.py")
    finished = grade_class(assignment, source, tmp_path / "out", threads(assignment), seeds=6)
    assert [(name.rpartition("::")[2], count) for name, count in finished.uncertain] == [
        ("test_double_of_fresh_data", 1)
    ]
    (entry,) = read_batch(tmp_path / "out").entries
    assert len(entry.other_seeds) == 5
    assert len({grading.run.seed for grading in (entry.grading, *entry.other_seeds)}) == 6


@pytest.mark.slow
def test_hidden_checks_wait_for_the_due_date_where_the_course_says_so(tmp_path, course):
    late = replace(course, run_hidden=type(course.run_hidden).AFTER_DUE_DATE)
    source = tmp_path / "export.zip"
    metadata = "submission_11:\n  :created_at: 2027-02-01 12:00:00 Z\n  :due_date: 2027-02-02 00:00:00 Z\n"
    source.write_bytes(zipped_class({"11": FILES["11"]}, metadata))
    out = tmp_path / "out"
    before = datetime(2027, 2, 1, 18, tzinfo=timezone.utc)
    grade_class(late, source, out, threads(late), now=before)
    (entry,) = read_batch(out).entries
    assert entry.grading is not None and len(entry.grading.outcomes) == 1 and entry.grading.run.postponed
    grade_class(late, source, out, threads(late))
    (entry,) = read_batch(out).entries
    assert entry.grading is not None and [o.verdict for o in entry.grading.outcomes] == [Verdict.PASSED] * 2
