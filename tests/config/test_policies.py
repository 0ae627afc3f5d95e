"""Policies and schedule: a typo, a sum that is not 100 or dates out of order are errors with their line."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.config import load_course
from autograder.config.grade_parts import read_grades, read_grading
from autograder.config.late_policies import read_late_policy
from autograder.config.policies import read_moment, read_schedule, zone_named
from autograder.errors import ConfigError
from autograder.model import (
    Assigned,
    EarlyBonus,
    GradeItem,
    GradePart,
    LatePenalty,
    LatePolicy,
    Parts,
    Rounding,
    Scheduled,
)

from .conftest import MakeValue

NEW_YORK = ZoneInfo("America/New_York")
ROOT = Path(__file__).parents[2]

GOOD = """
  - {assignment: hw0_pytorch, released: 2027-01-13 12:00, due: 2027-01-22 23:59, extensions: on request}
  - {assignment: hw1_autodiff, released: 2027-01-22 12:00, due: 2027-02-08 23:59, group_size: 2}
"""


def test_a_schedule_is_read_on_the_clocks_of_the_course(value: MakeValue) -> None:
    first, second = read_schedule(value(GOOD), NEW_YORK, ["hw1_autodiff"])
    assert first == Scheduled(
        "hw0_pytorch",
        datetime(2027, 1, 13, 17, tzinfo=timezone.utc),
        datetime(2027, 1, 23, 4, 59, tzinfo=timezone.utc),
        on_request=True,
    )
    assert (second.group_size, second.on_request) == (2, False)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("due: 2027-02-08", "duo: 2027-02-08", 3, "unknown key 'key[2].duo'; did you mean 'due'?"),
        ("2027-02-08 23:59", "2027-02-30 23:59", 3, "key[2].due cannot be '2027-02-30 23:59'; write a date"),
        ("2027-02-08 23:59", "2027-02-08", 3, "key[2].due cannot be '2027-02-08'; write a date and a time"),
        ("2027-02-08 23:59", "8 Feb 2027", 3, "key[2].due cannot be '8 Feb 2027'"),
        ("2027-02-08 23:59", "2026-02-08 23:59", 3, "key[2].due is not after it is released, 2027-01-22 12:00"),
        ("2027-01-22 12:00", "2027-01-12 12:00", 3, "before that of hw0_pytorch, 2027-01-13 12:00; put the homeworks"),
        ("2027-01-22 23:59", "2027-02-22 23:59", 3, "key[2].due is 2027-02-08 23:59, before that of hw0_pytorch"),
        ("hw1_autodiff", "hw0_pytorch", 3, "'hw0_pytorch' appears a second time; line 2 has it already"),
        ("hw1_autodiff", "hw1_autodif", 3, "which is not a folder of assignments/; did you mean 'hw1_autodiff'?"),
        ("on request", "on requests", 2, "key[1].extensions cannot be 'on requests'; did you mean 'on request'?"),
        ("group_size: 2", "group_size: 0", 3, "key[2].group_size must be at least 1, not 0"),
        ("2027-02-08 23:59", "2027-03-14 02:30", 3, "the clocks skip that hour on that day; write another time"),
    ],
)
def test_a_typo_in_the_schedule_is_an_error_with_its_line(
    value: MakeValue, old: str, new: str, line: int, message: str
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(ConfigError) as refusal:
        read_schedule(value(GOOD.replace(old, new)), NEW_YORK, ["hw1_autodiff"])
    assert str(refusal.value).startswith(f"file.yaml:{line}: ")
    assert message in str(refusal.value)


def test_a_homework_that_is_not_written_yet_may_be_in_the_schedule(value: MakeValue) -> None:
    near = GOOD.replace("hw0_pytorch", "hw2_autodiff")
    assert [line.assignment for line in read_schedule(value(near), NEW_YORK, ["hw1_autodiff"])] == [
        "hw2_autodiff",
        "hw1_autodiff",
    ]
    assert len(read_schedule(value(GOOD), NEW_YORK, [])) == 2


def test_a_time_that_the_clocks_show_twice_is_the_first_of_the_two(value: MakeValue) -> None:
    moment = read_moment(value("2027-11-07 01:30"), NEW_YORK)
    assert moment.astimezone(timezone.utc) == datetime(2027, 11, 7, 5, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize("text", ["[2027]", "{a: b}", "''", "2027-01-22 23:59:00", "2027-01-22T23:59"])
def test_a_moment_has_one_form(value: MakeValue, text: str) -> None:
    with pytest.raises(ConfigError, match="write a date and a time that exist as 2027-02-12 23:59"):
        read_moment(value(text), NEW_YORK)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{grace_days: 6, per_homework: 3}", "key.latest is missing"),
        ("{grace_days: 2, per_homework: 3, latest: 3}", "key contradicts itself: 3 grace days for one homework of 2"),
        ("{grace_days: 6, per_homework: 3, latest: 2}", "key contradicts itself: 3 grace days reach beyond 2 days"),
        ("{grace_days: six, per_homework: 3, latest: 3}", "key.grace_days must be a whole number, not the text 'six'"),
    ],
)
def test_a_late_policy_that_makes_no_sense_is_an_error(value: MakeValue, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_late_policy(value(text))
    assert f"file.yaml:1: {message}" in str(refusal.value)


def test_the_parts_of_the_grade_add_up_to_100_percent(value: MakeValue) -> None:
    with pytest.raises(ConfigError, match=r"^file\.yaml:1: key adds up to 90 percent; make it 100$"):
        read_grading(value("[{name: Homework, percent: 40}, {name: Exam, percent: 50}]"))
    with pytest.raises(ConfigError, match="'Exam' appears a second time"):
        read_grading(value("[{name: Exam, percent: 40}, {name: Exam, percent: 60}]"))
    third = "[{name: a, percent: 33.3}, {name: b, percent: 33.3}, {name: c, percent: 33.4}]"
    assert len(read_grading(value(third))) == 3


def test_a_machine_without_that_time_zone_falls_back_to_utc() -> None:
    assert zone_named("America/New_York") == NEW_YORK
    assert zone_named("Nowhere/At_All") is timezone.utc
    assert zone_named("/etc/passwd") is timezone.utc


def test_this_course_has_the_lecture_s_policies_and_four_homeworks_in_order() -> None:
    course = load_course(ROOT)
    assert course.late == LatePolicy(grace_days=6, per_homework=3, latest=3)
    assert course.grading == (
        GradePart("Homework", 40, schedule=True),
        GradePart("Quizzes", 10, drop_lowest=1, items=tuple(GradeItem(f"Quiz {n}") for n in range(1, 7))),
        GradePart("Exam", 20),
        GradePart("Project", 25, group_size=3),
        GradePart("Participation", 5),
    )
    assert [line.assignment for line in course.schedule] == [
        "hw0_pytorch",
        "hw1_autodiff",
        "hw2_ngram_lm",
        "hw3_rnn_lm",
    ]
    assert [line.on_request for line in course.schedule] == [True, False, False, False]
    assert course.scheduled("hw0_pytorch") is course.schedule[0]
    assert course.scheduled("hw9") is None
    assert "Document it." in course.collaboration


FULL = """
  grace_days: 6
  per_homework: 3
  latest: no limit
  after: {percent: [10, 25, 50], most: 40, of: earned}
  tolerance: 15 min
  counted: by hour
  assigned: most favourable
  groups: each
  parts: separate
  early: {percent: 2, days: 3}
"""


def test_a_late_policy_says_much_more_where_it_has_to(value: MakeValue) -> None:
    policy = read_late_policy(value(FULL))
    assert policy == LatePolicy(
        6,
        3,
        None,
        after=LatePenalty(percent=(10, 25, 50), most=40, of_earned=True),
        tolerance=900,
        by_hour=True,
        assigned=Assigned.MOST_FAVOURABLE,
        parts=Parts.SEPARATE,
        early=EarlyBonus(2, 3),
    )
    refuse = read_late_policy(value("{grace_days: 0, per_homework: 0, latest: 0, after: refuse}"))
    assert refuse == LatePolicy(0, 0, 0)
    for text, meant in {
        "{percent_each: 10}": LatePenalty(per_day=10),
        "{factor: 0.9}": LatePenalty(factor=0.9),
        "{at_most: 70}": LatePenalty(at_most=70),
    }.items():
        found = read_late_policy(value(f"{{grace_days: 0, per_homework: 0, latest: no limit, after: {text}}}"))
        assert found.after == meant


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("no limit", "no limits", "key.latest cannot be 'no limits'; did you mean 'no limit'?"),
        ("[10, 25, 50]", "[10, 5]", "key.after contradicts itself: more days late may not cost less"),
        ("15 min", "15", "key.tolerance cannot be used: '15' is not a duration; write a number and a unit"),
        ("groups: each", "groups: least", "key contradicts itself: the most favourable days are a student's own"),
        ("by hour", "by hours", "did you mean 'by hour'?"),
        ("{percent: 2, days: 3}", "{days: 3}", "key.early.percent is missing"),
        ("parts:", "part:", "unknown key 'key.part'; did you mean 'parts'?"),
    ],
)
def test_a_typo_in_a_late_policy_is_an_error(value: MakeValue, old: str, new: str, message: str) -> None:
    assert FULL.count(old) == 1
    with pytest.raises(ConfigError) as refusal:
        read_late_policy(value(FULL.replace(old, new)))
    assert message in str(refusal.value)


def test_parts_of_the_grade_say_what_belongs_to_them_and_what_counts(value: MakeValue) -> None:
    parts = read_grading(
        value("""
  - {name: Homework, percent: [40, 20], items: schedule, best: 4, weighted: by points, at_most: 110}
  - {name: Quizzes, percent: [10, 10], items: [Quiz 1, {name: Quiz 2, points: 10, weight: 2, extra: yes}], full_at: 80}
  - {name: Midterm, percent: [20, 30], replaced_by: Final, needed: 50}
  - {name: Final, percent: [30, 40], late: {grace_days: 1, per_homework: 1, latest: 1}}
  - {name: Bonus, percent: 3, extra: yes}
""")
    )
    homework, quizzes, midterm, final, bonus = parts
    assert (homework.schedule, homework.best, homework.by_points, homework.at_most) == (True, 4, True, 110)
    assert (homework.percent, homework.schemes) == (40, (40, 20))
    assert quizzes.items == (GradeItem("Quiz 1"), GradeItem("Quiz 2", 10, 2, extra=True))
    assert (quizzes.full_at, midterm.replaced_by, midterm.needed) == (80, "Final", 50)
    assert (final.late, bonus.extra) == (LatePolicy(1, 1, 1), True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[{name: a, percent: [50, 50]}, {name: b, percent: [50, 40]}]",
            "adds up to 90 percent in scheme 2; make it 100",
        ),
        ("[{name: a, percent: [50, 50]}, {name: b, percent: [50, 40, 10]}]", "different numbers of schemes"),
        ("[{name: a, percent: 100, replaced_by: c}]", "there is no part 'c'; it can be a"),
        ("[{name: a, percent: 100, best: 2, drop_lowest: 1}]", "say the same thing in two ways"),
        ("[{name: a, percent: 100, items: [x, x]}]", "'x' appears a second time"),
        ("[{name: a, percent: 100, items: schedul}]", "did you mean 'schedule'?"),
        ("[{name: a, percent: 100, items: []}]", "is empty; name at least one item"),
        ("[{name: a, percent: 100, extra: maybe}]", "must be yes or no, not the text 'maybe'"),
        ("[{name: a, percent: 100, full_at: 0}]", "must be above 0 and at most 100, not 0"),
    ],
)
def test_a_part_that_makes_no_sense_is_an_error(value: MakeValue, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_grading(value(text))
    assert message in str(refusal.value)


def test_grades_have_cut_offs_for_sections_and_a_rounding(value: MakeValue) -> None:
    text = "{cut_offs: {A: 90, B+: 85, F: 0}, sections: {graduate: {A: 95, F: 0}}, rounding: nearest, decimals: 1, at_most: 100}"
    grades = read_grades(value(text))
    assert grades.of_section("graduate") == (("A", 95), ("F", 0))
    assert grades.of_section("other") == (("A", 90), ("B+", 85), ("F", 0))
    assert (grades.rounding, grades.decimals, grades.at_most) == (Rounding.NEAREST, 1, 100)
    with pytest.raises(ConfigError, match="gives B from 90 percent on and A from 80; begin with the best"):
        read_grades(value("{cut_offs: {A: 80, B: 90}}"))


def test_a_homework_may_have_limits_and_titles_of_its_own(value: MakeValue) -> None:
    text = GOOD.replace("group_size: 2", "weight: 2.5, grace_days: 0, latest: 0, scores: {written: HW 1 on paper}")
    second = read_schedule(value(text), NEW_YORK, ["hw1_autodiff"])[1]
    assert (second.weight, second.grace_days, second.latest) == (2.5, 0, 0)
    assert second.scores == (("written", "HW 1 on paper"),)
