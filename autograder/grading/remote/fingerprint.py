"""The fingerprint of a check: a digest of all that the submission's child answered, rounded, and of what was said.

Two programs that make the same mistake answer a check's questions with the same values up to rounding noise, so their
traces have a digest in common. A digest tells nobody what was asked, answered or expected. Rounding is done on two
grids, half a step apart: a value that noise moves across an edge of one grid lies in the middle of the other.

What does not tell two mistakes apart is left out: whether a number is a float, a NumPy scalar or an array of shape (),
and how many objects were mirrored before. What does is in it: of an exception its message and the functions that it
came through; of a failed comparison its words, without their numbers, which noise could change.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import NUMPY_DTYPES, TORCH_DTYPES
from autograder.sandbox.inside.wire.container_kinds import is_container_node

_DIGITS = 6
_NOISE = 1e-9  # absolute: smaller than this counts as zero
_MOST_ENTRIES = 2_048  # of one array; of a larger one as many, evenly spread
_MOST_KEPT = 4 << 20
_MOST_VALUES = 10_000  # of a check; what comes after them is not looked at, so that no answer costs a runner seconds
_PER_BYTE = 32  # of memory that nodes take, for each byte of the header they came in
_MOST_WORDS = 500  # characters of a message
_ADDRESS = re.compile(r"0x[0-9a-f]{6,16}")
_WRAPPED = re.compile(r"(?:np\.\w+|array)\(#(?:, dtype=\w+)?\)")  # a number as NumPy shows it
_NUMBER = re.compile(r"(?<![A-Za-z_\d.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)


class Trace:
    """Collects replies; `fingerprints` may be asked for at any time.

    Most checks pass and nobody asks: replies are only kept until there are many, and digested then or when asked.
    """

    def __init__(self) -> None:
        self._grids = tuple(hashlib.blake2b(digest_size=12) for _ in range(2))
        self._kept: list[tuple[schema.Reply, Sequence[Any]]] = []
        self._size = 0
        self._left = _MOST_VALUES
        self._states: dict[int, Any] = {}  # of objects that the present reply tells of and has not named yet

    def add(self, reply: schema.Reply, buffers: Sequence[Any], header: int) -> None:
        """Take in one reply of the wire, whose nodes came in `header` bytes."""
        self._kept.append((reply, buffers))
        self._size += 100 + _PER_BYTE * header + sum(map(len, buffers))
        if self._size > _MOST_KEPT:
            self._digest_kept()

    def _digest_kept(self) -> None:
        for reply, buffers in self._kept:
            with contextlib.suppress(Exception):  # no honest reply, or one too large to digest
                self._reply(reply, buffers)
        self._kept.clear()
        self._size = 0

    def _reply(self, reply: schema.Reply, buffers: Sequence[Any]) -> None:
        self._states = {update.mirror: update.state for update in reply.updates[: max(self._left, 0)]}
        body = reply.body
        if isinstance(body, schema.Raised):
            self._text("raised", body.type_name, _ADDRESS.sub("0x", body.message)[:_MOST_WORDS], *_functions(body))
        elif isinstance(body, schema.Invoke):
            self._text("invoke", str(body.callback))
            for value in [*body.arguments, *body.keyword_values]:
                self._value(value, buffers)
        else:
            self._value(body.value, buffers)
        for number, state in self._states.items():  # what was changed in place and is no part of the answer
            self._text("changed", str(number) if number > 0 else "")
            self._state(state, buffers)

    def fingerprints(self, check: str, said: str = "") -> tuple[str, ...]:
        """The digests on both grids, for one check that ended with what `words_of` gives for it."""
        self._digest_kept()
        found = []
        for grid in self._grids:
            digest = grid.copy()
            digest.update(f"{check}\0{said}".encode("utf-8", "surrogatepass"))
            found.append(digest.hexdigest())
        return tuple(found)

    def _value(self, node: Any, buffers: Sequence[Any]) -> None:
        self._left -= 1
        if isinstance(node, bool) or node is None or isinstance(node, (int, str)):
            self._text(type(node).__name__, str(node))
        elif isinstance(node, float):
            self._number(np.float64(node))
        elif isinstance(node, schema.NumpyScalar):
            self._number(np.frombuffer(buffers[node.buffer], NUMPY_DTYPES[node.dtype])[0])
        elif isinstance(node, (schema.List, schema.Tuple, schema.Set, schema.Dictionary, schema.Collection)):
            self._text(type(node).__name__, str(len(node.items)))
            for item in node.items[: max(self._left, 0)]:
                self._value(item, buffers)
        elif isinstance(node, schema.Handle):
            self._text("handle", node.type_name)
        elif isinstance(node, schema.Mirror):
            self._mirror(node.id, buffers)
        else:
            self._text(type(node).__name__, repr(node)[:200])

    def _mirror(self, number: int, buffers: Sequence[Any]) -> None:
        if number in self._states:
            self._left -= 1
            self._state(self._states.pop(number), buffers)
        else:  # the test's own has a number that the test decides; the child's own depends on what it mirrored before
            self._text("mirror", str(number) if number > 0 else "known")

    def _state(self, state: Any, buffers: Sequence[Any]) -> None:
        if is_container_node(state):
            self._value(state, buffers)
            return
        if isinstance(state, schema.Generator):
            self._text("generator", state.kind)
            return
        if isinstance(state, schema.Packaged):
            self._parts(state.kind, state.parts, buffers)
            return
        dtype = state.dtype if isinstance(state, schema.Array) else TORCH_DTYPES[state.dtype]
        values = np.frombuffer(buffers[state.buffer], NUMPY_DTYPES[dtype])
        if isinstance(state, schema.Array) and not state.shape:
            self._number(values[0])
        else:
            self._text(state.dtype, str(state.shape))
            self._numbers(values)

    def _parts(self, kind: str, parts: Sequence[Any], buffers: Sequence[Any]) -> None:
        self._text(kind, str(len(parts)))
        for part in parts[: max(self._left, 0)]:
            if isinstance(part, schema.Parts):
                self._parts("", part.parts, buffers)
            elif isinstance(part, schema.Array):
                self._left -= 1
                self._state(part, buffers)
            else:
                self._value(part, buffers)

    def _number(self, value: Any) -> None:
        """A number that stands alone, whatever it came in."""
        if value.dtype.kind in "fc":
            self._text("float" if value.dtype.kind == "f" else "complex")
            self._numbers(np.array([value], np.float64 if value.dtype.kind == "f" else np.complex128))
        else:
            self._text("bool" if value.dtype.kind == "b" else "int", str(value))

    def _text(self, *parts: str) -> None:
        for grid in self._grids:
            grid.update("\0".join(parts).encode("utf-8", "surrogatepass") + b"\1")

    def _numbers(self, values: Any) -> None:
        values = values[:: max(1, -(-len(values) // _MOST_ENTRIES))]
        if values.dtype.kind == "c":
            values = values.view(values.real.dtype)
        if values.dtype.kind != "f":
            for grid in self._grids:
                grid.update(values.tobytes())
            return
        for grid, shift in zip(self._grids, (0.0, 0.5), strict=True):
            grid.update(rounded(values.astype(np.float64), shift).tobytes())


def words_of(verdict: str, message: str) -> str:
    """What a check that ended so said, for its fingerprint: the same for values that differ by noise.

    >>> words_of("failed", "g_b[0, 1] is 2, expected -1.5e-07 (6 of 6 entries differ); its dtype is float32")
    'failed g_b[#, #] is #, expected # (# of # entries differ); its dtype is float32'
    """
    words = _NUMBER.sub("#", _ADDRESS.sub("0x", message[: 2 * _MOST_WORDS]))
    return f"{verdict} {_WRAPPED.sub('#', words)[:_MOST_WORDS]}"


def _functions(raised: schema.Raised) -> Iterator[str]:
    """The functions that an exception came through, each once in a row; lambdas and comprehensions are none."""
    last = ""
    for frame in raised.frames:
        if frame.function != last and not frame.function.startswith("<"):
            last = frame.function
            yield last


def rounded(values: Any, shift: float) -> Any:
    """Values to six significant digits, on a grid moved by `shift` steps; the same for values that differ by noise.

    >>> rounded(np.array([1.0, 1.0 + 1e-12, 1e-12, np.nan]), 0.0).tolist()
    [1.0, 1.0, 0.0, nan]
    """
    with np.errstate(all="ignore"):
        size = np.abs(values)
        step = 10.0 ** (np.floor(np.log10(size) + 1e-9) - _DIGITS + 1)
        grid = np.round(np.round(values / step + shift) * step, 12)
    grid = np.where(size < _NOISE, 0.0, np.where(np.isfinite(values), grid, values))
    grid[np.isnan(values)] = np.nan
    return grid + 0.0
