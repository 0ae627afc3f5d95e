"""Framing: `u32 header length, u32 buffer count, u64 lengths[count]`, the header, then the raw buffers.

Lengths are checked against `FrameLimits` before anything is allocated. Nothing here knows what a frame means.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Buffer = bytes | bytearray | memoryview

_PREFIX = struct.Struct("<II")
_JOINED = 1 << 16  # below this one joined write is cheaper than a gathered one
_AHEAD = 1 << 14  # bytes: what is read ahead is copied once more, so a large array is read into its place


class WireError(Exception):
    """A frame or message that is not well-formed."""


@dataclass(frozen=True)
class FrameLimits:
    """What one frame may hold, in bytes and buffers."""

    header: int
    buffers: int
    payload: int


#: What a child may answer; how large a payload an assignment allows is added where it is read.
REPLIES = FrameLimits(header=16 << 20, buffers=1 << 17, payload=1 << 40)
#: What a test may send: bounded by what the format and the child's memory can hold.
REQUESTS = FrameLimits(header=1 << 28, buffers=1 << 21, payload=1 << 40)


def pack(header: bytes, buffers: Sequence[Buffer], limits: FrameLimits) -> list[Buffer]:
    """The parts of a frame, in the order in which to write them.

    Raises:
        WireError: more than the other side would accept.
    """
    lengths = [len(buffer) for buffer in buffers]
    _check(len(header), len(lengths), limits)
    _check_payload(sum(lengths), limits)
    start = struct.pack(f"<II{len(lengths)}Q", len(header), len(lengths), *lengths) + header
    if not buffers:
        return [start]
    if sum(lengths) < _JOINED:
        return [b"".join([start, *buffers])]
    return [start, *buffers]


def _check(header: int, count: int, limits: FrameLimits) -> None:
    if header > limits.header:
        raise WireError(f"{header} bytes besides arrays in one message; at most {limits.header}")
    if count > limits.buffers:
        raise WireError(f"{count} arrays and NumPy numbers in one message; at most {limits.buffers}")


def _check_payload(size: int, limits: FrameLimits) -> None:
    if size > limits.payload:
        raise WireError(f"{size} bytes of arrays in one message; at most {limits.payload}")


class FrameReader:
    """Frames that arrive one after the other. One read takes in a whole small frame.

    Args:
        limits: what a frame may hold.
        read: fills a buffer from its beginning, with at least one byte, and returns with how many; raises at the end.
        new: makes the buffer for a piece of so many bytes, which is filled then.
    """

    def __init__(
        self, limits: FrameLimits, read: Callable[[memoryview], int], new: Callable[[int], Any] = bytearray
    ) -> None:
        self._limits, self._read, self._new = limits, read, new
        self._ahead = memoryview(bytearray(_AHEAD))  # of this, what was read and not taken yet is from:to
        self._from = self._to = 0

    def frame(self) -> tuple[Any, list[Any]]:
        """The header and the buffers of the next frame.

        Raises:
            WireError: a length exceeds the limits.
        """
        size, count = _PREFIX.unpack(self._bytes(_PREFIX.size))
        _check(size, count, self._limits)
        lengths = struct.unpack(f"<{count}Q", self._bytes(8 * count)) if count else ()
        _check_payload(sum(lengths), self._limits)
        return self._bytes(size), [self._piece(length) for length in lengths]

    def _bytes(self, size: int) -> Any:
        """A piece that nobody will write to."""
        end = self._from + size
        if end > self._to:
            return bytes(self._piece(size)) if size < _AHEAD else self._piece(size)
        piece = bytes(self._ahead[self._from : end])
        self._from = end
        return piece

    def _piece(self, size: int) -> Any:
        piece = self._new(size)
        left = memoryview(piece)
        while left:
            if self._from == self._to:
                if len(left) >= _AHEAD:
                    left = left[self._read(left) :]
                    continue
                self._from, self._to = 0, self._read(self._ahead)
            count = min(len(left), self._to - self._from)
            left[:count] = self._ahead[self._from : self._from + count]
            self._from += count
            left = left[count:]
        return piece


def blocking_reader(descriptor: int, limits: FrameLimits) -> FrameReader:
    """Frames from a blocking descriptor; the child's side. Where the other side has closed it, EOFError is raised."""

    def read(buffer: memoryview) -> int:
        count = os.readv(descriptor, [buffer])
        if not count:
            raise EOFError
        return count

    return FrameReader(limits, read)


def write_frame(descriptor: int, parts: Sequence[Buffer]) -> None:
    """One frame to a blocking descriptor; the child's side."""
    for part in parts:
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view) :]
