"""Percent and grades: what is dropped, replaced, capped and rounded, each with its sentence."""

from __future__ import annotations

import itertools
from datetime import timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import GradePart, Grades, Rounding
from autograder.scoring.claims import PartWork, Work
from autograder.scoring.grade import CourseResult, course_result, rounded_percent
from autograder.scoring.ledger import Rules, Student
from autograder.scoring.mean import Share, best_mean, left_out, mean
from autograder.scoring.settle import settle


def result(
    parts: tuple[GradePart, ...], scores: dict[str, list[float]], grades: Grades | None = None, section: str = ""
) -> CourseResult:
    """The grade of somebody with these percent in the items of each part."""
    works = [
        Work(f"{name} {place}", name, (PartWork("score", 100, percent),))
        for name, found in scores.items()
        for place, percent in enumerate(found, start=1)
    ]
    rules = Rules(parts, None, timezone.utc)
    return course_result(settle(Student(tuple(works)), rules), rules, grades or Grades(), section)


def test_the_lecture_s_weights_and_its_dropped_quiz() -> None:
    parts = (GradePart("Homework", 40), GradePart("Quizzes", 10, drop_lowest=1), GradePart("Exam", 50))
    found = result(parts, {"Homework": [100, 50], "Quizzes": [100, 0], "Exam": [50]})
    assert found.percent == pytest.approx(65)
    assert found.because == "40 % of 75 + 10 % of 100 + 50 % of 50 = 65."
    assert found.parts[1].because == "The mean of 1 item without Quizzes 2, all weigh the same: 100 %."


def test_what_is_not_graded_yet_does_not_count() -> None:
    found = result((GradePart("Homework", 40), GradePart("Exam", 60)), {"Homework": [80]})
    assert (found.percent, found.graded) == (80, 40)
    assert found.because == "40 % of 80 = 80, over the 40 % of the grade that have been graded."
    assert result((GradePart("Exam", 100),), {}).because == "Nothing has been graded yet."


def test_best_n_of_m_a_part_that_is_complete_early_and_one_with_a_cap() -> None:
    assert result((GradePart("Labs", 100, best=2),), {"Labs": [10, 90, 80]}).percent == 85
    assert result((GradePart("Attendance", 100, full_at=80),), {"Attendance": [100, 100, 0, 100]}).percent == 93.75
    assert result((GradePart("Homework", 100, at_most=105),), {"Homework": [120]}).percent == 105


def test_a_final_replaces_a_midterm_only_where_it_is_better() -> None:
    parts = (GradePart("Midterm", 40, replaced_by="Final"), GradePart("Final", 60))
    better = result(parts, {"Midterm": [50], "Final": [90]})
    assert better.percent == 90
    assert better.parts[0].because == "Midterm 1: 50 %. Final is better and counts instead: 90 %."
    assert result(parts, {"Midterm": [90], "Final": [50]}).percent == 66


def test_the_best_of_several_schemes_counts() -> None:
    parts = (GradePart("Midterm", 40, schemes=(40, 10)), GradePart("Final", 60, schemes=(60, 90)))
    found = result(parts, {"Midterm": [50], "Final": [90]})
    assert found.percent == 86
    assert found.because.endswith("by scheme 2, the best for you.")


def test_extra_credit_adds_up_to_its_percent_and_the_course_s_cap() -> None:
    parts = (GradePart("Exam", 100), GradePart("Bonus", 5, extra=True))
    assert result(parts, {"Exam": [90], "Bonus": [50]}).percent == 92.5
    assert result(parts, {"Exam": [90]}).percent == 90
    assert result(parts, {"Exam": [99], "Bonus": [100]}, Grades(at_most=100)).percent == 100


def test_cut_offs_of_a_section_a_needed_part_and_rounding() -> None:
    grades = Grades(
        (("A", 90), ("B", 80), ("F", 0)), (("graduate", (("A", 95), ("B", 85), ("F", 0))),), Rounding.NEAREST
    )
    parts = (GradePart("Exam", 100, needed=60),)
    assert result(parts, {"Exam": [89.5]}, grades).grade == "A"
    assert result(parts, {"Exam": [89.5]}, grades, "graduate").grade == "B"
    failed = result(parts, {"Exam": [59]}, grades)
    assert (failed.grade, failed.grade_because) == ("F", "The course is not passed without Exam (60 %).")
    letters = Grades((("A", 90), ("B", 80)))
    assert result((GradePart("Exam", 100),), {"Exam": [10]}, letters).grade_because == "B is everything below 80 %."


shares = st.lists(
    st.builds(Share, st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.sampled_from([1.0, 2.0, 7.0]), st.booleans()),
    max_size=6,
)


@given(shares, st.integers(0, 3))
def test_no_other_items_are_better_left_out(found: list[Share], count: int) -> None:
    places = [place for place, share in enumerate(found) if not share.extra]
    number = max(0, min(count, len(places) - 1))
    out = left_out(found, count)
    assert len(out) == number
    most = max(mean(found, frozenset(some)) for some in itertools.combinations(places, number))
    assert best_mean(found, count) == pytest.approx(most)


@given(st.floats(0, 100), st.sampled_from(Rounding), st.integers(0, 2))
def test_rounding_moves_percent_by_less_than_one_of_its_digits(
    percent: float, rounding: Rounding, decimals: int
) -> None:
    rounded = rounded_percent(percent, Grades(rounding=rounding, decimals=decimals))
    assert abs(rounded - percent) <= 10**-decimals
