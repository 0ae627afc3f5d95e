"""Grace days by due date: the first homeworks that need them take them; refused work takes none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.model import GroupDays
from autograder.scoring.claims import Claim, Work, claims_of
from autograder.scoring.ledger import Line, Rules, Student
from autograder.scoring.policy import spend_grace

#: By item and budget: what the other members of a group have left.
Others = Mapping[tuple[str, str], Sequence[int]]
NOBODY: Others = {}


def by_due_date(student: Student, rules: Rules, others: Others = NOBODY) -> tuple[Line, ...]:
    """The ledger of one student, counting everything that was granted."""
    left: dict[str, int] = {}
    lines = []
    for claim in claims(student, rules):
        lines.append(charged(claim, left.get(claim.budget), student.granted, others))
        left[claim.budget] = lines[-1].left
    return in_order(student, lines)


def claims(student: Student, rules: Rules) -> list[Claim]:
    """Everything that counts, in the order of the course's due dates."""
    works = sorted([work for work in student.works if not work.excused], key=when)
    return [claim for work in works for claim in claims_of(work, rules)]


def when(work: Work) -> tuple[bool, float, str]:
    """A sort key for the order of due dates."""
    return work.due is None, work.due.timestamp() if work.due else 0.0, work.item


def budget_of(claim: Claim, granted: int) -> int:
    """The student's initial budget for a claim."""
    return (claim.policy.grace_days + granted) * claim.policy.per_day if claim.policy else 0


def charged(claim: Claim, left: int | None, granted: int, others: Others = NOBODY) -> Line:
    """The ledger line of a claim, given what is left of its budget; None for an untouched budget."""
    first = budget_of(claim, granted)
    left = first if left is None else left
    covered, spent = _charge(claim, left, others.get((claim.work.item, claim.budget), ()))
    return Line(claim, covered, spent, left - spent, first)


def _charge(claim: Claim, own: int, others: Sequence[int]) -> tuple[int, int]:
    """Days covered, and days that this student gives for it."""
    if claim.policy is None or claim.late == 0:
        return 0, 0
    if claim.policy.groups is GroupDays.LEAST:
        own = min(own, *others, own)
    elif claim.policy.groups is GroupDays.LARGEST:
        covered = spend_grace(claim.late, claim.policy, max(own, *others, own))[0]
        return covered, min(own, covered)
    spent = spend_grace(claim.late, claim.policy, own)[0]
    return spent, spent


def in_order(student: Student, lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines in the order of the student's works."""
    place = {work.item: number for number, work in enumerate(student.works)}
    return tuple(sorted(lines, key=lambda line: (place[line.claim.work.item], line.claim.budget)))


def left_in_groups(
    students: Mapping[str, Student], rules: Rules, groups: Mapping[str, Iterable[frozenset[str]]]
) -> dict[str, Others]:
    """For each student, what the other members of each group would have left before its item without extensions.

    An extension counts for its own student alone. If others' balances followed from it, it could take from one member
    of a group what it gives to another, and no order of settling would please both.
    """
    plain = {name: without_extensions(student) for name, student in students.items()}
    order: dict[tuple[bool, float, str], list[tuple[str, Claim]]] = defaultdict(list)
    for name, student in plain.items():
        for claim in claims(student, rules):
            order[when(claim.work)].append((name, claim))
    left: dict[tuple[str, str], int] = {}
    found: dict[str, dict[tuple[str, str], Sequence[int]]] = {name: {} for name in students}
    for place in sorted(order):
        before = {
            (name, claim.budget): left.get((name, claim.budget), budget_of(claim, 0)) for name, claim in order[place]
        }
        late = {(name, claim.budget) for name, claim in order[place] if claim.late}
        for name, claim in order[place]:
            group = frozenset().union(*(group for group in groups.get(claim.work.item, ()) if name in group))
            others = [before[one, claim.budget] for one in sorted(group - {name}) if (one, claim.budget) in late]
            found[name][claim.work.item, claim.budget] = others
            left[name, claim.budget] = charged(claim, before[name, claim.budget], 0, found[name]).left
    return dict(found)


def without_extensions(student: Student) -> Student:
    """The student with excuses, but without any extension."""
    works = (work if work.own_due is None else replace(work, own_due=None, because="") for work in student.works)
    return Student(tuple(works))
