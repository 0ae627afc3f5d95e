"""Comparisons that teach: what was asked, what came back, how far off it is, and what kind of mistake that looks like.

`close` looks at the kind of thing first, then at shape, dtype and finally at the numbers, so that an array of the wrong
shape is never broadcast into looking right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn

import numpy as np

Array = np.ndarray

RTOL, ATOL = 1e-9, 1e-11  # float32, or a small number added somewhere, shows


def fail(message: str) -> NoReturn:
    """Fail the check with one sentence."""
    __tracebackhide__ = True
    raise AssertionError(message)


def close(got: object, want: object, what: str, rtol: float = RTOL, atol: float = ATOL, batch: int = 0) -> None:
    """`got` must be a float64 array (or number) with the shape of `want`, and equal to it up to rounding.

    Args:
        got: what the function under test returned.
        want: the right answer: an array, or a number for a scalar.
        what: names the answer in the message, e.g. "Softmax.backward: g_a".
        rtol, atol: how far each entry may be off: atol + rtol * |want|.
        batch: the number of examples, if there is a batch: lets the message tell a sum from a mean.
    """
    __tracebackhide__ = True
    expected = np.asarray(want, dtype=np.float64)
    answer = _array(got, what)
    if answer.shape != expected.shape:
        fail(f"{what} has shape {answer.shape}, expected {expected.shape}{_because(_shape_guesses(answer, expected))}")
    answer = of_shape(got, expected.shape, what)
    with np.errstate(all="ignore"):
        wrong = ~(np.abs(answer - expected) <= atol + rtol * np.abs(expected))
        if wrong.any():
            fail(_difference(answer, expected, wrong, what, batch))


def of_shape(got: object, shape: tuple[int, ...], what: str) -> Array:
    """`got` as the float64 array of this shape that it must be; for tests of a property instead of values."""
    __tracebackhide__ = True
    answer = _array(got, what)
    if answer.shape != shape:
        fail(f"{what} has shape {answer.shape}, expected {shape}")
    if answer.dtype != np.float64:
        fail(f"{what} has dtype {answer.dtype}, expected float64")
    return answer


def backward(module: object, inputs: Sequence[Array], out: Array, g: Array, what: str) -> Sequence[object]:
    """The gradients from `module.backward`, after its `forward` on the same inputs, as happens on the tape."""
    __tracebackhide__ = True
    module.forward(*inputs)
    return gradients(module.backward(inputs, out, g), len(inputs), what)


def gradients(returned: object, count: int, what: str) -> Sequence[object]:
    """The gradients that a `backward` returned, which must be a tuple with one entry for each of `count` inputs."""
    __tracebackhide__ = True
    if not issubclass(type(returned), (tuple, list)) or len(returned) != count:
        fail(f"{what} returned {_kind(returned)}, expected a tuple of length {count}: one gradient for each input")
    return returned


def value(node: object, what: str) -> object:
    """The `out_tensor` of a node; fails if it is no node."""
    __tracebackhide__ = True
    if not hasattr(node, "out_tensor"):
        fail(f"{what} is {_kind(node)}, expected a node (a Module)")
    return node.out_tensor


def nodes(things: object, count: int, what: str) -> Sequence[object]:
    """The list of `count` nodes that `things` must be."""
    __tracebackhide__ = True
    if not issubclass(type(things), (tuple, list)) or len(things) != count:
        fail(f"{what} is {_kind(things)}, expected a list of {count} nodes")
    for index, node in enumerate(things):
        value(node, f"{what}[{index}]")
    return things


def numbers(returned: object, count: int, what: str) -> Array:
    """The list of `count` numbers that `returned` must be, as an array of shape (count,)."""
    __tracebackhide__ = True
    if type(returned) is not list or len(returned) != count:
        fail(f"{what} returned {_kind(returned)}, expected a list of {count} numbers")
    entries = [_array(entry, f"{what}: entry {index}") for index, entry in enumerate(returned)]
    for index, entry in enumerate(entries):
        if entry.shape != ():
            fail(f"{what}: entry {index} has shape {entry.shape}, expected a number")
    return np.array(entries, dtype=np.float64)


def unchanged(array: Array, before: Array, what: str) -> None:
    """`array`, an argument of the function under test, must still be what it was `before`."""
    __tracebackhide__ = True
    if not np.array_equal(array, before):
        fail(f"{what} was modified in place; leave the arguments as they are and compute a new array")


def _kind(thing: object) -> str:
    """What a thing is, in the words of a message."""
    if thing is None:
        return "None (never returned, or never set?)"
    if issubclass(type(thing), (np.ndarray, np.generic)):
        return f"an array of shape {thing.shape}"
    if issubclass(type(thing), (tuple, list)):
        return f"a {type(thing).__name__} of length {len(thing)}"
    return f"a thing of type {type(thing).__name__}"


def _array(got: object, what: str) -> Array:
    __tracebackhide__ = True
    if not issubclass(type(got), (np.ndarray, np.generic, float, int)):
        fail(f"{what} is {_kind(got)}, expected a NumPy array or a number")
    return np.asarray(got, dtype=np.float64 if type(got) is int else None)


def _difference(got: Array, want: Array, wrong: Array, what: str, batch: int) -> str:
    """The message for two arrays of the same shape: the largest error, how many, and what it looks like."""
    distance = np.where(wrong, np.where(np.isfinite(got), np.abs(got - want), np.inf), -1.0)
    index = np.unravel_index(np.argmax(distance), want.shape)
    place = f"[{', '.join(str(int(i)) for i in index)}]" if index else ""
    count = f"{int(wrong.sum())} of {want.size} entries differ" if want.size > 1 else ""
    notes = "; ".join(note for note in (count, next(_value_guesses(got, want, wrong, batch), "")) if note)
    for digits in (6, 9, 12, 17):  # as many as it takes to see that they differ
        one, other = f"{got[index]:.{digits}g}", f"{want[index]:.{digits}g}"
        if one != other:
            break
    return f"{what}{place} is {one}, expected {other}" + (f" ({notes})" if notes else "")


def _value_guesses(got: Array, want: Array, wrong: Array, batch: int) -> Iterator[str]:
    """Explanations that fit all entries, the most telling first."""
    if not np.isfinite(got).all():
        yield f"{int((~np.isfinite(got)).sum())} of {got.size} entries are not finite"
        return
    bad, good = got[wrong], want[wrong]
    which = "every wrong entry" if bad.size > 1 else "it"
    if np.allclose(bad, good, rtol=0, atol=1e-8):
        return  # so close to right that all the rest would fit
    if not bad.any() and got.size > 1:
        yield f"{which} is 0"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and _same(got.T, want):
        yield "it is the transpose of the right answer"
    if _same(-bad, good):
        yield f"{which} has the wrong sign"
    ratio = bad[np.argmax(np.abs(bad))] / good[np.argmax(np.abs(bad))]
    if _telling(ratio, alone=bad.size == 1) and _same(bad, ratio * good):
        yield _factor(float(ratio), batch, which)
    if bad.size > 1 and _same(bad - good, np.full_like(good, bad[0] - good[0])):
        yield f"every wrong entry is too {'large' if bad[0] > good[0] else 'small'} by {abs(bad[0] - good[0]):.6g}"


def _telling(ratio: float, alone: bool) -> bool:
    """Whether a factor says something: each wrong number that is alone has one, and only 2, 1/3 and such tell."""
    if not np.isfinite(ratio) or ratio == 0 or abs(ratio - 1) < 0.01:
        return False
    size = max(abs(ratio), 1 / abs(ratio))
    return not alone or bool(np.isclose(size, round(size), rtol=1e-6) and size < 1e3)


def _factor(ratio: float, batch: int, which: str) -> str:
    """How a constant factor between answer and expectation reads."""
    if batch > 1 and np.isclose(ratio, batch):
        return f"{batch} times too large for a batch of {batch}: perhaps a sum where a mean is asked"
    if batch > 1 and np.isclose(ratio, 1 / batch):
        return f"{batch} times too small for a batch of {batch}: perhaps a mean (or one example) where a sum is asked"
    sign = " and has the wrong sign" if ratio < 0 else ""
    size = f"{abs(ratio):.4g} times too large" if abs(ratio) > 1 else f"{1 / abs(ratio):.4g} times too small"
    return f"{which} is {size}{sign}"


def _shape_guesses(got: Array, want: Array) -> Iterator[str]:
    """Explanations for a wrong shape that also fit the numbers."""
    if not np.issubdtype(got.dtype, np.floating) or got.size > 1_000_000:  # summing many takes too long for a guess
        return
    if got.ndim == 2 and got.T.shape == want.shape:
        yield "its transpose is right" if _same(got.T, want) else "is it transposed?"
    if got.size == want.size and _same(got.reshape(want.shape), want):
        yield "its entries are right"
    for axis in range(got.ndim):
        total = got.sum(axis=axis)
        if total.shape == want.shape and _same(total, want):
            yield f"its sum over axis {axis} is right"
    if want.shape == () and got.size and _same(got.sum(), want):
        yield "the sum of all its entries is right"
    if want.shape == () and got.size and _same(got.mean(), want):
        yield "the mean of all its entries is right"


def _because(guesses: Iterator[str]) -> str:
    guess = next(guesses, "")
    return f"; {guess}" if guess else ""


def _same(a: Array, b: Array) -> bool:
    return bool(np.allclose(a, b, rtol=1e-6, atol=1e-9))
