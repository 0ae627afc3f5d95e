"""What facts contradict, change nothing or leave open is told, and costs no student points."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from autograder.gradebook.batches import FromBatches, take_run
from autograder.gradebook.exports import canvas_csv
from autograder.gradebook.runs import Run
from autograder.gradebook.sentences import explained
from autograder.model import Batch, BatchEntry, ExportedSubmission, Member, Status
from autograder.records import read_records
from autograder.records.items import items_of

from .conftest import COURSE, END, MakeBook
from .test_build import DUE1, student

ON_TIME: list[tuple[str, object, str, str]] = [("101", 40, "", DUE1)]
ROWS = {"hw1_programming": ON_TIME, "hw1_on_paper": ON_TIME, "Exam": [("101", 30, "", "")]}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("homework: Exam, days: 2", "Exam has no due date, so this changes nothing"),
        ("homework: hw1, until: 2027-01-31 12:00", "is not after the due date of hw1, so it changes nothing"),
        ("homework: hw1, excused: yes", "101 has a score in hw1, which does not count, since it is excused"),
        ("homework: hw1, days: 1", ""),
        ("homework: all, days: 1", ""),
    ],
)
def test_an_extension_that_changes_nothing_or_hides_a_score_is_to_be_looked_at(
    make_book: MakeBook, entry: str, says: str
) -> None:
    book = make_book(ROWS, extensions=f"- {{who: '101', {entry}, why: illness, granted_by: T}}\n")
    assert [problem.what for problem in book.problems] == ([says] if says else [])
    assert not any(problem.is_error for problem in book.problems)


def test_an_extension_that_stands_twice_is_to_be_looked_at(make_book: MakeBook) -> None:
    entry = "- {who: '101', homework: hw1, days: 2, why: illness, granted_by: T}\n"
    book = make_book(ROWS, extensions=entry * 2)
    assert [(one.where, one.what) for one in book.problems] == [
        ("records/extensions.yaml:2", "the same was granted to 101 before, for the same reason; days add up")
    ]


@pytest.mark.parametrize(
    ("entries", "says", "is_error"),
    [
        (["item: Exam, points: 500"], "gives 500 points of 50 possible", False),
        (
            ["item: Exam, points: 3", "item: Exam, points: 4"],
            "101's Exam was decided in records/overrides.yaml:1, too",
            True,
        ),
        (["percent: 910"], "gives 910 percent of the course", False),
        (["item: hw1, points: 3"], "hw1 of 101 is excused, so this changes nothing", False),
    ],
)
def test_an_override_that_can_hardly_be_meant_is_to_be_looked_at(
    make_book: MakeBook, entries: list[str], says: str, is_error: bool
) -> None:
    excused = "- {who: '101', homework: hw1, excused: yes, why: illness, granted_by: T}\n"
    scores = {name: rows for name, rows in ROWS.items() if name == "Exam"}
    decided = "".join(f"- {{who: '101', {entry}, why: w, by: T}}\n" for entry in entries)
    found = make_book(scores, extensions=excused, overrides=decided).problems
    assert [(one.what, one.is_error) for one in found] == [(says, is_error)]


def test_points_possible_that_changed_between_rows_are_to_be_looked_at(make_book: MakeBook) -> None:
    files = {"Exam": [("101", 30, "", "")], "exam": [("102", "20,40", "", "")]}
    book = make_book({"Exam": files["Exam"]})
    scores = book.course.root / "records" / "scores" / "Exam_scores.csv"
    scores.write_text(scores.read_text() + ",102,,20,40,,\n", encoding="utf-8")
    from .conftest import book_of

    found = book_of(book.course.root)
    assert [one.what for one in found.problems] == [
        "score has 40 or 50 points, depending on the score file or row; the most are taken"
    ]


def test_a_withheld_score_costs_its_student_nothing(make_book: MakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    book = make_book({"hw2": [("102", 50, "", DUE1)], "Exam": [("101", 50, "", ""), ("102", 50, "", "")]})
    withheld = BatchEntry(ExportedSubmission("s1", (Member(id="101"),)), Status.WITHHELD, sentence="the grader failed")
    refused = BatchEntry(ExportedSubmission("s2", (Member(id="102"),)), Status.REFUSED, sentence="is no zip file")
    found, records = FromBatches(), read_records(book.course)
    take_run(
        Run(Batch("hw2", "e.zip", END, (), (withheld, refused)), "batch", "b"),
        items_of(book.course)[1],
        records.roster,
        found,
    )
    monkeypatch.setattr("autograder.gradebook.build.read_batches", lambda *_: found)
    again = make_book({"hw2": [("102", 50, "", DUE1), ("103", 40, "", DUE1)], "Exam": [("101", 50, "", "")]})
    ada = student(again)
    assert ada.result.percent == 100
    assert [work.excused for work in ada.works if work.item == "hw2"] == [
        "its score is withheld, through no fault of yours, until it has been graded again"
    ]
    assert ",,50,100" in canvas_csv(again)  # not EX, which would excuse it for good
    assert student(again, "102").works[0].parts[0].earned == 50  # by hand, where the batch has no score


def test_where_nothing_has_been_graded_nobody_has_the_lowest_grade(make_book: MakeBook) -> None:
    book = make_book({"hw2": [("101", 40, "", DUE1)]}, as_of=datetime(2020, 1, 1, tzinfo=timezone.utc))
    assert not book.graded
    assert {(one.result.grade, one.result.because) for one in book.students} == {("", "Nothing has been graded yet.")}


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("groups: least", "it would need 2 grace days, more than your group may use"),
        ("assigned: most favourable", "it would need 2 grace days, which are worth more elsewhere"),
    ],
)
def test_a_refusal_tells_the_reason_that_holds_and_no_number_of_somebody_else(
    make_book: MakeBook, policy: str, says: str
) -> None:
    course = COURSE.replace("latest: 3}", f"latest: 3, {policy}}}").replace("grace_days: 6", "grace_days: 3")
    late1, late2 = "2027-02-03 23:00:00 -0500", "2027-02-17 23:00:00 -0500"
    first = [
        ("101", 1 if "favourable" in policy else 50, "1", DUE1 if "least" in policy else late1),
        ("102", 9, "2", late1),
    ]
    rows = {"hw1_programming": first, "hw1_on_paper": [("103", 0, "", DUE1)]}
    rows["hw2"] = [("101", 50, "9", late2), ("102", 50, "9", late2)]
    book = make_book(rows, course=course)
    refused = next(line for line in student(book).lines if line.refused)
    assert says in explained(refused, "Homework", book.rules.zone).spent
