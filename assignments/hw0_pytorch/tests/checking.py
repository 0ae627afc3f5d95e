"""What is always the same in comparisons of hw0: float32, and numbers that must be plain Python floats."""

from __future__ import annotations

import functools

import numpy as np

import comparisons
from comparisons import fail, kind, shown, unchanged

__all__ = [
    "close",
    "close_by_hand",
    "entries",
    "fail",
    "flag",
    "floats",
    "gradient_close",
    "kind",
    "of_shape",
    "python_float",
    "shown",
    "unchanged",
]

Array = np.ndarray

#: For fixed data, on which rounding is known.
close_by_hand = functools.partial(comparisons.close, dtype="float32")
#: For random data of size 1: a right answer may be computed in any order, and its rounding must be far from this.
close = functools.partial(close_by_hand, rtol=1e-3, atol=1e-3)
of_shape = functools.partial(comparisons.of_shape, dtype="float32")


def gradient_close(got: object, want: Array, what: str, **options: object) -> None:
    """As `close`, for a gradient; None means that none flowed back."""
    __tracebackhide__ = True
    if got is None:
        fail(f"{what}: there is none; detach, .data and torch.no_grad cut a result off, and so does a wrong shape")
    close(got, want, what, **options)


def python_float(got: object, what: str) -> float:
    """The Python float that `got` must be."""
    __tracebackhide__ = True
    if type(got) is not float:
        if issubclass(type(got), np.ndarray):
            fail(f"{what} is a tensor of shape {got.shape}, expected a Python float; see Tensor.item")
        fail(f"{what} is {kind(got)}, expected a Python float")
    return got


def floats(got: object, count: int, what: str) -> list[float]:
    """The tuple (or list) of `count` Python floats that `got` must be."""
    __tracebackhide__ = True
    entries = comparisons.sequence(got, count, what)
    return [python_float(entry, f"{what}, entry {index}") for index, entry in enumerate(entries)]


def flag(seen: dict[str, object], name: str, message: str) -> None:
    """Fail with the message unless the instrument saw that `name` holds."""
    __tracebackhide__ = True
    if seen[name] is not True:
        fail(message)


def entries(got: object, want: list[dict[str, float | int | None]], what: str) -> None:
    """`got` must be this list of log entries, each with an int step and floats (or None) as values."""
    __tracebackhide__ = True
    comparisons.equal(got, want, what)
    for index, entry in enumerate(got):
        for name, value in entry.items():
            kinds, wanted = ((int,), "an int") if name == "step" else ((int, float, type(None)), "a float or None")
            if type(value) not in kinds:
                fail(f"{what}[{index}][{name!r}] is {kind(value)}, expected {wanted}")
