"""Policies and schedule: a typo, a sum that is not 100 or dates out of order are errors with their line."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.config import load_course
from autograder.config.policies import read_grading, read_late_policy, read_moment, read_schedule, zone_named
from autograder.errors import ConfigError
from autograder.model import GradePart, LatePolicy, Scheduled

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
        ("hw1_autodiff", "hw0_pytorch", 3, "'hw0_pytorch' stands here a second time; line 2 has it already"),
        ("hw1_autodiff", "hw1_autodif", 3, "which is no folder of assignments/; did you mean 'hw1_autodiff'?"),
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
    with pytest.raises(ConfigError, match="'Exam' stands here a second time"):
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
        GradePart("Homework", 40),
        GradePart("Quizzes", 10, drop_lowest=1),
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
