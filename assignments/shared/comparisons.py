"""Comparisons that teach: what was asked, what came back, how far off it is, and what kind of mistake that looks like.

`close` is for numbers that are subject to rounding, `equal` for everything exact (counts, words, lists, dicts). Both
look at the kind of thing first, then at shape or length, then at dtype and finally at the values, so that an array of
the wrong shape is never broadcast into looking right. Every function here returns quietly or fails with one sentence.

A homework's `checking.py` fixes what is always the same there, for example

    close = functools.partial(comparisons.close, dtype="float32")
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NoReturn

import numpy as np

from explanations import because, shape_guesses, value_guesses

Array = np.ndarray

TOLERANCES = {"float64": (1e-7, 1e-9), "float32": (1e-5, 1e-6), "float16": (1e-2, 1e-3)}  # dtype -> (rtol, atol)
NUMBERS = (np.ndarray, np.generic, float, int)


def fail(message: str) -> NoReturn:
    """Fail the check with one sentence."""
    __tracebackhide__ = True
    raise AssertionError(message)


def close(
    got: object,
    want: object,
    what: str,
    *,
    dtype: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    batch: int = 0,
) -> None:
    """`got` must be an array (or number) with the shape of `want`, and equal to it up to rounding.

    Args:
        got: what the function under test returned.
        want: the right answer: an array, or a number for a scalar; infinities must be met exactly.
        what: names the answer in the message, e.g. "Softmax.backward: g_a".
        dtype: the dtype that `got` must have, e.g. "float32"; None lets any real dtype pass.
        rtol, atol: how far each entry may be off: atol + rtol * |want|. Defaults go with the dtype of `got`.
        batch: the number of examples, if there is a batch: lets the message tell a sum from a mean.
    """
    __tracebackhide__ = True
    expected = np.asarray(want, dtype=np.float64)
    answer = as_array(got, what)
    if answer.shape != expected.shape:
        fail(f"{what} has shape {answer.shape}, expected {expected.shape}{because(shape_guesses(answer, expected))}")
    _require_dtype(answer, dtype, what)
    default = TOLERANCES.get(answer.dtype.name, TOLERANCES["float64"])
    rtol, atol = default[0] if rtol is None else rtol, default[1] if atol is None else atol
    answer = answer.astype(np.float64)
    with np.errstate(all="ignore"):
        near = np.isfinite(expected) & (np.abs(answer - expected) <= atol + rtol * np.abs(expected))
        wrong = ~(near | (answer == expected))
        if wrong.any():
            fail(_difference(answer, expected, wrong, what, batch, max(rtol, 1e-6)))


def equal(got: object, want: object, what: str) -> None:
    """`got` must be `want` exactly: a bool, int, str, None, integer array, or a list, tuple, set or dict of such.

    A NumPy integer passes for an int of the same value, and a list for a tuple (and the reverse) where both have the
    right entries; an int does not pass for a bool.
    """
    __tracebackhide__ = True
    complaint = next(_unequal(got, want, what), "")
    if complaint:
        fail(complaint)


def of_shape(got: object, shape: tuple[int, ...], what: str, *, dtype: str | None = None) -> Array:
    """`got` as the array of this shape (and dtype) that it must be; for tests of a property instead of values."""
    __tracebackhide__ = True
    answer = as_array(got, what)
    if answer.shape != shape:
        fail(f"{what} has shape {answer.shape}, expected {shape}")
    _require_dtype(answer, dtype, what)
    return answer


def number(got: object, what: str) -> float:
    """The plain number that `got` must be: a float, an int, or an array of shape ()."""
    __tracebackhide__ = True
    if issubclass(type(got), bool):
        fail(f"{what} is {got}, expected a number")
    return float(of_shape(got, (), what))


def numbers(returned: object, count: int, what: str) -> Array:
    """The list of `count` numbers that `returned` must be, as an array of shape (count,)."""
    __tracebackhide__ = True
    if type(returned) is not list or len(returned) != count:
        fail(f"{what} returned {kind(returned)}, expected a list of {count} numbers")
    return np.array([number(entry, f"{what}: entry {index}") for index, entry in enumerate(returned)])


def sequence(returned: object, count: int, what: str) -> Sequence[object]:
    """The tuple (or list) with `count` entries that `returned` must be."""
    __tracebackhide__ = True
    if not issubclass(type(returned), (tuple, list)) or len(returned) != count:
        fail(f"{what} is {kind(returned)}, expected a tuple of length {count}")
    return returned


def unchanged(now: object, before: object, what: str) -> None:
    """`now`, an argument of the function under test, must still be what it was `before`, bit for bit."""
    __tracebackhide__ = True
    if issubclass(type(before), np.ndarray):
        same = issubclass(type(now), np.ndarray) and now.dtype == before.dtype and now.tobytes() == before.tobytes()
    else:
        same = now == before
    if not same:
        fail(f"{what} was modified in place; leave the arguments as they are and compute something new")


def kind(thing: object) -> str:
    """What a thing is, in the words of a message."""
    if thing is None:
        return "None (never returned, or never set?)"
    if issubclass(type(thing), (np.ndarray, np.generic)):
        return f"an array of shape {thing.shape}"
    if issubclass(type(thing), (tuple, list, dict, set, str)):
        return f"a {type(thing).__name__} of length {len(thing)}"
    return f"a thing of type {type(thing).__name__}"


def shown(thing: object) -> str:
    """What a thing holds, as `repr` has it, cut after 80 characters; no more of it is looked at than is shown."""
    text, pieces = "", _pieces(thing.item() if issubclass(type(thing), np.generic) else thing)
    while len(text) <= 80 and (piece := next(pieces, None)) is not None:
        text += piece
    return text if len(text) <= 80 else f"{text[:77]}…"


def as_array(got: object, what: str) -> Array:
    """The array that `got` must be; a plain number becomes an array of shape ()."""
    __tracebackhide__ = True
    if not issubclass(type(got), NUMBERS):
        fail(f"{what} is {kind(got)}, expected an array or a number")
    return np.asarray(got, dtype=np.float64 if type(got) is int else None)


def chi_square_p_value(counts: Array, probabilities: Array) -> float:
    """The probability of counts at least this unusual, if they were drawn independently with these probabilities.

    Cells that expect fewer than five are pooled; a count where the probability is 0 gives 0. The survival function of
    the chi-square distribution is a finite sum for whole degrees of freedom.
    """
    counts, probabilities = np.asarray(counts, dtype=np.float64).ravel(), np.asarray(probabilities).ravel()
    if counts[probabilities == 0].any():
        return 0.0
    expected = counts.sum() * probabilities / probabilities.sum()
    small = expected < 5
    cells = [*zip(counts[~small], expected[~small], strict=True), (counts[small].sum(), expected[small].sum())]
    cells = [(count, mean) for count, mean in cells if mean > 0]
    half = sum((count - mean) ** 2 / mean for count, mean in cells) / 2
    freedom = len(cells) - 1
    if freedom < 1 or half == 0:
        return 1.0
    start, total = (0.0, 0.0) if freedom % 2 == 0 else (0.5, math.erfc(math.sqrt(half)))
    terms = (start + index for index in range(freedom // 2))
    return min(1.0, total + sum(math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in terms))


def _require_dtype(answer: Array, dtype: str | None, what: str) -> None:
    __tracebackhide__ = True
    if dtype is not None and answer.dtype != np.dtype(dtype):
        fail(f"{what} has dtype {answer.dtype}, expected {dtype}")
    if answer.dtype.kind not in "fiub":
        fail(f"{what} has dtype {answer.dtype}, expected real numbers")


def _difference(got: Array, want: Array, wrong: Array, what: str, batch: int, rtol: float) -> str:
    """The message for two arrays of the same shape: the largest error, how many, and what it looks like."""
    distance = np.where(wrong, np.where(np.isfinite(got) & np.isfinite(want), np.abs(got - want), np.inf), -1.0)
    index = np.unravel_index(np.argmax(distance), want.shape)
    place = f"[{', '.join(str(int(i)) for i in index)}]" if index else ""
    count = f"{int(wrong.sum())} of {want.size} entries differ" if want.size > 1 else ""
    notes = "; ".join(note for note in (count, next(value_guesses(got, want, wrong, batch, rtol), "")) if note)
    one, other = told_apart(float(got[index]), float(want[index]))
    return f"{what}{place} is {one}, expected {other}" + (f" ({notes})" if notes else "")


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ, six at least."""
    for digits in (6, 9, 12, 17):
        shown = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if shown[0] != shown[1]:
            break
    return shown


def _unequal(got: object, want: object, what: str) -> Iterator[str]:
    """Complaints about the first thing that is not as it must be; none if all is well."""
    if issubclass(type(want), np.ndarray):
        yield from _unequal_arrays(got, want, what)
    elif issubclass(type(want), Mapping):
        yield from _unequal_mappings(got, want, what)
    elif issubclass(type(want), (list, tuple)):
        yield from _unequal_sequences(got, want, what)
    elif issubclass(type(got), (np.ndarray, list, tuple, dict, set)) and not issubclass(type(want), (set, frozenset)):
        if not (issubclass(type(got), np.ndarray) and got.shape == () and got.item() == want):
            yield f"{what} is {kind(got)}, expected {shown(want)}"
    elif issubclass(type(want), (bool, np.bool_)) != issubclass(type(got), (bool, np.bool_)) or got != want:
        yield f"{what} is {shown(got)}, expected {shown(want)}"


def _unequal_arrays(got: object, want: Array, what: str) -> Iterator[str]:
    if not issubclass(type(got), np.ndarray):
        yield f"{what} is {kind(got)}, expected an array of shape {want.shape}"
    elif got.shape != want.shape:
        yield f"{what} has shape {got.shape}, expected {want.shape}"
    elif got.dtype.kind != want.dtype.kind:
        yield f"{what} has dtype {got.dtype}, expected {want.dtype}"
    elif (wrong := np.argwhere(got != want)).size or (got != want).any():
        index = tuple(wrong[0])
        place = f"[{', '.join(str(int(i)) for i in index)}]" if index else ""
        yield f"{what}{place} is {got[index]}, expected {want[index]}{_how_many(len(wrong), want.size)}"


def _unequal_mappings(got: object, want: Mapping, what: str) -> Iterator[str]:
    if not issubclass(type(got), Mapping):
        yield f"{what} is {kind(got)}, expected a dict of length {len(want)}"
        return
    missing, extra = [key for key in want if key not in got], [key for key in got if key not in want]
    if missing:
        yield f"{what} has no entry for {shown(missing[0])}{_how_many(len(missing), len(want), 'are missing')}"
    if extra:
        yield f"{what} has an entry for {shown(extra[0])}, which should not be there{_more(len(extra))}"
    for key in want:
        yield from _unequal(got[key], want[key], f"{what}[{shown(key)}]")


def _unequal_sequences(got: object, want: Sequence, what: str) -> Iterator[str]:
    if not issubclass(type(got), (list, tuple)):
        yield f"{what} is {kind(got)}, expected a {type(want).__name__} of length {len(want)}"
        return
    if len(got) != len(want):
        yield f"{what} has length {len(got)}, expected {len(want)}: {shown(got)} instead of {shown(want)}"
        return
    for index, (one, other) in enumerate(zip(got, want, strict=True)):
        yield from _unequal(one, other, f"{what}[{index}]")


def _how_many(some: int, total: int, verb: str = "differ") -> str:
    return f" ({some} of {total} entries {verb})" if total > 1 else ""


def _more(count: int) -> str:
    return f" (and {count - 1} more)" if count > 1 else ""


def _pieces(thing: object) -> Iterator[str]:
    """The `repr` of a thing bit by bit: that of a whole answer, such as a million arrays in a list, takes minutes."""
    kind_of_repr = type(thing).__repr__
    if issubclass(type(thing), np.ndarray):
        yield _of_array(thing)
    elif kind_of_repr in (str.__repr__, bytes.__repr__, bytearray.__repr__):
        yield repr(thing[:100])
    elif kind_of_repr is int.__repr__ and thing.bit_length() > 1000:  # Python refuses to write very large ones
        yield f"an int of {thing.bit_length()} bits"
    elif type(thing) is slice:
        yield from _joined("slice(", (thing.start, thing.stop, thing.step), ")")
    elif kind_of_repr is dict.__repr__:
        yield from _joined("{", thing.items(), "}", _of_item)
    elif kind_of_repr is list.__repr__:
        yield from _joined("[", thing, "]")
    elif kind_of_repr is tuple.__repr__:
        yield from _joined("(", thing, ",)" if len(thing) == 1 else ")")
    elif kind_of_repr is set.__repr__ and thing:
        yield from _joined("{", thing, "}")
    elif kind_of_repr is frozenset.__repr__ and thing:
        yield from _joined("frozenset({", thing, "})")
    else:
        yield repr(thing)


def _joined(
    start: str, items: Iterable[object], end: str, pieces: Callable[[object], Iterator[str]] = _pieces
) -> Iterator[str]:
    yield start
    for number, item in enumerate(items):
        yield ", " if number else ""
        yield from pieces(item)
    yield end


def _of_item(item: tuple[object, object]) -> Iterator[str]:
    yield from _pieces(item[0])
    yield ": "
    yield from _pieces(item[1])


def _of_array(array: Array) -> str:
    if array.size <= 100 and array.nbytes <= 10_000 and not array.dtype.hasobject:
        return repr(array)
    first = ", ".join(str(entry)[:20] for entry in array.flat[:3]) if not array.dtype.hasobject else ""
    return f"array([{first}, …], shape={array.shape}, dtype={array.dtype})"
