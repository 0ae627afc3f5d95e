"""The seccomp layer: a classic-BPF program that refuses what student code never needs.

Theory of operation. The filter looks at the architecture (a foreign one kills: it would renumber every call), at
the call number (above the last reviewed one: ENOSYS, so libraries fall back), then at a deny list that answers
EPERM. Some calls are judged by argument: `clone` may only make threads, signals may only go to the process itself,
`ioctl` may only ask about descriptors, `fcntl` may not have the kernel signal anybody, `prctl` may not undo the jail,
`prlimit64` may read but not set, and opening for reading may not truncate, which Landlock before Linux 6.2 lets pass.
What remains allowed is memory, threads, time, and reading or writing descriptors and paths; paths are Landlock's
business.

Not protected by this layer: which files are readable, and anything the kernel itself gets wrong.

Source: seccomp(2), linux/filter.h, linux/seccomp.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from autograder.sandbox.inside.syscalls import AUDIT_ARCHITECTURE, LAST_REVIEWED, NUMBERS, number

_LOAD, _EQUAL, _GREATER_EQUAL, _GREATER, _ANY_BIT, _RETURN, _AND = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06, 0x54
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_DENY, _NO_SUCH_CALL = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020000 | 0x00000080  # CLONE_NEW{CGROUP,UTS,IPC,USER,PID,NET,NS,TIME}
#: TCGETS, TCGETS2, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: questions about a descriptor, and its own flags
_IOCTL_ALLOWED = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
#: F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY
_FCNTL_REFUSED = (8, 10, 15, 1024, 1026)
_ACCESS_MODE, _TRUNCATE = 0o3, 0o1000
#: PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_MM, PR_SET_CHILD_SUBREAPER, PR_SET_PTRACER
_PRCTL_REFUSED = (1, 4, 22, 35, 36, 0x59616D61)

_JUDGED_BY_ARGUMENT = (
    "clone",
    "clone3",
    "openat2",
    "open",
    "openat",
    "fcntl",
    "kill",
    "tgkill",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
    "ioctl",
    "prctl",
    "prlimit64",
)
_PID_PLACEHOLDER = 0x7FFFFF01

_libc = ctypes.CDLL(None, use_errno=True)


class UnsupportedArchitecture(Exception):
    """There is no reviewed table of call numbers for this machine."""


def supported(machine: str = platform.machine()) -> bool:
    """Whether the policy has a reviewed table for this machine's architecture."""
    return machine in AUDIT_ARCHITECTURE


def _instruction(code: int, value: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, jump_true, jump_false, value & 0xFFFFFFFF)


def _argument(index: int, high: bool = False) -> bytes:
    return _instruction(_LOAD, 16 + 8 * index + (4 if high else 0))


def _answer(value: int) -> bytes:
    return _instruction(_RETURN, value)


def _when(call: int | None, body: list[bytes]) -> list[bytes]:
    """Run `body` (which must end in an answer on every path) for one call number only."""
    return [] if call is None else [_instruction(_EQUAL, call, 0, len(body)), *body]


def _only_these(index: int, values: tuple[int, ...], then: int, otherwise: int) -> list[bytes]:
    """Answer `then` when the low half of an argument is one of `values`, else `otherwise`."""
    tests = [_instruction(_EQUAL, value, len(values) - i) for i, value in enumerate(values)]
    return [_argument(index), *tests, _answer(otherwise), _answer(then)]


def _program(machine: str) -> bytes:
    def call(name: str) -> int | None:
        return number(name, machine)

    program = [
        _instruction(_LOAD, 4),
        _instruction(_EQUAL, AUDIT_ARCHITECTURE[machine], 1),
        _answer(_KILL),
        _instruction(_LOAD, 0),
    ]
    if machine == "x86_64":  # the x32 calls share the architecture's name and are told apart by this bit
        program += [_instruction(_GREATER_EQUAL, 0x40000000, 0, 1), _answer(_KILL)]
    program += [_instruction(_GREATER, LAST_REVIEWED, 0, 1), _answer(_NO_SUCH_CALL)]
    for name in NUMBERS:
        if name not in _JUDGED_BY_ARGUMENT:
            program += _when(call(name), [_answer(_DENY)])
    for name in ("clone3", "openat2"):  # their flags are behind a pointer; libraries fall back to the older calls
        program += _when(call(name), [_answer(_NO_SUCH_CALL)])
    program += _when(
        call("clone"),
        [
            _argument(0),
            _instruction(_ANY_BIT, _CLONE_NAMESPACES, 0, 1),
            _answer(_DENY),
            _instruction(_ANY_BIT, _CLONE_THREAD, 1, 0),
            _answer(_DENY),
            _answer(_ALLOW),
        ],
    )
    for name in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        program += _when(call(name), _only_these(0, (_PID_PLACEHOLDER,), _ALLOW, _DENY))
    for name, index in (("open", 1), ("openat", 2)):
        mode = [_argument(index), _instruction(_AND, _ACCESS_MODE | _TRUNCATE)]
        program += _when(call(name), [*mode, _instruction(_EQUAL, _TRUNCATE, 1), _answer(_ALLOW), _answer(_DENY)])
    program += _when(call("ioctl"), _only_these(1, _IOCTL_ALLOWED, _ALLOW, _DENY))
    program += _when(call("fcntl"), _only_these(1, _FCNTL_REFUSED, _DENY, _ALLOW))
    program += _when(call("prctl"), _only_these(0, _PRCTL_REFUSED, _DENY, _ALLOW))
    read_only = [_argument(2), _instruction(_EQUAL, 0, 0, 3), _argument(2, high=True), _instruction(_EQUAL, 0, 0, 1)]
    program += _when(call("prlimit64"), [*read_only, _answer(_ALLOW), _answer(_DENY)])
    return b"".join([*program, _answer(_ALLOW)])


_templates: dict[str, bytes] = {}


def build_filter(pid: int, machine: str = platform.machine()) -> bytes:
    """The BPF program, as bytes of 8 per instruction, for the process `pid`.

    Raises:
        UnsupportedArchitecture: the call numbers of `machine` have not been reviewed.
    """
    if not supported(machine):
        raise UnsupportedArchitecture(machine)
    if machine not in _templates:
        _templates[machine] = _program(machine)
    return _templates[machine].replace(struct.pack("<I", _PID_PLACEHOLDER), struct.pack("<I", pid))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def install(program: bytes) -> None:
    """Put the calling thread, and all it will start, under `program`, for good. Needs no_new_privs.

    Raises:
        OSError: the kernel refuses seccomp filters.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(buffer))
    if _libc.prctl(22, ctypes.c_ulong(2), ctypes.byref(header), 0, 0) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")
