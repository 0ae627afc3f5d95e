"""A gradebook comes from facts alone, in any order, and has one sentence for each number."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from pathlib import Path

import pytest

from autograder.gradebook import Gradebook, StudentGrade
from autograder.gradebook.batches import FromBatches, take_run
from autograder.gradebook.runs import Run
from autograder.gradebook.sentences import explained
from autograder.model import Batch, BatchEntry, ExportedSubmission, Member, Score, Status
from autograder.records import read_records
from autograder.records.items import items_of

from .conftest import COURSE, END, MakeBook, book_of

DUE1 = "2027-02-01 23:00:00 -0500"
PAPER: list[tuple[str, object, str, str]] = [("103", 0, "", DUE1)]


def student(book: Gradebook, key: str = "101") -> StudentGrade:
    return next(one for one in book.students if one.person.key == key)


def sentences(book: Gradebook, place: int = 0, key: str = "101") -> tuple[str, ...]:
    said = explained(student(book, key).lines[place], "Homework 1", book.rules.zone)
    return said.due, said.submitted, said.late, said.spent, said.left, said.before, said.after


def test_a_joint_homework_is_as_late_as_its_later_part_with_a_sentence_for_each_number(make_book: MakeBook) -> None:
    rows = {
        "hw1_programming": [("101", 40, "1", DUE1)],
        "hw1_on_paper": [("101", 45, "2", "2027-02-03 07:59:00 -0500")],
    }
    book = make_book(rows)
    assert sentences(book) == (
        "Due Mon 2027-02-01 23:59, as for everybody.",
        "Submitted programming: Mon 2027-02-01 23:00 and written: Wed 2027-02-03 07:59.",
        "32 hours late by the later part: 2 days, since each day or part of one counts.",
        "It takes 2 grace days.",
        "4 grace days left of 6.",
        "40 of 50 for programming and 45 of 50 for written: 85 of 100 points.",
        "85 points count.",
    )


def test_an_extension_says_until_when_and_why(make_book: MakeBook) -> None:
    rows = {"hw1_programming": [("101", 40, "1", "2027-02-03 07:59:00 -0500")], "hw1_on_paper": PAPER}
    granted = "- {who: '101', homework: hw1, until: 2027-02-02 23:59, why: illness, granted_by: T}\n"
    more = "- {who: ada@example.edu, homework: all, days: 1, why: accommodation, granted_by: Office}\n"
    book = make_book(rows, extensions=granted)
    assert sentences(book)[0] == (
        "Due Tue 2027-02-02 23:59, not Mon 2027-02-01 23:59: an extension until 2027-02-02 23:59 (illness; granted by T)."
    )
    assert sentences(book)[3] == "It takes 1 grace day."
    both = make_book(rows, extensions=more + granted)
    assert sentences(both)[2] == "On time."
    assert sentences(both) == sentences(make_book(rows, extensions=granted + more))


def test_what_is_refused_says_why_and_takes_nothing(make_book: MakeBook) -> None:
    rows = {"hw1_programming": [("101", 40, "1", "2027-02-05 23:58:00 -0500")], "hw1_on_paper": PAPER}
    book = make_book(rows)
    assert sentences(book)[3:5] == (
        "It takes no grace day, because nothing is accepted more than 3 days late.",
        "6 grace days left of 6.",
    )
    assert sentences(book)[6] == "0 points: not accepted, because nothing is accepted more than 3 days late."
    few = COURSE.replace("grace_days: 6, per_homework: 3", "grace_days: 2, per_homework: 2")
    late = {"hw1_programming": [("101", 40, "1", "2027-02-02 23:58:00 -0500")], "hw1_on_paper": PAPER}
    late["hw2"] = [("101", 40, "1", "2027-02-17 23:00:00 -0500")]
    said = sentences(make_book(late, course=few), 1)
    assert said[3] == "It takes no grace day, because it would need 2 grace days, and 1 is left."


def test_overrides_replace_curve_and_decide_with_their_reasons(make_book: MakeBook) -> None:
    rows = {"hw1_programming": [("101", 40, "", DUE1)], "hw1_on_paper": PAPER, "Exam": [("101", 30, "", "")]}
    overrides = """\
- {who: '101', item: hw1, part: written, points: 50, why: lost by us, by: T}
- {item: Exam, curve: 10, why: too long, by: T}
"""
    book = make_book(rows, overrides=overrides)
    ada = student(book)
    assert [line.after for line in ada.lines] == [90, 30]
    assert ada.result.percent == pytest.approx((60 * 0.9 + 40 * 0.7) / 1)
    assert sentences(book)[6] == "90 points count. Written replaced by 50 points (lost by us; by T)."
    assert sentences(book, 1)[6] == "35 points: curved by 10 % of the points possible (too long; by T)."
    decided = make_book(rows, overrides="- {who: '101', percent: 91, why: the dean, by: T}\n")
    assert student(decided).result.grade == "A"
    assert student(decided).result.because.startswith("Decided by T: 91 (the dean); computed were ")


def test_a_part_that_nobody_has_a_score_in_is_not_graded_yet_and_costs_nothing(make_book: MakeBook) -> None:
    rows: dict[str, list[tuple[str, object, str, str]]] = {"hw1_programming": [("101", 40, "1", DUE1)]}
    decided = "- {who: '102', item: hw1, part: written, points: 9, why: w, by: T}\n"
    book = make_book(rows, overrides=decided)
    assert book.graded == {"hw1": {"programming": 50}}
    assert not book.is_complete
    assert student(book).result.percent == 80
    assert sentences(book)[5:] == (
        "40 of 50 points for programming; written has not been graded yet and does not count so far.",
        "40 points count.",
    )
    assert "Submitted programming" not in sentences(book)[1]
    assert student(book, "102").result.percent == 0
    assert [str(one) for one in book.problems] == [
        "hw1: nobody has a score in written yet, so hw1 counts without it so far; put its scores into records/scores/ once "
        "it is graded"
    ]
    later = make_book(rows | {"hw1_on_paper": [("101", 45, "2", DUE1)]}, overrides=decided)
    assert later.graded == {"hw1": {"programming": 50, "written": 50}}
    assert [student(later, key).result.percent for key in ("101", "102", "103")] == [85, 9, 0]
    assert later.problems == ()


def test_a_score_that_cannot_be_read_costs_its_student_nothing_and_nobody_else_theirs(
    make_book: MakeBook, tmp_path: Path
) -> None:
    make_book({"Exam": [("101", 30, "", ""), ("102", "abc", "", ""), ("103", 60, "", "")]})
    book = book_of(tmp_path)
    assert [student(book, key).has_grade for key in ("101", "102", "103")] == [True, False, True]
    assert student(book, "102").works[0].excused == (
        "its score cannot be read, through no fault of yours, until course staff have corrected it"
    )
    assert [(one.where, one.what, one.is_error) for one in book.problems] == [
        ("records/scores/Exam_scores.csv:3", "Total Score: 'abc' is not a number of points", True),
        ("records/scores/Exam_scores.csv:4", "Exam has 50 points, and there is 60 by 103", False),
    ]


def test_an_excused_homework_does_not_count(make_book: MakeBook) -> None:
    rows = {"hw1_programming": [("101", 40, "", DUE1)], "hw1_on_paper": PAPER, "hw2": [("101", 50, "", "")]}
    granted = "- {who: '101', homework: hw1, excused: yes, why: hospital, granted_by: T}\n"
    ada = student(make_book(rows, extensions=granted))
    assert [line.claim.work.item for line in ada.lines] == ["hw2"]
    assert ada.works[0].excused == "hospital (granted by T)"
    assert ada.result.percent == 100


def test_before_its_due_date_a_homework_does_not_count_and_missing_work_is_zero_after_it(make_book: MakeBook) -> None:
    rows = {
        "hw1_programming": [("101", 50, "", DUE1)],
        "hw1_on_paper": [("101", 50, "", DUE1)],
        "hw2": [("101", 0, "", "")],
    }
    early = make_book(rows, as_of=datetime(2027, 2, 10, tzinfo=timezone.utc))
    assert list(early.graded) == ["hw1"]
    assert student(early).result.percent == 100
    assert student(early, "102").result.percent == 0
    assert list(make_book(rows).graded) == ["hw1", "hw2"]


def test_who_has_dropped_the_course_is_left_out(tmp_path: Path, make_book: MakeBook) -> None:
    make_book({"Exam": [("101", 30, "", "")]})
    roster = tmp_path / "records" / "roster.csv"
    roster.write_text("name,id,dropped\nAda Lovelace,101,\nAlan Turing,103,2027-02-20\n", encoding="utf-8")
    assert [one.person.key for one in book_of(tmp_path).students] == ["101"]
    assert len(book_of(tmp_path, datetime(2027, 2, 10, tzinfo=timezone.utc)).students) == 2


def test_a_group_is_known_by_its_submission_and_spends_as_the_policy_says(make_book: MakeBook) -> None:
    course = COURSE.replace("latest: 3}", "latest: 3, groups: least}").replace("grace_days: 6", "grace_days: 3")
    at1, at2 = "2027-02-03 23:00:00 -0500", "2027-02-17 23:00:00 -0500"
    rows = {
        "hw1_programming": [("101", 50, "1", at1), ("102", 50, "2", DUE1)],
        "hw1_on_paper": PAPER,
        "hw2": [("101", 50, "9", at2), ("102", 50, "9", at2)],
    }
    book = make_book(rows, course=course)
    assert [(one.lines[1].spent, one.lines[1].refused) for one in (student(book), student(book, "102"))] == [
        (0, True),
        (0, True),
    ]


def test_points_that_nobody_says_are_a_problem_and_do_not_count(make_book: MakeBook) -> None:
    book = make_book({"Exam": [("101", 30, "", "")]}, possible="")  # type: ignore[arg-type]
    assert not book.graded
    assert [str(one) for one in book.problems] == [
        "Exam: nothing says how many points it gives, so it does not count; write points: in course.yaml, or a row "
        "'Points Possible' in the score file"
    ]


def test_no_order_of_files_or_rows_changes_a_gradebook(term: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled"
    rng = random.Random(7)
    for path in sorted(term.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        target = shuffled / path.relative_to(term)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.name == "canvas.csv":
            head, points, *rows = text.splitlines()
            rng.shuffle(rows)
            text = "\n".join([head, points, *rows])
        elif path.suffix == ".csv":
            head, *rows = text.splitlines()
            rng.shuffle(rows)
            text = "\n".join([head, *rows])
        elif path.parent.name == "records":
            text = "\n".join(reversed(text.splitlines())) + "\n"
        target.write_text(text, encoding="utf-8")
    one, other = book_of(term), book_of(shuffled)
    assert [each.result for each in one.students] == [each.result for each in other.students]
    assert [each.lines for each in one.students] == [each.lines for each in other.students]


def entry(id: str, *members: Member, earned: float = 30, **more: object) -> BatchEntry:
    at = datetime(2027, 2, 2, 12, tzinfo=timezone.utc)
    submission = ExportedSubmission(id, tuple(members), submitted=at, latest=id)
    return BatchEntry(submission, Status.GRADED, score=Score(earned, 50, earned, 50, 0), **more)  # type: ignore[arg-type]


def test_a_batch_gives_scores_groups_and_whom_nobody_knows(make_book: MakeBook) -> None:
    book = make_book({})
    ada, grace = Member("Ada L.", "ada@example.edu"), Member("Grace", id="102")
    withheld = BatchEntry(ExportedSubmission("s2", (Member(id="103"),)), Status.WITHHELD, sentence="the grader failed")
    entries = (entry("s1", ada, grace), withheld, entry("s3", Member("Nobody At All", "n@example.org")))
    found = FromBatches()
    item = items_of(book.course)[0]
    take_run(
        Run(Batch("hw1", "export.zip", END, (), entries), "batch", "build/batches/hw1"),
        item,
        read_records(book.course).roster,
        found,
    )
    assert {key: score.earned for key, score in found.scores.items()} == {
        ("101", "hw1", "programming"): 30,
        ("102", "hw1", "programming"): 30,
        ("103", "hw1", "programming"): None,
    }
    assert found.groups == {"hw1": {frozenset({"101", "102"})}}
    assert [problem.what for problem in found.problems] == [
        "withheld: the grader failed",
        "Nobody At All and n@example.org is not in the roster",
    ]
