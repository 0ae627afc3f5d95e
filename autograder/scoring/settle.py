"""Which homework takes which grace days, for one student or a class.

Everything is computed anew from facts, so no order of facts matters. Days go to homeworks by the order of their due
dates, or where they are worth most (favourable.py). Where days go by due date, an extension could do harm: a homework
that was refused, and took nothing, may become one that is accepted and takes days that a later one needs. So what was
granted counts only as far as it helps: without it, if that is better, and the ledger says so.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.model import Assigned, GroupDays, LatePolicy
from autograder.scoring.claims import Claim, Work, claims_of
from autograder.scoring.favourable import Choices, Option, PartChoices, best
from autograder.scoring.ledger import Line, Rules, Student, section_means, share_of
from autograder.scoring.policy import spend_grace


def settle(student: Student, rules: Rules) -> tuple[Line, ...]:
    """The ledger of one student who spends days of their own."""
    if not _has_favourable(rules):
        return _with_waivers(student, rules)
    return _favourable(student, rules)


def settle_class(
    students: Mapping[str, Student], rules: Rules, groups: Mapping[str, Iterable[frozenset[str]]] | None = None
) -> dict[str, tuple[Line, ...]]:
    """The ledgers of a class.

    Args:
        students: by a name that is theirs alone.
        groups: for each item those who submitted together, where that matters.
    """
    shared = any(policy.groups is not GroupDays.EACH for policy in _policies(rules))
    if not shared:
        return {name: settle(student, rules) for name, student in students.items()}
    return _by_due_date(students, rules, groups or {})


def _value(lines: Sequence[Line], rules: Rules) -> float:
    return sum(rules.sections[name].percent * mean for name, mean in section_means(lines, rules).items())


def _policies(rules: Rules) -> list[LatePolicy]:
    return [policy for policy in (rules.late, *(part.late for part in rules.parts)) if policy is not None]


def _has_favourable(rules: Rules) -> bool:
    return any(policy.assigned is Assigned.MOST_FAVOURABLE for policy in _policies(rules))


def _claims(student: Student, rules: Rules) -> list[Claim]:
    sections = rules.sections
    works = [work for work in student.works if not work.excused]
    return [claim for work in works for claim in claims_of(work, sections, rules.late, rules.zone)]


def _budget(claim: Claim, granted: int) -> int:
    return (claim.policy.grace_days + granted) * claim.policy.per_day if claim.policy else 0


def _by_due_date(
    students: Mapping[str, Student], rules: Rules, groups: Mapping[str, Iterable[frozenset[str]]]
) -> dict[str, tuple[Line, ...]]:
    """Item by item for all students, so that what a group may spend is known when its turn comes."""
    members = {(item, name): group for item, found in groups.items() for group in found for name in group}
    claims = {name: _claims(student, rules) for name, student in students.items()}
    left: dict[tuple[str, str], int] = {}
    for name, own in claims.items():
        for claim in own:
            left.setdefault((name, claim.budget), _budget(claim, students[name].granted))
    first, lines = dict(left), defaultdict[str, list[Line]](list)
    order: dict[tuple[str, str], list[tuple[str, Claim]]] = defaultdict(list)
    for name in sorted(claims):
        for claim in claims[name]:
            order[claim.work.item, claim.budget].append((name, claim))
    for key in sorted(order, key=lambda key: _when(order[key][0][1])):
        before = dict(left)
        for name, claim in order[key]:
            with_whom = [other for other in members.get((key[0], name), (name,)) if (other, claim.budget) in before]
            covered, spent = _charge(
                claim, before[name, claim.budget], [before[other, claim.budget] for other in with_whom]
            )
            left[name, claim.budget] -= spent
            lines[name].append(Line(claim, covered, spent, left[name, claim.budget], first[name, claim.budget]))
    return {name: _in_order(students[name], lines[name]) for name in students}


def _charge(claim: Claim, own: int, of_group: Sequence[int]) -> tuple[int, int]:
    """Days covered, and days that this member gives for it."""
    if claim.policy is None or claim.late == 0:
        return 0, 0
    if claim.policy.groups is GroupDays.LEAST:
        own = min(own, *of_group)
    elif claim.policy.groups is GroupDays.LARGEST:
        covered = spend_grace(claim.late, claim.policy, max(own, *of_group))[0]
        return covered, min(own, covered)
    spent = spend_grace(claim.late, claim.policy, own)[0]
    return spent, spent


def _when(claim: Claim) -> tuple[bool, float, str, str]:
    due = claim.work.due
    return due is None, due.timestamp() if due else 0.0, claim.work.item, claim.budget


def _in_order(student: Student, lines: Iterable[Line]) -> tuple[Line, ...]:
    place = {work.item: number for number, work in enumerate(student.works)}
    return tuple(sorted(lines, key=lambda line: (place[line.claim.work.item], line.claim.budget)))


def _one(student: Student, rules: Rules) -> tuple[Line, ...]:
    return _by_due_date({"": student}, rules, {})[""]


def _with_waivers(student: Student, rules: Rules) -> tuple[Line, ...]:
    """By due date; what was granted is left out of account where that is better for the student."""
    found = _one(student, rules)
    if not any(line.uncovered for line in found):
        return found
    extended = [line.claim.work.item for line in found if line.spent and line.claim.work.own_due is not None]
    extended = list(dict.fromkeys(extended))
    top = _value(found, rules)
    for granted in range(student.granted, -1, -1):
        for count in range(len(extended) + 1):
            for out in itertools.combinations(extended, count):
                lines = _one(_without(student, out, granted), rules)
                if (value := _value(lines, rules)) > top + 1e-9:
                    marked = tuple(replace(line, waived=line.claim.work.item in out) for line in lines)
                    found, top = marked, value
    return found


def _without(student: Student, items: Sequence[str], granted: int) -> Student:
    works = (replace(work, own_due=None) if work.item in items else work for work in student.works)
    return Student(tuple(works), granted)


def _favourable(student: Student, rules: Rules) -> tuple[Line, ...]:
    """Days where they are worth most; where there are enough for everything that is all of it."""
    claims = _claims(student, rules)
    fixed = {
        (line.claim.work.item, line.claim.budget): line.covered
        for line in _one(student, rules)
        if line.claim.policy is None or line.claim.policy.assigned is Assigned.BY_DUE_DATE
    }
    budgets = {claim.budget: _budget(claim, student.granted) for claim in claims}
    names = [name for name in budgets if any(c.budget == name and c.most for c in claims)]
    wanted = {name: sum(claim.most for claim in claims if claim.budget == name) for name in names}
    chosen: dict[tuple[str, str], int] = {}
    if all(wanted[name] <= budgets[name] for name in names):
        chosen = {(c.work.item, c.budget): fixed.get((c.work.item, c.budget), c.most) for c in claims}
    else:
        chosen = _choose(claims, rules, names, budgets, fixed)
    left, lines = dict(budgets), []
    for claim in sorted(claims, key=_when):
        covered = chosen[claim.work.item, claim.budget]
        left[claim.budget] -= covered
        lines.append(Line(claim, covered, covered, left[claim.budget], budgets[claim.budget]))
    return _in_order(student, lines)


def _choose(
    claims: Sequence[Claim],
    rules: Rules,
    names: Sequence[str],
    budgets: Mapping[str, int],
    fixed: Mapping[tuple[str, str], int],
) -> dict[tuple[str, str], int]:
    by_section: dict[str, list[tuple[Work, list[Claim]]]] = defaultdict(list)
    for work, of_work in itertools.groupby(claims, key=lambda claim: claim.work):
        by_section[work.section].append((work, list(of_work)))
    parts, covers = [], []
    for name, items in by_section.items():
        choices = []
        for work, own in items:
            ways = [_ways(claim, fixed) for claim in own]
            combined = list(itertools.product(*ways))
            covers.append((own, combined))
            choices.append(
                Choices(tuple(_option(work, own, days, names) for days in combined), rules.weight(work), work.extra)
            )
        counted = sum(not choice.extra for choice in choices)
        parts.append(PartChoices(rules.sections[name].percent, tuple(choices), rules.out(name, counted)))
    taken = itertools.chain.from_iterable(best(parts, tuple(budgets[name] for name in names)))
    chosen: dict[tuple[str, str], int] = {}
    for (own, combined), place in zip(covers, taken, strict=True):
        chosen |= {(claim.work.item, claim.budget): days for claim, days in zip(own, combined[place], strict=True)}
    return chosen


def _ways(claim: Claim, fixed: Mapping[tuple[str, str], int]) -> list[int]:
    """How many days may go to a claim, the fewest first; only numbers that change something."""
    key = (claim.work.item, claim.budget)
    if key in fixed:
        return [fixed[key]]
    ways = [0]
    for days in range(1, claim.most + 1):
        if claim.points(days) > claim.points(ways[-1]):
            ways.append(days)
    return ways


def _option(work: Work, own: Sequence[Claim], days: Sequence[int], names: Sequence[str]) -> Option:
    lines = [Line(claim, covered, covered, 0, 0) for claim, covered in zip(own, days, strict=True)]
    cost = tuple(sum(d for c, d in zip(own, days, strict=True) if c.budget == name) for name in names)
    return Option(cost, share_of(work, lines))
