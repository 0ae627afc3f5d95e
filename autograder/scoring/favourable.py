"""To which homeworks grace days go when they go where they are worth most.

For each homework there are a few options: so many days from each budget, and then this share of its points. Dynamic
programming over the days spent and the number of items that count finds the best choice within one part of the grade;
where items weigh differently and some are dropped, Dinkelbach's iteration around it (see mean.py) does. Several parts
of the grade that share a budget are joined by trying each split of it.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

Budget = tuple[int, ...]
_DAY = 1e-9  # what a day that is kept is worth: of two choices that are equal, the one that spends less
_ROUNDS = 60


@dataclass(frozen=True)
class Option:
    """So many days from each budget, for this share of an item."""

    cost: Budget
    share: float


@dataclass(frozen=True)
class Choices:
    """The options of one item, and what it weighs in its part; the first must cost nothing."""

    options: tuple[Option, ...]
    weight: float = 1.0
    extra: bool = False


@dataclass(frozen=True)
class PartChoices:
    """A part of the grade: what it weighs, its items, and how many of them are left out.

    Attributes:
        full: the mean that is full marks already, see `GradePart.full_at`.
        most: the most that it can reach.
        least: what counts instead where that is better.
    """

    weight: float
    items: tuple[Choices, ...]
    out: int = 0
    full: float = 1.0
    most: float = math.inf
    least: float = 0.0

    def worth(self, mean: float) -> float:
        """What it gives to the grade with this mean."""
        reached = min(1.0, mean / self.full) if self.full < 1 else mean
        return self.weight * max(min(reached, self.most), self.least)


def best(parts: Sequence[PartChoices], budget: Budget) -> list[list[int]]:
    """For each item of each part the place of the option to take.

    >>> late = Choices((Option((0,), 0.0), Option((2,), 0.9)))
    >>> best([PartChoices(1, (late, Choices((Option((0,), 0.5), Option((2,), 1.0)))))], (2,))
    [[1, 0]]
    """

    @functools.cache
    def within(place: int, some: Budget) -> tuple[float, tuple[int, ...]]:
        return _best_part(parts[place], some)

    @functools.cache
    def joined(place: int, some: Budget) -> tuple[float, tuple[tuple[int, ...], ...]]:
        if place == len(parts) - 1:
            value, choice = within(place, some)
            return parts[place].worth(value), (choice,)
        free = _is_free(parts[place])
        splits = [_nothing(some)] if free else list(itertools.product(*(range(days + 1) for days in some)))
        candidates = []
        for split in splits:
            value, choice = within(place, split)
            rest, others = joined(place + 1, _minus(some, split))
            candidates.append((parts[place].worth(value) + rest, (choice, *others)))
        return max(candidates, key=lambda candidate: candidate[0])

    return [list(choice) for choice in joined(0, budget)[1]] if parts else []


def _best_part(part: PartChoices, budget: Budget) -> tuple[float, tuple[int, ...]]:
    """The best mean of a part, less a trifle for each day, and the options that give it."""
    counted = sum(not item.extra for item in part.items)
    kept = max(counted - max(part.out, 0), min(1, counted))
    dropping = kept < counted
    guess, found = 0.0, _round(part, budget, kept, 0.0)
    if not dropping or len({item.weight for item in part.items if not item.extra}) <= 1:
        return found
    for _ in range(_ROUNDS):
        if found[0] <= guess + 1e-15:
            break
        guess, found = found[0], max(found, _round(part, budget, kept, found[0]), key=lambda one: one[0])
    return found


def _round(part: PartChoices, budget: Budget, kept: int, guess: float) -> tuple[float, tuple[int, ...]]:
    """The choice that maximises the sum of weight × (share - guess) over the items that count, and its mean."""
    table: dict[tuple[Budget, int], tuple[float, tuple[int, ...], tuple[bool, ...]]] = {(budget, 0): (0.0, (), ())}
    for item in part.items:
        new: dict[tuple[Budget, int], tuple[float, tuple[int, ...], tuple[bool, ...]]] = {}
        for (left, count), (value, taken, counts) in table.items():
            for place, option in enumerate(item.options):
                rest = _minus(left, option.cost)
                if min(rest, default=0) < 0:
                    continue
                worth = value + item.weight * (option.share - (0 if item.extra else guess)) - _DAY * sum(option.cost)
                key = (rest, count + (not item.extra))
                if key[1] <= kept and (key not in new or worth > new[key][0]):
                    new[key] = (worth, (*taken, place), (*counts, True))
            key = (left, count)
            if not item.extra and (key not in new or value > new[key][0]):
                new[key] = (value, (*taken, 0), (*counts, False))
        table = new
    full = [entry for (_, count), entry in table.items() if count == kept]
    _, taken, counts = max(full, key=lambda entry: entry[0])
    return _mean(part, taken, counts), taken


def _mean(part: PartChoices, taken: Sequence[int], counts: Sequence[bool]) -> float:
    top = weight = days = 0.0
    for item, place, counted in zip(part.items, taken, counts, strict=True):
        option = item.options[place]
        days += sum(option.cost)
        if counted:
            top += item.weight * option.share
            weight += 0 if item.extra else item.weight
    return (top / weight if weight else 0.0) - _DAY * days


def _is_free(part: PartChoices) -> bool:
    return all(not any(option.cost) for item in part.items for option in item.options)


def _minus(budget: Budget, cost: Budget) -> Budget:
    return tuple(have - take for have, take in zip(budget, cost, strict=True))


def _nothing(budget: Budget) -> Budget:
    return tuple(0 for _ in budget)
