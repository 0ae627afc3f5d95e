"""Bounds on the probability of what was never seen, from measured margins; pure arithmetic.

A comparison fails when its error is larger than its tolerance, so when the ratio of the two is above 1. The tail of
the ratios is taken to be a power law whose exponent is fitted to the largest of them (Hill's estimator, B. M. Hill,
Annals of Statistics 3(5), 1975), at the lower end of its confidence interval, but not below 1: of all that happens to
rounding errors, cancellation makes the heaviest tail, and a difference of random numbers is t times closer to zero than
usual with a probability of 1/t.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_CONFIDENCE = 1.645  # standard errors: 95 %, one-sided
_LARGEST = 0.05  # the part of the sample that tells the tail


def tail_bound(ratios: Sequence[float]) -> float:
    """A bound on the probability that the next ratio is above 1.

    >>> tail_bound([0.0] * 100)  # exact every time: equal is equal
    0.0
    >>> uniform = [0.001 * (1 - place / 2000) for place in range(1000)]
    >>> tail_bound(uniform) < 1e-9
    True
    >>> tail_bound([0.01, 0.5, 2.0] * 30) > 0.3
    True
    """
    positive = sorted((ratio for ratio in ratios if ratio > 0), reverse=True)
    if not positive:
        return 0.0
    seen = sum(ratio > 1 for ratio in positive)
    if seen:
        return min(1.0, upper_rate(seen, len(ratios)))
    count = min(max(10, int(len(ratios) * _LARGEST)), len(positive) - 1)
    if count < 10:  # few are above 0 at all
        return len(positive) / len(ratios) * positive[0]
    threshold = positive[count]
    logs = sum(math.log(ratio / threshold) for ratio in positive[:count])
    if logs == 0:  # the largest are all equal: the data are fixed, and so is the error
        return 0.0
    exponent = max(1.0, count / logs * (1 - _CONFIDENCE / math.sqrt(count)))
    return min(1.0, count / len(ratios) * math.exp(min(0.0, exponent * math.log(threshold))))


def upper_rate(seen: int, runs: int) -> float:
    """The 95 % upper bound on a rate of which `seen` cases were seen in `runs` runs (Poisson, by Wilson and Hilferty).

    >>> round(upper_rate(0, 1000) * 1000, 1)
    3.0
    >>> round(upper_rate(5, 1000) * 1000, 1)
    10.5
    """
    if runs == 0:
        return 1.0
    if seen == 0:
        return min(1.0, -math.log(0.05) / runs)
    cases = seen + 1
    return min(1.0, cases * (1 - 1 / (9 * cases) + _CONFIDENCE / (3 * math.sqrt(cases))) ** 3 / runs)


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of the values lies; 0 for none.

    >>> quantile([3.0, 1.0, 2.0], 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
