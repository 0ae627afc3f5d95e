"""What was granted counts as far as it helps.

Where days go by due date, an extension could do harm: a homework that was refused, and took nothing, may become one
that is accepted and takes days that a later one needs. So of all that was granted to a student those extensions count
that lead to the best grade together, and the ledger says which do not. Whatever is granted on top only adds to what
may be chosen from, so it never lowers a grade.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from autograder.model import Grades
from autograder.scoring.by_due_date import NOBODY, Others, by_due_date, charged, in_order, when, without_extensions
from autograder.scoring.claims import Work, claims_of
from autograder.scoring.grade import course_result
from autograder.scoring.ledger import Line, Rules, Student, section_means, share_of

#: So many ways are followed at a time, those with most points; more are only there where nearly every homework is late
#: and extended, in two budgets. What is left out never makes a result worse than with nothing or all that was granted.
_MOST = 150


@dataclass(frozen=True)
class _Way:
    """The first homeworks with some of the extensions: what is left of each budget, and what each homework gives."""

    left: tuple[tuple[str, int], ...] = ()
    lines: tuple[Line, ...] = ()
    shares: tuple[float, ...] = ()
    waived: int = 0


def as_far_as_it_helps(student: Student, rules: Rules, others: Others = NOBODY) -> tuple[Line, ...]:
    """The ledger by due date, with those extensions that lead to the best grade; all, if that is as good."""
    found = by_due_date(student, rules, others)
    granted = student.granted or any(work.own_due is not None for work in student.works)
    if not granted or not any(line.uncovered for line in found):
        return found
    works = sorted([work for work in student.works if not work.excused], key=when)
    choices = [_choices(work, rules) for work in works]
    ways = [way for days in range(student.granted, -1, -1) for way in _ways(choices, days, rules, others)]
    ways.sort(key=lambda way: way.waived)
    ledgers = [found, *(in_order(student, way.lines) for way in ways)]
    ledgers.append(by_due_date(without_extensions(student), rules, others))
    return max(ledgers, key=lambda lines: worth(lines, rules))


def worth(lines: Sequence[Line], rules: Rules) -> tuple[int, float, float]:
    """What a ledger is worth: parts that are reached which the course needs, percent of the course, points."""
    result = course_result(lines, rules, Grades())
    reached = sum(part.percent is None or part.percent >= part.part.needed - 1e-9 for part in result.parts)
    means = section_means(lines, rules)
    total = sum(rules.sections[name].percent * mean for name, mean in means.items())
    return reached, round(result.percent, 9), round(total, 9)


def _choices(work: Work, rules: Rules) -> list[Work]:
    """The work with all that was granted for it first, then with less, if that changes how late it is."""
    lesser = work.lesser or (((None, ""),) if work.own_due is not None else ())
    with_less = [replace(work, own_due=due, because=because, lesser=()) for due, because in lesser]
    seen: dict[tuple[int, ...], Work] = {}
    for one in (work, *with_less):
        seen.setdefault(tuple(claim.late for claim in claims_of(one, rules)), one)
    return list(seen.values())


def _ways(choices: Iterable[Sequence[Work]], granted: int, rules: Rules, others: Others) -> list[_Way]:
    ways = [_Way()]
    for works in choices:
        ways = _not_worse(
            [_then(way, work, work is not works[0], granted, rules, others) for way in ways for work in works]
        )
    return ways


def _then(way: _Way, work: Work, waived: bool, granted: int, rules: Rules, others: Others) -> _Way:
    left, lines = dict(way.left), []
    for claim in claims_of(work, rules):
        line = charged(claim, left.get(claim.budget), granted, others)
        lines.append(replace(line, waived=True) if waived else line)
        left[claim.budget] = line.left
    share = share_of(work, lines)
    return _Way(tuple(sorted(left.items())), (*way.lines, *lines), (*way.shares, share), way.waived + waived)


def _not_worse(ways: Iterable[_Way]) -> list[_Way]:
    """Of those that leave the same days, the ones that no other beats in every homework."""
    kept: dict[tuple[tuple[str, int], ...], list[_Way]] = defaultdict(list)
    for way in sorted(ways, key=lambda way: (-sum(way.shares), way.waived)):
        others = kept[way.left]
        if not any(all(a >= b for a, b in zip(other.shares, way.shares, strict=True)) for other in others):
            others.append(way)
    ways = [way for found in kept.values() for way in found]
    return sorted(ways, key=lambda way: (-sum(way.shares), way.waived))[:_MOST]
