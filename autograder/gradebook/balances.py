"""The grace days that everybody has left before one homework, for a platform's package."""

from __future__ import annotations

from autograder.errors import InputError
from autograder.gradebook.build import Gradebook, StudentGrade
from autograder.model import Assigned, GroupDays, LatePolicy, Parts, Scheduled
from autograder.scoring.balances import Balances, person_key


def balances_before(book: Gradebook, homework: str) -> Balances:
    """Grace days left after all homeworks that are due before this one.

    Raises:
        InputError: the homework is not in the schedule, or the policy knows no balance before the end of the term.
    """
    line, policy = book.course.scheduled(homework), book.course.late
    if line is None or policy is None:
        what = "there is no balance: the schedule does not have it, or the course has no late policy"
        raise InputError(homework, what, "package it without --ledger")
    if (
        policy.assigned is Assigned.MOST_FAVOURABLE
        or policy.groups is not GroupDays.EACH
        or policy.parts is Parts.SEPARATE
    ):
        what = "says nothing of days left before the end of the term, or of one student alone"
        raise InputError("assignments/course.yaml: late", what, "package without --ledger")
    left: dict[str, int] = {}
    for student in book.students:
        days = _left(student, line, policy)
        for word in (student.person.id, *student.person.emails):
            if word:
                left[person_key(word)] = days
    return Balances(homework, f"{book.as_of:%Y-%m-%d}", left)


def _left(student: StudentGrade, line: Scheduled, policy: LatePolicy) -> int:
    earlier = [
        one.left
        for one in student.lines
        if one.claim.budget == "" and one.claim.work.due is not None and one.claim.work.due < line.due
    ]
    return min(earlier, default=(policy.grace_days + student.granted) * policy.per_day)
