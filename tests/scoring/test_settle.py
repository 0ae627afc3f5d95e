"""The ledger keeps its promises in random courses: budgets hold, order is no matter, and what is granted never harms."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import Assigned, GradePart, Grades, GroupDays, LatePenalty, LatePolicy, Parts
from autograder.scoring.claims import PartWork, Work, claims_of
from autograder.scoring.grade import course_result
from autograder.scoring.ledger import Line, Rules, Student
from autograder.scoring.settle import settle, settle_class

from .courses import START, groups_policies, odd_rules, policies, rules, students, with_exam

LECTURE = LatePolicy(grace_days=6, per_homework=3, latest=3)
HOMEWORK = (GradePart("Homework", 100),)


def work(item: str, days: float, place: int = 0, earned: float = 10, **more: object) -> Work:
    """A homework of 10 points that came so many days after its due date."""
    due = START + timedelta(days=14 * place)
    part = PartWork("programming", 10, earned, due + timedelta(days=days))
    return Work(item, "Homework", (part,), due, **more)  # type: ignore[arg-type]


def ledger(policy: LatePolicy, *days: float, **more: object) -> list[tuple[int, int, float]]:
    """(spent, left, points) of homeworks that came so many days late."""
    works = tuple(work(f"hw{place}", late, place, **more) for place, late in enumerate(days))
    lines = settle(Student(works), Rules(HOMEWORK, policy, timezone.utc))
    return [(line.spent, line.left, line.after) for line in lines]


def total(lines: tuple[Line, ...], course: Rules) -> float:
    return course_result(lines, course, Grades()).percent


@pytest.mark.slow
@given(students(), rules(), st.integers(0, 3))
def test_days_spent_never_exceed_a_budget_or_what_one_homework_may_take(
    student: Student, course: Rules, granted: int
) -> None:
    lines = settle(replace(student, granted=granted), course)
    spent: dict[str, int] = defaultdict(int)
    for line in lines:
        assert course.late is not None
        assert 0 <= line.spent <= course.late.per_homework
        spent[line.claim.budget] += line.spent
        assert line.left == line.budget - spent[line.claim.budget] >= 0


@pytest.mark.slow
@given(st.lists(students(), min_size=2, max_size=4), groups_policies, st.randoms(use_true_random=False))
def test_no_order_of_students_or_groups_changes_a_ledger(
    found: list[Student], policy: LatePolicy, shuffle: random.Random
) -> None:
    course = Rules((GradePart("Homework", 60), GradePart("Labs", 40)), policy, timezone.utc)
    class_ = {f"s{place}": student for place, student in enumerate(found)}
    groups = {"hw0": [frozenset({"s0", "s1"})], "hw1": [frozenset({"s1", *list(class_)[-1:]})]}
    one = settle_class(class_, course, groups)
    names = list(class_)
    shuffle.shuffle(names)
    other = settle_class({name: class_[name] for name in names}, course, dict(reversed(groups.items())))
    assert one == {name: other[name] for name in class_}
    for lines in one.values():
        assert all(line.left >= 0 for line in lines)


@pytest.mark.slow
@given(students(), rules(), st.data())
def test_an_extension_never_lowers_a_grade(student: Student, course: Rules, data: st.DataObject) -> None:
    before = total(settle(student, course), course)
    works = list(student.works)
    extended = student
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(works) - 1))
        due = works[place].due
        assert due is not None
        works[place] = replace(works[place], own_due=due + timedelta(hours=data.draw(st.integers(0, 100))))
    extended = replace(student, works=tuple(works), granted=data.draw(st.integers(0, 2)))
    after = total(settle(extended, course), course)
    assert after >= before - 1e-6


@given(rules(), st.integers(0, 200), st.integers(0, 200), st.integers(0, 6))
def test_a_later_submission_that_is_accepted_never_spends_fewer_days(
    course: Rules, one: int, other: int, taken: int
) -> None:
    early, late = sorted((one, other))
    found = []
    for hours in (early, late):
        works = (work("hw0", taken, 0), work("hw1", hours / 24, 1))
        found.append(settle(Student(works), replace(course, parts=HOMEWORK))[1])
    if course.late is not None and course.late.assigned is Assigned.BY_DUE_DATE and not found[1].refused:
        assert found[0].spent <= found[1].spent
    assert (
        found[0].after >= found[1].after - 1e-9
        or course.late is None
        or course.late.assigned is not Assigned.BY_DUE_DATE
    )


@pytest.mark.slow
@given(students(late=False), rules())
def test_without_lateness_a_policy_changes_nothing(student: Student, course: Rules) -> None:
    lines, without = settle(student, course), settle(student, replace(course, late=None))
    assert total(lines, course) == pytest.approx(total(without, course))
    assert all(line.spent == 0 and line.after == line.before for line in lines)


@pytest.mark.slow
@given(students(most=4), rules(Assigned.MOST_FAVOURABLE) | odd_rules(Assigned.MOST_FAVOURABLE), st.integers(0, 10))
def test_no_other_assignment_of_days_is_better_than_the_most_favourable_one(
    student: Student, course: Rules, exam: int
) -> None:
    student = with_exam(student, exam) if "Exam" in course.sections else student
    found = total(settle(student, course), course)
    claims = [claim for one in student.works for claim in claims_of(one, course)]
    assert course.late is not None
    for days in itertools.product(*(range(claim.most + 1) for claim in claims)):
        spent: dict[str, int] = defaultdict(int)
        for claim, covered in zip(claims, days, strict=True):
            spent[claim.budget] += covered
        if max(spent.values()) <= course.late.grace_days:
            lines = tuple(Line(claim, covered, covered, 0, 0) for claim, covered in zip(claims, days, strict=True))
            assert found >= total(lines, course) - 1e-6


@pytest.mark.slow
@given(students(), rules())
def test_the_weights_of_what_has_been_graded_sum_to_the_percent_that_it_counts(student: Student, course: Rules) -> None:
    result = course_result(settle(student, course), course, Grades())
    known = [part for part in result.parts if part.percent is not None]
    assert sum(part.weight for part in known) == result.graded <= 100
    assert sum(part.weight for part in result.parts) == 100
    weighted = sum(part.weight * (part.percent or 0) for part in known)
    assert result.percent * result.graded == pytest.approx(weighted)


@pytest.mark.slow
@given(students(), policies(assigned=Assigned.BY_DUE_DATE))
def test_the_most_favourable_days_are_no_worse_than_those_by_due_date(student: Student, policy: LatePolicy) -> None:
    parts = (GradePart("Homework", 60, drop_lowest=1), GradePart("Labs", 40))
    by_date = Rules(parts, policy, timezone.utc)
    best = Rules(parts, replace(policy, assigned=Assigned.MOST_FAVOURABLE), timezone.utc)
    assert total(settle(student, best), best) >= total(settle(student, by_date), by_date) - 1e-6


def test_the_lecture_s_policy_by_hand() -> None:
    assert ledger(LECTURE, 3, 3.1, 2, 2, 1) == [(3, 3, 10), (0, 3, 0), (2, 1, 10), (0, 1, 0), (1, 0, 10)]


def test_after_the_budget_each_policy_costs_what_it_says() -> None:
    minus = replace(LECTURE, grace_days=2, per_homework=2, latest=4, after=LatePenalty(per_day=10))
    assert ledger(minus, 1, 3, 1, 4.5) == [(1, 1, 10), (1, 0, 8), (0, 0, 9), (0, 0, 0)]
    factor = replace(minus, after=LatePenalty(factor=0.5), latest=None)
    assert ledger(factor, 4, 9)[0] == (2, 0, 2.5)
    cap = replace(minus, after=LatePenalty(at_most=70))
    assert ledger(cap, 3, earned=6)[0] == (2, 0, 6)


def test_most_favourable_days_go_to_the_homework_that_is_worth_most() -> None:
    policy = LatePolicy(2, 2, 2, assigned=Assigned.MOST_FAVOURABLE)
    works = (work("hw0", 2, 0, earned=3), work("hw1", 2, 1, earned=9))
    lines = settle(Student(works), Rules(HOMEWORK, policy, timezone.utc))
    assert [(line.spent, line.after) for line in lines] == [(0, 0), (2, 9)]


def test_parts_that_are_late_separately_have_days_each() -> None:
    due = START
    parts = tuple(PartWork(part, 10, 10, due + timedelta(days=2)) for part in ("programming", "written"))
    one = Student((Work("hw0", "Homework", parts, due),))
    policy = LatePolicy(2, 2, 2)
    joint = settle(one, Rules(HOMEWORK, policy, timezone.utc))
    separate = settle(one, Rules(HOMEWORK, replace(policy, parts=Parts.SEPARATE), timezone.utc))
    assert [(line.spent, line.after) for line in joint] == [(2, 20)]
    assert [(line.claim.budget, line.spent, line.after) for line in separate] == [
        ("/programming", 2, 10),
        ("/written", 2, 10),
    ]


@pytest.mark.parametrize(
    ("groups", "spent", "points"),
    [
        (GroupDays.EACH, {"ada": 2, "bob": 0}, {"ada": 10, "bob": 0}),
        (GroupDays.LEAST, {"ada": 0, "bob": 0}, {"ada": 0, "bob": 0}),
        (GroupDays.LARGEST, {"ada": 2, "bob": 1}, {"ada": 10, "bob": 10}),
    ],
)
def test_a_group_s_days(groups: GroupDays, spent: dict[str, int], points: dict[str, float]) -> None:
    """Bob has one day left when both are two days late."""
    course = Rules(HOMEWORK, LatePolicy(3, 3, 3, groups=groups), timezone.utc)
    class_ = {
        "ada": Student((work("hw0", 0, 0), work("hw1", 2, 1))),
        "bob": Student((work("hw0", 2, 0), work("hw1", 2, 1))),
    }
    found = settle_class(class_, course, {"hw1": [frozenset({"ada", "bob"})]})
    assert {name: lines[1].spent for name, lines in found.items()} == spent
    assert {name: lines[1].after for name, lines in found.items()} == points


def test_an_extension_that_would_take_days_from_a_later_homework_is_left_out_of_account() -> None:
    policy = LatePolicy(3, 3, 3)
    granted = work("hw0", 4, 0, earned=1, own_due=START + timedelta(days=1), because="illness")
    lines = settle(Student((granted, work("hw1", 3, 1))), Rules(HOMEWORK, policy, timezone.utc))
    assert [(line.spent, line.after, line.waived) for line in lines] == [(0, 0, True), (3, 10, False)]


def test_what_is_excused_does_not_count_and_what_staff_replaced_takes_no_days() -> None:
    works = (
        work("hw0", 9, 0, excused="illness"),
        work("hw1", 3, 1, replaced=7.0, why="regraded"),
        work("hw2", 0, 2, curve=20, earned=9),
    )
    course = Rules(HOMEWORK, LECTURE, timezone.utc)
    lines = settle(Student(works), course)
    assert [line.claim.work.item for line in lines] == ["hw1", "hw2"]
    assert total(lines, course) == pytest.approx((70 + 100) / 2)
    assert lines[0].spent == 0


def test_being_early_earns_a_bonus_and_hours_can_be_counted_instead_of_days() -> None:
    from autograder.model import EarlyBonus

    early = replace(LECTURE, early=EarlyBonus(percent=5, days=2))
    assert [points for *_, points in ledger(early, -0.5, -1, -9)] == [10, 10.5, 11]
    hours = LatePolicy(2, 1, 2, by_hour=True, after=LatePenalty(per_day=1))
    assert ledger(hours, 1.5 / 24, 30 / 24) == [(2, 46, 10), (24, 22, 9.4)]


def test_a_term_s_clock_is_the_course_s() -> None:
    due = datetime(2027, 3, 13, 23, 59, tzinfo=timezone.utc)
    late = Work("hw0", "Homework", (PartWork("programming", 10, 10, due + timedelta(hours=1)),), due)
    assert settle(Student((late,)), Rules(HOMEWORK, LECTURE, timezone.utc))[0].spent == 1
