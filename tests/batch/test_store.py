"""What is stored of a batch is read back as it was, is small, and gives a score when it is read."""

from __future__ import annotations

import csv
import gzip
import io
import string
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.batch.result_file import StoredResult, checks_digest, decode_result, encode_result
from autograder.batch.store import Store, read_batch, write_batch
from autograder.batch.table import table_of
from autograder.errors import InputError
from autograder.model import (
    Batch,
    BatchEntry,
    Check,
    ExportedSubmission,
    Grading,
    LeaderboardEntry,
    Member,
    Mode,
    Outcome,
    Remark,
    Run,
    Status,
    Submission,
    SubmittedFile,
    Verdict,
)
from autograder.scoring import score

CHECKS = tuple(Check(f"public/test_a.py::test_{n}", f"Title {n}", 2.0, number=f"1.{n}") for n in range(4))
RUN = Run("hw", Mode.USER, 7, "s" * 64, "r" * 64, "c" * 64, ("limits",), ("gap",), "1", memory=5)
TRACE = "\n".join(f"  File {n}, in {'x' * 40}" for n in range(60))
OUTCOMES = (
    Outcome(CHECKS[0], Verdict.PASSED, 2.0, seconds=0.25, fingerprints=("ab", "cd")),
    Outcome(CHECKS[1], Verdict.FAILED, 0.5, "no\n", TRACE, "why", "out\tput", "hint", awaits=("1.1",), stood_in=("f",)),
    Outcome(CHECKS[2], Verdict.CRASHED, 0.0, "x", TRACE, raised=True, not_started=True),
    Outcome(CHECKS[3], Verdict.PASSED, 2.0, leaderboard=LeaderboardEntry("speed", 1.5)),
)
GRADING = Grading(RUN, CHECKS, OUTCOMES, "", (Remark("rule", "a.py", 3, "text", "why"),), ("note",))
BY_DIGEST = {checks_digest(CHECKS): CHECKS}
ADA = ExportedSubmission("11", (Member("Ada", "ada@example.edu", "0123"), Member("=1+1")), None, latest="11")
WHEN = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)


def test_a_result_comes_back_as_it_was():
    data = encode_result(StoredResult(GRADING, 1.5))
    assert data == encode_result(StoredResult(GRADING, 1.5))
    assert decode_result(data, BY_DIGEST) == StoredResult(GRADING, 1.5)


def test_a_line_of_a_traceback_is_kept_once():
    many = tuple(replace(CHECKS[0], id=f"public/test_a.py::{n}") for n in range(60))
    long = Grading(RUN, many, tuple(Outcome(check, Verdict.FAILED, staff=TRACE) for check in many))
    data = encode_result(StoredResult(long, 1.0))
    assert len(data) < 4096
    assert gzip.decompress(data).count(b"File 59, in") == 1


@given(st.text(), st.text(string.printable))
def test_any_text_is_kept_as_it_can_be_printed(message, output):
    outcome = replace(OUTCOMES[1], message=message, output=output)
    data = encode_result(StoredResult(replace(GRADING, outcomes=(outcome,)), 0.0))
    once = decode_result(data, BY_DIGEST).grading
    assert decode_result(encode_result(StoredResult(once, 0.0)), BY_DIGEST).grading == once


@pytest.mark.parametrize("data", [b"", b"x", gzip.compress(b"{}", mtime=0), gzip.compress(b"[" * 9, mtime=0), gzip.compress(b'{"outcomes":[{"x":' + b"[" * 99_999, mtime=0), encode_result(StoredResult(GRADING, 1))[:-9]])  # fmt: skip
def test_a_damaged_result_is_none(data, tmp_path):
    with pytest.raises(ValueError, match=r"\w"):
        decode_result(data, BY_DIGEST)
    store = Store(tmp_path)
    store.make()
    (tmp_path / "results" / "k.json.gz").write_bytes(data)
    assert store.get("k") is None


def test_a_result_that_is_far_too_large_is_not_unpacked():
    with pytest.raises(ValueError, match="too large"):
        decode_result(gzip.compress(b" " * 100_000, mtime=0), BY_DIGEST, most=10_000)


def made_batch(folder: Path) -> Batch:
    store = Store(folder)
    store.make()
    store.put("key", StoredResult(GRADING, 2.5))
    other = replace(GRADING, run=replace(RUN, seed=8))
    store.put("other", StoredResult(other, 2.5))
    entries = (
        BatchEntry(ADA, Status.GRADED, GRADING, score(GRADING), "", "key", "s" * 64, 2.5, True, "threads", (other,)),
        BatchEntry(ExportedSubmission("12", latest="12", submitted=WHEN), Status.REFUSED, sentence="no zip"),
    )
    return Batch("hw", "export.zip", WHEN, CHECKS, entries, "r" * 64, "c" * 64, "1", ("a remark",))


def test_a_batch_comes_back_as_it_was(tmp_path):
    batch = made_batch(tmp_path)
    write_batch(tmp_path, batch, {"11": ("other",)})
    assert read_batch(tmp_path) == batch


def test_changed_points_are_applied_when_it_is_read(tmp_path):
    batch = made_batch(tmp_path)
    doubled = tuple(replace(check, points=4.0, title="New") for check in CHECKS)
    write_batch(tmp_path, replace(batch, checks=doubled))
    entry = read_batch(tmp_path).entries[0]
    assert entry.score is not None and (entry.score.earned, entry.score.possible) == (9.0, 16.0)
    assert entry.grading is not None and entry.grading.checks == doubled


def test_a_lost_result_is_told(tmp_path):
    write_batch(tmp_path, made_batch(tmp_path))
    (tmp_path / "results" / "key.json.gz").unlink()
    batch = read_batch(tmp_path)
    assert batch.entries[0].grading is None and batch.entries[0].score is not None
    assert "1 stored result cannot be read" in batch.remarks[-1]


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"assignment": 1}'])
def test_a_damaged_batch_is_a_sentence(text, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_batch(tmp_path)
    (tmp_path / "batch.json").write_text(text)
    with pytest.raises(InputError, match="is not what"):
        read_batch(tmp_path)


def test_the_table_has_a_line_for_each_student_and_no_formulas():
    entries = (
        BatchEntry(ADA, Status.GRADED, GRADING, score(GRADING)),
        BatchEntry(ExportedSubmission("12"), Status.REFUSED),
    )
    rows = list(csv.DictReader(io.StringIO(table_of(entries))))
    assert [row["Name"] for row in rows] == ["Ada", "'=1+1", ""]
    assert [row["Score"] for row in rows] == ["4.5", "4.5", ""]
    assert [row["Submission ID"] for row in rows] == ["11", "11", "12"]


def test_graded_files_are_kept_once(tmp_path):
    root = tmp_path / "unpacked"
    (root / "pkg").mkdir(parents=True)
    (root / "pkg" / "a.py").write_text("x = 1\n")
    submission = Submission(root, (SubmittedFile("pkg/a.py", 6),), (), (), (), "d" * 64, "a.zip")
    store = Store(tmp_path / "out")
    store.make()
    kept = store.put_files(submission)
    assert (kept / "pkg" / "a.py").read_text() == "x = 1\n"
    assert store.put_files(submission) == kept


def test_checks_that_were_edited_are_not_believed_and_are_written_anew(tmp_path):
    Store(tmp_path).make()
    Store(tmp_path).put("k", StoredResult(GRADING, 1.5))
    (path,) = (tmp_path / "checks").iterdir()
    path.write_bytes(path.read_bytes().replace(b"Title 1", b"Title 9"))
    assert Store(tmp_path).get("k") is None
    Store(tmp_path).put("k", StoredResult(GRADING, 1.5))
    assert Store(tmp_path).get("k") == StoredResult(GRADING, 1.5)
