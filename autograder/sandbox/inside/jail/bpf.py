"""The classic BPF instructions in which filters of system calls are written.

Source: linux/filter.h, linux/seccomp.h.
"""

from __future__ import annotations

import errno
import struct

LOAD, EQUAL, GREATER_EQUAL, GREATER, ANY_BIT, RETURN, AND = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06, 0x54
KILL, ALLOW, ERROR, ASK = 0x80000000, 0x7FFF0000, 0x00050000, 0x7FC00000
DENY, NO_SUCH_CALL, INVALID, NOTHING_DONE = (ERROR | code for code in (errno.EPERM, errno.ENOSYS, errno.EINVAL, 0))


def instruction(code: int, value: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, jump_true, jump_false, value & 0xFFFFFFFF)


def argument(index: int, high: bool = False) -> bytes:
    return instruction(LOAD, 16 + 8 * index + (4 if high else 0))


def answer(value: int) -> bytes:
    return instruction(RETURN, value)


def when(call: int | None, body: list[bytes]) -> list[bytes]:
    """Run `body` (which must end in an answer on every path) for one call number only."""
    return [] if call is None else [instruction(EQUAL, call, 0, len(body)), *body]


def only_these(index: int, values: tuple[int, ...], then: int, otherwise: int) -> list[bytes]:
    """Answer `then` when the low half of an argument is one of `values`, else `otherwise`."""
    tests = [instruction(EQUAL, value, len(values) - i) for i, value in enumerate(values)]
    return [argument(index), *tests, answer(otherwise), answer(then)]
