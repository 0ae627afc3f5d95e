"""Framing: `u32 header length, u32 buffer count, u64 lengths[count]`, the header, then the raw buffers.

Lengths are checked against `FrameLimits` before anything is allocated. Nothing here knows what a frame means.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass

Buffer = bytes | bytearray | memoryview

_PREFIX = struct.Struct("<II")
_JOINED = 1 << 16  # below this one joined write is cheaper than a gathered one


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


def unpack_prefix(prefix: bytes, limits: FrameLimits) -> tuple[int, int]:
    """Header length and buffer count from the first `PREFIX_SIZE` bytes.

    Raises:
        WireError: a length exceeds the limits.
    """
    header, count = _PREFIX.unpack(prefix)
    _check(header, count, limits)
    return header, count


def unpack_lengths(raw: bytes, count: int, limits: FrameLimits) -> tuple[int, ...]:
    """The lengths of the buffers.

    Raises:
        WireError: their sum exceeds the limits.
    """
    lengths = struct.unpack(f"<{count}Q", raw)
    _check_payload(sum(lengths), limits)
    return lengths


def _check(header: int, count: int, limits: FrameLimits) -> None:
    if header > limits.header:
        raise WireError(f"{header} bytes besides arrays in one message; at most {limits.header}")
    if count > limits.buffers:
        raise WireError(f"{count} arrays and NumPy numbers in one message; at most {limits.buffers}")


def _check_payload(size: int, limits: FrameLimits) -> None:
    if size > limits.payload:
        raise WireError(f"{size} bytes of arrays in one message; at most {limits.payload}")


PREFIX_SIZE = _PREFIX.size


def read_exactly(descriptor: int, size: int) -> bytearray:
    """`size` bytes from a blocking descriptor.

    Raises:
        EOFError: the other side closed it.
    """
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = os.readv(descriptor, [view])
        if not count:
            raise EOFError
        view = view[count:]
    return data


def read_frame(descriptor: int, limits: FrameLimits) -> tuple[bytearray, list[bytearray]]:
    """One frame from a blocking descriptor; the child's side."""
    header, count = unpack_prefix(bytes(read_exactly(descriptor, PREFIX_SIZE)), limits)
    lengths = unpack_lengths(bytes(read_exactly(descriptor, 8 * count)), count, limits) if count else ()
    text = read_exactly(descriptor, header)
    return text, [read_exactly(descriptor, length) for length in lengths]


def write_frame(descriptor: int, parts: Sequence[Buffer]) -> None:
    """One frame to a blocking descriptor; the child's side."""
    for part in parts:
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view) :]
