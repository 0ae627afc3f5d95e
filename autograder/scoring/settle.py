"""Which homework takes which grace days, for one student or a class.

Everything is computed from facts, so their order does not matter. Days go to homeworks by the order of their due
dates (by_due_date.py; what was granted counts as far as it helps, extended.py), or where they are worth most
(favourable.py).
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from autograder.model import Assigned, Grades, GroupDays, LatePolicy
from autograder.scoring.by_due_date import NOBODY, Others, budget_of, claims, in_order, left_in_groups
from autograder.scoring.claims import Claim, Work
from autograder.scoring.extended import as_far_as_it_helps, worth
from autograder.scoring.favourable import Choices, Option, PartChoices, best
from autograder.scoring.grade import course_result
from autograder.scoring.ledger import Line, Rules, Student, share_of

Key = tuple[str, str]  # an item and a budget


def settle(student: Student, rules: Rules, others: Others = NOBODY) -> tuple[Line, ...]:
    """The ledger of one student; `others` is what the other members of each group have left."""
    if not any(policy.assigned is Assigned.MOST_FAVOURABLE for policy in _policies(rules)):
        return as_far_as_it_helps(student, rules, others)
    return _favourable(student, rules, others)


def settle_class(
    students: Mapping[str, Student], rules: Rules, groups: Mapping[str, Iterable[frozenset[str]]] | None = None
) -> dict[str, tuple[Line, ...]]:
    """The ledgers of a class.

    Args:
        students: by a unique name.
        groups: for each item, who submitted together, if that matters.
    """
    others: Mapping[str, Others] = {}
    if groups and any(policy.groups is not GroupDays.EACH for policy in _policies(rules)):
        others = left_in_groups(students, rules, groups)
    return {name: settle(student, rules, others.get(name, NOBODY)) for name, student in students.items()}


def _policies(rules: Rules) -> list[LatePolicy]:
    return [policy for policy in (rules.late, *(part.late for part in rules.parts)) if policy is not None]


def _favourable(student: Student, rules: Rules, others: Others) -> tuple[Line, ...]:
    """Days where they are worth most; where there are enough for everything that is all of it."""
    own = claims(student, rules)
    fixed = {
        (line.claim.work.item, line.claim.budget): line
        for line in as_far_as_it_helps(student, rules, others)
        if line.claim.policy is None or line.claim.policy.assigned is Assigned.BY_DUE_DATE
    }
    free = [claim for claim in own if _key(claim) not in fixed]
    budgets = {claim.budget: budget_of(claim, student.granted) for claim in free}
    wanted = {name: sum(claim.most for claim in free if claim.budget == name) for name in budgets}
    if all(wanted[name] <= budgets[name] for name in budgets):
        return _spent(student, free, {_key(claim): claim.most for claim in free}, fixed)
    names = [name for name in budgets if wanted[name]]
    counted = [fixed[_key(claim)].claim if _key(claim) in fixed else claim for claim in own]
    covered = {key: line.covered for key, line in fixed.items()}
    schemes = max(1, *(len(part.schemes) for part in rules.parts))
    found = [
        _spent(student, free, _choose(counted, rules, names, budgets, covered, scheme), fixed)
        for scheme in range(schemes)
    ]
    return max(found, key=lambda lines: worth(lines, rules))


def _spent(
    student: Student, free: Iterable[Claim], chosen: Mapping[Key, int], fixed: Mapping[Key, Line]
) -> tuple[Line, ...]:
    """The ledger when so many days go to each claim."""
    left: dict[str, int] = {}
    lines = list(fixed.values())
    for claim in free:
        first, covered = budget_of(claim, student.granted), chosen[_key(claim)]
        left[claim.budget] = left.get(claim.budget, first) - covered
        lines.append(Line(claim, covered, covered, left[claim.budget], first))
    return in_order(student, lines)


def _key(claim: Claim) -> Key:
    return claim.work.item, claim.budget


def _choose(
    claims: Sequence[Claim],
    rules: Rules,
    names: Sequence[str],
    budgets: Mapping[str, int],
    fixed: Mapping[Key, int],
    scheme: int,
) -> dict[Key, int]:
    by_section: dict[str, list[tuple[Work, list[Claim]]]] = defaultdict(list)
    for _, of_work in itertools.groupby(claims, key=lambda claim: claim.work.item):
        found = list(of_work)
        by_section[found[0].work.section].append((found[0].work, found))
    weights = {part.name: part.schemes[scheme] if part.schemes else part.percent for part in rules.parts}
    graded = sum(weights[name] for name in by_section if not rules.sections[name].extra)
    shares = _shares(claims, rules, fixed)
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
        section, weight = rules.sections[name], weights[name] * (graded / 100 if rules.sections[name].extra else 1)
        most = math.inf if section.at_most is None else section.at_most / 100
        least = shares.get(section.replaced_by, 0.0)
        parts.append(PartChoices(weight, tuple(choices), rules.out(name, counted), section.full_at / 100, most, least))
    taken = itertools.chain.from_iterable(best(parts, tuple(budgets[name] for name in names)))
    chosen: dict[Key, int] = {}
    for (own, combined), place in zip(covers, taken, strict=True):
        chosen |= {(claim.work.item, claim.budget): days for claim, days in zip(own, combined[place], strict=True)}
    return chosen


def _shares(claims: Sequence[Claim], rules: Rules, fixed: Mapping[Key, int]) -> dict[str, float]:
    """What each part of the grade reaches, of those that no choice of days changes."""
    lines = [Line(claim, covered, covered, 0, 0) for claim in claims for covered in [fixed.get(_key(claim), 0)]]
    open_ = {claim.work.section for claim in claims if claim.most and _key(claim) not in fixed}
    parts = course_result(lines, rules, Grades()).parts
    return {part.part.name: (part.percent or 0) / 100 for part in parts if part.part.name not in open_}


def _ways(claim: Claim, fixed: Mapping[Key, int]) -> list[int]:
    """How many days may go to a claim, the fewest first; only numbers that change something."""
    key = _key(claim)
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
