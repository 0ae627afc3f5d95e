"""A homework's scores come from its batch, or from the finished regrade of that batch, and the gradebook says from which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from autograder.batch.store import write_batch
from autograder.cli.main import main
from autograder.files import replace_file
from autograder.gradebook.runs import run_of
from autograder.model import Batch, BatchEntry, ExportedSubmission, Member, Score, Status
from autograder.reporting.movements import movements_json
from autograder.scoring.compare import compare

from .conftest import MakeBook, book_of
from .test_build import DUE1, student

GRADED = datetime(2027, 2, 16, 12, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
BATCHES, REGRADES = "build/batches/hw2", "build/regrades/hw2"


def batch_of(scores: Sequence[float], graded: datetime = GRADED) -> Batch:
    at = datetime(2027, 2, 15, tzinfo=timezone.utc)
    entries = tuple(
        BatchEntry(
            ExportedSubmission(f"s{place}", (Member(id=str(101 + place)),), submitted=at, latest=f"s{place}"),
            Status.GRADED,
            score=Score(earned, 50, earned, 50, 0),
        )
        for place, earned in enumerate(scores)
    )
    return Batch("hw2", "export.zip", graded, (), entries)


def write(root: Path, where: str, batch: Batch) -> None:
    (root / where).mkdir(parents=True, exist_ok=True)
    write_batch(root / where, batch)


def write_regrade(root: Path, before: Batch, after: Batch, never_lower: bool = False) -> None:
    write(root, REGRADES, after)
    replace_file(root / REGRADES / "regrade.json", movements_json(compare(before, after, never_lower), before, after))


@pytest.fixture
def course(make_book: MakeBook, tmp_path: Path) -> Path:
    make_book({"Exam": [("101", 30, "", "")]})
    write(tmp_path, BATCHES, batch_of([29, 20]))
    return tmp_path


def earned(root: Path) -> list[float | None]:
    book = book_of(root)
    found = [student(book, key).works[0] for key in ("101", "102")]
    assert {work.item for work in found} == {"hw2"}
    return [work.parts[0].earned for work in found]


def told(root: Path) -> list[str]:
    return [str(problem) for problem in book_of(root).problems if "hw2" in problem.where]


def test_without_a_regrade_the_batch_counts(course: Path) -> None:
    assert earned(course) == [29, 20]
    assert told(course) == []
    assert book_of(course).sources == (("hw2", "programming", f"the batch of Tue 2027-02-16 07:00 in {BATCHES}"),)


def test_a_finished_regrade_of_the_batch_counts_and_both_command_and_page_say_so(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_regrade(course, batch_of([29, 20]), batch_of([24, 26], GRADED + HOUR))
    assert earned(course) == [24, 26]
    assert told(course) == []
    assert main(["gradebook", "--course", str(course), "--as-of", "2027-06-01"]) == 0
    source = f"the regrade of Tue 2027-02-16 08:00 in {REGRADES}"
    assert f"scores of hw2: {source}\n" in capsys.readouterr().out
    assert source in (course / "build" / "gradebook" / "overview.html").read_text(encoding="utf-8")


def test_what_never_lower_keeps_counts(course: Path) -> None:
    write_regrade(course, batch_of([29, 20]), batch_of([24, 26], GRADED + HOUR), never_lower=True)
    assert earned(course) == [29, 26]
    assert book_of(course).sources[0][2].endswith(f"{REGRADES}, --never-lower, which keeps 1 earlier score")
    lost = batch_of([24, 26], GRADED + HOUR)
    withheld = replace(lost.entries[0], status=Status.WITHHELD, score=None, sentence="its files are gone")
    write_regrade(course, batch_of([29, 20]), replace(lost, entries=(withheld, *lost.entries[1:])), never_lower=True)
    assert earned(course) == [29, 26]
    assert told(course) == []


def test_a_regrade_that_was_interrupted_does_not_count_and_is_named(course: Path) -> None:
    write_regrade(course, batch_of([29, 20]), batch_of([24, 26], GRADED + HOUR))
    replace_file(course / REGRADES / "regrade.json", b'{"unfinished": true}\n')
    assert earned(course) == [29, 20]
    assert told(course) == [
        f"{REGRADES}: the regrade was not finished, so its scores do not count; run 'autograder regrade hw2' again; it goes "
        "on where it stopped"
    ]


def test_a_newer_regrade_of_another_batch_does_not_count_and_is_named(course: Path) -> None:
    write_regrade(course, batch_of([29], GRADED - HOUR), batch_of([24], GRADED + HOUR))
    assert earned(course) == [29, 20]
    assert told(course) == [
        f"{REGRADES}: is newer than {BATCHES} and does not count, since it was made from another batch; run 'autograder "
        "regrade hw2' without --against if it should count"
    ]


def test_a_batch_after_a_regrade_counts_and_scores_that_were_kept_are_not_lost_in_silence(course: Path) -> None:
    before, after = batch_of([29, 20], GRADED - 2 * HOUR), batch_of([24, 26], GRADED - HOUR)
    write_regrade(course, before, after)
    assert (earned(course), told(course)) == ([29, 20], [])
    write_regrade(course, before, after, never_lower=True)
    assert earned(course) == [29, 20]
    assert told(course) == [
        f"{REGRADES}: what --never-lower kept for 1 submission is gone: the class was graded again; write scores that should "
        "count into records/overrides.yaml"
    ]


def test_a_damaged_batch_is_named_and_stops_nothing(course: Path) -> None:
    (course / BATCHES / "batch.json").write_text("{", encoding="utf-8")
    run, problems = run_of(course, "hw2")
    assert run is None
    assert [problem.is_error for problem in problems] == [True]


def test_scores_by_hand_are_named_with_their_file(make_book: MakeBook) -> None:
    book = make_book({"hw2": [("101", 30, "", DUE1)], "hw1_programming": [("101", 30, "", DUE1)]})
    assert book.sources == (
        ("hw1", "programming", "records/scores/hw1_programming_scores.csv"),
        ("hw2", "programming", "records/scores/hw2_scores.csv"),
    )
