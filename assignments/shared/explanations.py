"""What kind of mistake a wrong array looks like: guesses that fit all of its entries, for `comparisons`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

Array = np.ndarray

#: Of an answer of the wrong shape; more of them, added up along each axis, take too long for a guess.
MOST_ENTRIES = 1_000_000


def value_guesses(got: Array, want: Array, wrong: Array, batch: int, rtol: float) -> Iterator[str]:
    """Explanations that fit all entries, the most telling first."""
    if not np.isfinite(got[wrong]).all():
        broken = wrong & ~np.isfinite(got)
        if got.size > 1:
            yield f"{int(broken.sum())} of them {'is' if broken.sum() == 1 else 'are'} not finite"
        return
    bad, good = got[wrong], want[wrong]
    if not np.isfinite(good).all():
        return
    which = "every wrong entry is" if bad.size > 1 else "it is"
    if np.allclose(bad, good, rtol=0, atol=rtol):
        return  # so close to right that all the rest would fit
    if not bad.any() and got.size > 1:
        yield f"{which} 0"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and _same(got.T, want, rtol):
        yield "it is the transpose of the right answer"
    if _same(-bad, good, rtol):
        yield "every wrong entry has the wrong sign" if bad.size > 1 else "it has the wrong sign"
    largest = np.argmax(np.abs(bad))
    ratio = bad[largest] / good[largest]
    if _same(bad, ratio * good, rtol) and _telling(ratio, alone=bad.size == 1):
        yield _factor(float(ratio), batch, which)
    if bad.size > 1 and _same(bad - good, np.full_like(good, bad[0] - good[0]), rtol):
        yield f"every wrong entry is too {'large' if bad[0] > good[0] else 'small'} by {abs(bad[0] - good[0]):.6g}"
    if np.allclose(bad, good, rtol=0.01):
        return  # so close to right that the rest would fit by accident
    if _same(np.exp(bad), good, rtol):
        yield "its exponential is right: perhaps a logarithm where the thing itself is asked"
    if (bad > 0).all() and _same(np.log(bad), good, rtol):
        yield "its logarithm is right"
    if _same(bad**2, good, rtol):
        yield "its square is right"


def _telling(ratio: float, alone: bool) -> bool:
    """Whether a factor says something: in a number that is alone, 2, 1/3 or a change of base do, but 1.237 does not."""
    if not np.isfinite(ratio) or ratio == 0 or abs(ratio - 1) < 0.01:
        return False
    size = max(abs(ratio), 1 / abs(ratio))
    if not alone:
        return True
    return bool(np.isclose(size, round(size), rtol=1e-4) or np.isclose(size, 1 / np.log(2), rtol=1e-4))


def _factor(ratio: float, batch: int, which: str) -> str:
    """How a constant factor between answer and expectation reads."""
    if batch > 1 and np.isclose(ratio, batch, rtol=1e-4):
        return f"{batch} times too large for a batch of {batch}: perhaps a sum where a mean is asked"
    if batch > 1 and np.isclose(ratio, 1 / batch, rtol=1e-4):
        return f"{batch} times too small for a batch of {batch}: perhaps a mean (or one example) where a sum is asked"
    if np.isclose(ratio, 1 / np.log(2), rtol=1e-4):
        return "1.443 times too large: perhaps a logarithm to base 2"
    sign = " and has the wrong sign" if ratio < 0 else ""
    size = f"{abs(ratio):.4g} times too large" if abs(ratio) > 1 else f"{1 / abs(ratio):.4g} times too small"
    return f"{which} {size}{sign}"


def shape_guesses(got: Array, want: Array) -> Iterator[str]:
    """Explanations for a wrong shape that also fit the numbers."""
    if not np.issubdtype(got.dtype, np.floating) or got.size > MOST_ENTRIES:
        return
    got = got.astype(np.float64)
    if got.ndim == 2 and got.T.shape == want.shape:
        yield "its transpose is right" if _same(got.T, want) else "is it transposed?"
    if got.size == want.size and _same(got.reshape(want.shape), want):
        yield "its entries are right"
    for axis in range(got.ndim):
        total = got.sum(axis=axis)
        if total.shape == want.shape and _same(total, want):
            yield f"its sum over axis {axis} is right"
        if got.shape[axis] and total.shape == want.shape and _same(total / got.shape[axis], want):
            yield f"its mean over axis {axis} is right"
    if want.shape == () and got.size and _same(got.sum(), want):
        yield "the sum of all its entries is right"
    if want.shape == () and got.size and _same(got.mean(), want):
        yield "the mean of all its entries is right"
    if got.ndim == 2 and want.ndim == 1 and got.shape == want.shape * 2 and _same(np.diagonal(got), want):
        yield "its diagonal is right: the entries are picked for all pairs of indices"


def because(guesses: Iterator[str]) -> str:
    """The first guess, as the end of a sentence; nothing if there is none."""
    guess = next(guesses, "")
    return f"; {guess}" if guess else ""


def _same(a: Array, b: Array, rtol: float = 1e-5) -> bool:
    return bool(np.allclose(a, b, rtol=10 * rtol, atol=rtol / 10))
