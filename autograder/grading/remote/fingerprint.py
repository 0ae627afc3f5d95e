"""The fingerprint of a check: a digest of everything that the submission's child answered, rounded.

Two programs that make the same mistake answer a check's questions with the same values up to rounding noise, so their
traces have a digest in common. A digest tells nobody what was asked, answered or expected. Rounding is done on two
grids, half a step apart: a value that noise moves across an edge of one grid lies in the middle of the other.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import NUMPY_DTYPES, TORCH_DTYPES

_DIGITS = 6
_NOISE = 1e-9  # absolute: smaller than this counts as zero
_MOST_ENTRIES = 2_048  # of one array; of a larger one as many, evenly spread
_MOST_KEPT = 4 << 20
_MOST_VALUES = 10_000  # of a check; what comes after them is not looked at, so that no answer costs a runner seconds
_PER_BYTE = 32  # of memory that nodes take, for each byte of the header they came in


class Trace:
    """Collects replies; `fingerprints` may be asked for at any time.

    Most checks pass and nobody asks: replies are only kept until there are many, and digested then or when asked.
    """

    def __init__(self) -> None:
        self._grids = tuple(hashlib.blake2b(digest_size=12) for _ in range(2))
        self._kept: list[tuple[schema.Reply, Sequence[Any]]] = []
        self._size = 0
        self._left = _MOST_VALUES

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
        for update in reply.updates[: max(self._left, 0)]:
            self._left -= 1
            self._state(update.state, buffers)
        body = reply.body
        if isinstance(body, schema.Raised):
            self._text("raised", body.type_name)
        elif isinstance(body, schema.Invoke):
            self._text("invoke", str(body.callback))
            for value in [*body.arguments, *body.keyword_values]:
                self._value(value, buffers)
        else:
            self._value(body.value, buffers)

    def fingerprints(self, check: str) -> tuple[str, ...]:
        """The digests on both grids, for one check."""
        self._digest_kept()
        found = []
        for grid in self._grids:
            digest = grid.copy()
            digest.update(check.encode())
            found.append(digest.hexdigest())
        return tuple(found)

    def _value(self, node: Any, buffers: Sequence[Any]) -> None:
        self._left -= 1
        if isinstance(node, bool) or node is None or isinstance(node, (int, str)):
            self._text(type(node).__name__, str(node))
        elif isinstance(node, float):
            self._numbers(np.array([node]))
        elif isinstance(node, schema.NumpyScalar):
            self._numbers(np.frombuffer(buffers[node.buffer], NUMPY_DTYPES[node.dtype]))
        elif isinstance(node, (schema.List, schema.Tuple, schema.Set, schema.Dictionary)):
            self._text(type(node).__name__, str(len(node.items)))
            for item in node.items[: max(self._left, 0)]:
                self._value(item, buffers)
        elif isinstance(node, schema.Handle):
            self._text("handle", node.type_name)
        elif isinstance(node, schema.Mirror):
            self._text("mirror", str(node.id))
        else:
            self._text(type(node).__name__, repr(node)[:200])

    def _state(self, state: Any, buffers: Sequence[Any]) -> None:
        if isinstance(state, schema.Generator):
            self._text("generator", state.kind)
            return
        dtype = state.dtype if isinstance(state, schema.Array) else TORCH_DTYPES[state.dtype]
        self._text(state.dtype, str(state.shape))
        self._numbers(np.frombuffer(buffers[state.buffer], NUMPY_DTYPES[dtype]))

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
