"""Random courses and students for the properties of the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from autograder.model import Assigned, GradePart, GroupDays, LatePenalty, LatePolicy, Parts
from autograder.scoring.claims import PartWork, Work
from autograder.scoring.ledger import Rules, Student

START = datetime(2027, 1, 20, 23, 59, tzinfo=timezone.utc)

penalties = st.one_of(
    st.none(),
    st.builds(
        LatePenalty,
        per_day=st.sampled_from([5.0, 10.0, 25.0]),
        most=st.sampled_from([50.0, 100.0]),
        of_earned=st.booleans(),
    ),
    st.builds(LatePenalty, factor=st.sampled_from([0.5, 0.9])),
    st.builds(LatePenalty, at_most=st.sampled_from([50.0, 70.0])),
    st.just(LatePenalty(percent=(10.0, 30.0, 60.0))),
)


@st.composite
def policies(draw: st.DrawFn, assigned: Assigned | None = None) -> LatePolicy:
    days = draw(st.integers(0, 6))
    per_homework = draw(st.integers(0, days))
    return LatePolicy(
        grace_days=days,
        per_homework=per_homework,
        latest=draw(st.none() | st.integers(per_homework, 8)),
        after=draw(penalties),
        tolerance=draw(st.sampled_from([0.0, 900.0])),
        assigned=assigned or draw(st.sampled_from(Assigned)),
        parts=draw(st.sampled_from(Parts)),
    )


@st.composite
def rules(draw: st.DrawFn, assigned: Assigned | None = None) -> Rules:
    homework = GradePart("Homework", 60, drop_lowest=draw(st.integers(0, 2)), by_points=draw(st.booleans()))
    labs = GradePart("Labs", 40, best=draw(st.none() | st.integers(1, 3)))
    return Rules((homework, labs), draw(policies(assigned)), timezone.utc)


@st.composite
def odd_rules(draw: st.DrawFn, assigned: Assigned) -> Rules:
    """Parts that are complete early, capped, replaced by another, extra credit, or weighted in two ways."""
    homework = GradePart(
        "Homework",
        60,
        drop_lowest=draw(st.integers(0, 1)),
        full_at=draw(st.sampled_from([50.0, 80.0, 100.0])),
        at_most=draw(st.sampled_from([None, 70.0])),
        replaced_by=draw(st.sampled_from(["", "Exam"])),
        schemes=draw(st.sampled_from([(), (60.0, 10.0)])),
    )
    schemes = (10.0, 60.0) if homework.schemes else ()
    extra = draw(st.booleans()) and not schemes
    labs = GradePart("Labs", 10, best=draw(st.none() | st.integers(1, 3)), extra=extra, schemes=schemes)
    exam = GradePart("Exam", 30, schemes=(30.0, 30.0) if schemes else ())
    return Rules((homework, labs, exam), draw(policies(assigned)), timezone.utc)


def with_exam(student: Student, earned: float) -> Student:
    return Student((*student.works, Work("Exam", "Exam", (PartWork("score", 10, earned),))))


@st.composite
def students(draw: st.DrawFn, most: int = 5, late: bool = True) -> Student:
    works = []
    for number in range(draw(st.integers(1, most))):
        due = START + timedelta(days=14 * number)
        parts = []
        for part in ("programming", "written")[: draw(st.integers(1, 2))]:
            hours = draw(st.integers(-40, 5 * 24 if late else 0))
            possible = draw(st.sampled_from([10.0, 30.0]))
            earned = draw(st.none() | st.sampled_from([0.0, 0.3, 0.8, 1.0]))
            at = due + timedelta(hours=hours)
            parts.append(PartWork(part, possible, None if earned is None else earned * possible, at))
        section = draw(st.sampled_from(["Homework", "Labs"]))
        works.append(Work(f"hw{number}", section, tuple(parts), due, weight=draw(st.sampled_from([1.0, 2.5]))))
    return Student(tuple(works))


groups_policies = st.builds(
    lambda groups, after: LatePolicy(5, 3, 4, after=after, groups=groups), st.sampled_from(GroupDays), penalties
)
