"""The mean of a part of the grade, when some of its items may be left out.

Leaving out the lowest share is best where all weigh the same. Where they do not, it may be better to leave out a
heavier one, and which it is depends on the mean that results (Kane & Kane, "Dropping lowest grades", Mathematics
Magazine 79, 2006); Dinkelbach's iteration for fractional programmes finds it in a few rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDS = 60  # each at least doubles the digits; some ten are ever needed


@dataclass(frozen=True)
class Share:
    """The result in one item, 1 for full marks, and its weight; `extra` credit can only raise the mean."""

    share: float
    weight: float = 1.0
    extra: bool = False


def left_out(shares: Sequence[Share], count: int) -> frozenset[int]:
    """The indices of the `count` items without which the mean is highest; one that is not extra credit always stays.

    >>> sorted(left_out([Share(0.5), Share(1.0), Share(0.0), Share(0.75)], 1)), sorted(left_out([Share(0.5)], 1))
    ([2], [])
    >>> sorted(left_out([Share(0.5, weight=8), Share(0.4, weight=1), Share(1.0)], 1))
    [0]
    """
    places = [place for place, share in enumerate(shares) if not share.extra]
    count = min(count, len(places) - 1)
    if count <= 0:
        return frozenset()
    extra = sum(share.weight * share.share for share in shares if share.extra)
    guess, out = 0.0, frozenset[int]()
    for _ in range(_ROUNDS):
        order = sorted(places, key=lambda place: (shares[place].weight * (shares[place].share - guess), place))
        kept = order[count:]
        weight = sum(shares[place].weight for place in kept)
        mean = (extra + sum(shares[place].weight * shares[place].share for place in kept)) / weight if weight else 0.0
        if out and mean <= guess:
            break
        guess, out = mean, frozenset(order[:count])
    return out


def mean(shares: Sequence[Share], out: frozenset[int] = frozenset()) -> float:
    """The weighted mean of everything that is not left out; 0 if nothing has weight.

    >>> mean([Share(1.0, 3), Share(0.5, 1)]), mean([]), mean([Share(0.5), Share(1.0, 0.1, extra=True)])
    (0.875, 0.0, 0.6)
    """
    kept = [share for place, share in enumerate(shares) if place not in out]
    weight = sum(share.weight for share in kept if not share.extra)
    return sum(share.weight * share.share for share in kept) / weight if weight else 0.0


def best_mean(shares: Sequence[Share], count: int) -> float:
    """The highest mean without `count` of the items."""
    return mean(shares, left_out(shares, count))
