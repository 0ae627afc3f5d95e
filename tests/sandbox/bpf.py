"""The kernel's classic BPF machine, as far as the filter uses it, so that filters for other machines can be tried."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_MASK = 0xFFFFFFFF


def run(program: bytes, architecture: int, call: int, arguments: Sequence[int] = ()) -> int:
    """What a filter answers to one system call.

    Raises:
        ValueError: the program is not one that the kernel takes.
    """
    data = struct.pack("<IIQ6Q", call & _MASK, architecture, 0, *[*arguments, *[0] * 6][:6])
    steps = list(instructions(program))
    place, accumulator = 0, 0
    while True:
        code, jump_true, jump_false, value = steps[place]
        place += 1
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif code == 0x54:
            accumulator &= value
        elif code == 0x06:
            return value
        elif code in (0x15, 0x25, 0x35, 0x45):
            holds = {
                0x15: accumulator == value,
                0x25: accumulator > value,
                0x35: accumulator >= value,
                0x45: bool(accumulator & value),
            }[code]
            place += jump_true if holds else jump_false
        else:
            raise ValueError(f"instruction {place - 1} has code {code:#x}")


def instructions(program: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Code, jumps and value of each; the kernel takes 4096 at most, which only jump forward and end in an answer."""
    count = len(program) // 8
    if len(program) % 8 or not 0 < count <= 4096:
        raise ValueError(f"{len(program)} bytes are no program")
    for place in range(count):
        code, jump_true, jump_false, value = struct.unpack_from("<HBBI", program, 8 * place)
        if code & 7 == 5 and place + 1 + max(jump_true, jump_false) >= count:
            raise ValueError(f"instruction {place} jumps out of the program")
        yield code, jump_true, jump_false, value
    if code != 0x06:
        raise ValueError("the program does not end in an answer")
