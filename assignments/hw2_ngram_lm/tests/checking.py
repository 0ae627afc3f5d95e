"""What is always the same in comparisons of hw2: numbers are float64, distributions are distributions."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

import comparisons
from comparisons import equal, fail, kind, number, numbers, of_shape, unchanged

__all__ = ["close", "distribution", "equal", "fail", "integers", "kind", "number", "numbers", "of_shape", "unchanged"]

Array = np.ndarray

close = functools.partial(comparisons.close, dtype="float64")


def distribution(got: object, size: int, what: str) -> Array:
    """`got` must be a distribution over `size` ids in which <s> has no part: float64 (size,), not negative, sum 1."""
    __tracebackhide__ = True
    p = of_shape(got, (size,), what, dtype="float64")
    if not (p >= 0).all():
        fail(f"{what} has entries that are negative or not numbers, e.g. {p[~(p >= 0)][0]}")
    if p[0] != 0:
        fail(f"{what} gives <s> the probability {p[0]:.6g}, expected 0: <s> is never predicted")
    if abs(p.sum() - 1) > 1e-9:
        fail(f"{what} sums to {p.sum():.9g}, expected 1")
    return p


def integers(got: object, shape: tuple[int, ...], what: str) -> Array:
    """`got` must be an integer array of this shape."""
    __tracebackhide__ = True
    array = of_shape(got, shape, what)
    if array.dtype.kind not in "iu":
        fail(f"{what} has dtype {array.dtype}, expected integers")
    return array


def same_ngrams(got: object, want: Sequence[tuple[int, ...]], what: str) -> None:
    """`got` must be exactly this list of n-grams, each a tuple (a list cannot be the key of a dict)."""
    __tracebackhide__ = True
    equal(got, list(want), what)
    wrong = [entry for entry in got if type(entry) is not tuple]
    if wrong:
        fail(f"{what} has entries that are {kind(wrong[0])}, expected tuples: only they can be keys of a dict")
