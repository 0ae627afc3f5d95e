"""The whole arithmetic against a second one, written from the documents and in the plainest way: by trying everything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import Assigned, GradePart, Grades, GroupDays, LatePolicy, Parts
from autograder.scoring.claims import PartWork, Work
from autograder.scoring.grade import course_result
from autograder.scoring.ledger import Line, Rules, Student
from autograder.scoring.settle import settle, settle_class

from .courses import penalties, rules, students

ZONE = ZoneInfo("America/New_York")
#: Due dates around both changes of the clocks in 2027, and on ordinary days.
DUES = [datetime(2027, month, day, 23, 59, tzinfo=ZONE) for month, day in ((3, 11), (3, 13), (4, 2), (11, 5), (11, 6))]


def plain_days(at: datetime, due: datetime, tolerance: float) -> int:
    """Begun days on the clock on the wall."""
    days = 0
    while at.timestamp() - tolerance > (due + timedelta(days=days)).timestamp():
        days += 1
    return days


def plain_points(earned: float, possible: float, days: int, covered: int, policy: LatePolicy) -> float:
    if policy.latest is not None and days > policy.latest:
        return 0
    late, after = days - covered, policy.after
    if late == 0:
        return earned
    if after is None:
        return 0
    base = earned if after.of_earned else possible
    lost = after.percent[min(late, len(after.percent)) - 1] if after.percent else 0
    value = earned - (lost + late * after.per_day) * base / 100
    for _ in range(late):
        value *= after.factor
    return min(max(value, 0, earned - after.most * base / 100), after.at_most * possible / 100)


def plain_ledger(works: list[Work], policy: LatePolicy, dues: dict[str, datetime], granted: int) -> dict[str, float]:
    """Points of each homework, when the first that need days take them."""
    left: dict[str, int] = {}
    points: dict[str, float] = {}
    for work in sorted(works, key=lambda work: (work.due, work.item)):
        points[work.item] = 0
        separate = policy.parts is Parts.SEPARATE
        for budget, parts in [(part.part, [part]) for part in work.parts] if separate else [("", list(work.parts))]:
            days = max(plain_days(part.at, dues[work.item], policy.tolerance) for part in parts if part.at)
            have = left.setdefault(budget, policy.grace_days + granted)
            covered = min(days, have, policy.per_homework)
            earned, possible = sum(part.earned or 0 for part in parts), sum(part.possible for part in parts)
            if covered < days and (policy.after is None or (policy.latest is not None and days > policy.latest)):
                covered = 0  # it is refused, and takes nothing
            left[budget] -= covered
            points[work.item] += plain_points(earned, possible, days, covered, policy)
    return points


def plain_percent(works: list[Work], points: dict[str, float], course: Rules) -> float:
    """The percent of the course, by trying which items to leave out."""
    total = weights = 0.0
    for part in course.parts:
        own = [work for work in works if work.section == part.name]
        if not own:
            continue
        out = max(0, len(own) - part.best) if part.best is not None else part.drop_lowest
        best = 0.0
        for kept in itertools.combinations(own, max(1, len(own) - out)):
            weight = [sum(p.possible for p in work.parts) if part.by_points else work.weight for work in kept]
            share = [points[work.item] / sum(p.possible for p in work.parts) for work in kept]
            best = max(best, sum(w * s for w, s in zip(weight, share, strict=True)) / sum(weight))
        total += part.percent * 100 * best
        weights += part.percent
    return total / weights


def percent(lines: tuple[Line, ...], course: Rules) -> float:
    return course_result(lines, course, Grades()).percent


@st.composite
def new_york(draw: st.DrawFn) -> Student:
    """Homeworks due around the days on which clocks change, some late to the second."""
    works = []
    for place, due in enumerate(DUES[: draw(st.integers(1, 5))]):
        days, seconds = draw(st.integers(-1, 4)), draw(st.sampled_from([0, 0, 1, 900, 901, 3600, -1, 40000]))
        at = (due + timedelta(days=days)).astimezone(timezone.utc) + timedelta(seconds=seconds)
        earned = float(draw(st.integers(0, 10)))
        works.append(Work(f"hw{place}", "Homework", (PartWork("programming", 10, earned, at),), due))
    return Student(tuple(works))


@given(new_york(), rules(Assigned.BY_DUE_DATE))
def test_days_are_counted_on_the_wall_s_clock_also_when_it_changes(student: Student, course: Rules) -> None:
    course = replace(course, zone=ZONE)
    assert course.late is not None
    dues = {work.item: work.due for work in student.works if work.due}
    expected = plain_ledger(list(student.works), course.late, dues, 0)
    found: dict[str, float] = {}
    for line in settle(student, course):
        found[line.claim.work.item] = found.get(line.claim.work.item, 0) + line.after
    assert found == pytest.approx(expected)


@pytest.mark.slow
@given(students(), rules(Assigned.BY_DUE_DATE))
def test_a_term_without_extensions_is_what_the_plain_rules_say(student: Student, course: Rules) -> None:
    assert course.late is not None
    works = list(student.works)
    points = plain_ledger(works, course.late, {work.item: work.due for work in works if work.due}, 0)
    assert percent(settle(student, course), course) == pytest.approx(plain_percent(works, points, course))


Granted = list[tuple[int, timedelta]]
granted = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4).map(lambda days: timedelta(days=days))), max_size=3)


def extended(student: Student, entries: Granted) -> Student:
    """The student with each entry's days added to its homework's due date, as extensions.yaml adds them."""
    works = list(student.works)
    for place, work in enumerate(works):
        own = [days for number, days in entries if number % len(works) == place]
        if not own or work.due is None:
            continue
        few = (sum(some, timedelta()) for size in range(len(own)) for some in itertools.combinations(own, size))
        lesser = tuple((work.due + days if days else None, "") for days in sorted(set(few), reverse=True))
        works[place] = replace(work, own_due=work.due + sum(own, timedelta()), because="illness", lesser=lesser)
    return Student(tuple(works))


def some_of(entries: Granted) -> Iterator[Granted]:
    for size in range(len(entries) + 1):
        yield from (list(some) for some in itertools.combinations(entries, size))


@pytest.mark.slow
@given(students(), rules(Assigned.BY_DUE_DATE), granted, st.integers(0, 2))
def test_what_is_granted_counts_as_far_as_it_helps_and_no_choice_of_it_is_better(
    student: Student, course: Rules, entries: Granted, days: int
) -> None:
    assert course.late is not None
    best = 0.0
    for some, more in itertools.product(some_of(entries), range(days + 1)):
        works = list(extended(student, some).works)
        dues = {work.item: work.own_due or work.due for work in works}
        points = plain_ledger(works, course.late, dues, more)  # type: ignore[arg-type]
        best = max(best, plain_percent(works, points, course))
    with_all = replace(extended(student, entries), granted=days)
    assert percent(settle(with_all, course), course) == pytest.approx(best)


@st.composite
def classes(draw: st.DrawFn) -> tuple[dict[str, Student], dict[str, list[frozenset[str]]], dict[str, Granted]]:
    """Three students, groups that change from homework to homework, and what was granted to each."""
    names, number = ("ada", "bob", "eve"), draw(st.integers(2, 4))
    works: dict[str, list[Work]] = {name: [] for name in names}
    groups: dict[str, list[frozenset[str]]] = {}
    for place in range(number):
        due, hours = datetime(2027, 2, 1 + 7 * place, tzinfo=timezone.utc), [draw(st.integers(-9, 110)) for _ in names]
        together = draw(st.sampled_from([(), ("ada", "bob"), ("bob", "eve"), ("ada", "eve"), names]))
        groups[f"hw{place}"] = [frozenset(together)] if together else []
        for name, late in zip(names, hours, strict=True):
            at = due + timedelta(hours=hours[0] if name in together else late)
            part = PartWork("programming", 10, float(draw(st.integers(1, 10))), at)
            works[name].append(Work(f"hw{place}", "Homework", (part,), due))
    return {name: Student(tuple(own)) for name, own in works.items()}, groups, {name: draw(granted) for name in names}


group_policies = st.builds(
    lambda groups, after, days: LatePolicy(days, min(days, 3), 4, after=after, groups=groups),
    st.sampled_from(GroupDays),
    penalties,
    st.integers(0, 5),
)


@pytest.mark.slow
@given(classes(), group_policies, st.data())
def test_no_extension_lowers_anybody_s_grade_in_any_group(
    found: tuple[dict[str, Student], dict[str, list[frozenset[str]]], dict[str, Granted]],
    policy: LatePolicy,
    data: st.DataObject,
) -> None:
    plain, groups, entries = found
    course = Rules((GradePart("Homework", 100),), policy, timezone.utc)
    who = data.draw(st.sampled_from(sorted(plain)))
    one = data.draw(st.tuples(st.integers(0, 4), st.sampled_from([timedelta(days=1), timedelta(days=3)])))
    days = data.draw(st.integers(0, 2))
    before = {name: extended(plain[name], entries[name]) for name in plain}
    after = before | {who: replace(extended(plain[who], [*entries[who], one]), granted=days)}
    first, then = settle_class(before, course, groups), settle_class(after, course, groups)
    for name in plain:
        assert percent(then[name], course) >= percent(first[name], course) - 1e-9
        assert all(0 <= line.left <= line.budget for line in then[name])
        if name != who:
            assert then[name] == first[name]
