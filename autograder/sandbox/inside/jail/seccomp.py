"""The seccomp layer: a classic-BPF program that allows what student code needs, and nothing else.

Theory of operation. The filter looks at the architecture (a foreign one kills: it would renumber every call) and at the
call number. An allow-list (syscalls.py) says which calls pass: memory, threads, time, and reading or writing
descriptors and paths; paths are Landlock's business. Some calls are judged by argument, again by lists of what is
allowed: `clone` may only make threads; sockets are pairs of streams without a name, which carry bytes and no
descriptors; signals may only go to the process itself, and not SIGKILL or SIGSTOP, so that a child killed by SIGKILL
was killed by somebody else; `fcntl`, `ioctl` and `prctl` have lists of commands; `madvise` may not evict or merge
pages; it may ask only about its own clocks and its own process, and set only its own limits, which the kernel lets a
process without privileges only lower; opening for reading may not truncate, which Landlock before Linux 6.2 does not
stop.

Refused calls give EPERM, except where programs know how to do without: a call from Linux 5.1 on, or one of ABSENT,
gives ENOSYS, as an older kernel would; unknown advice about memory, and a foreign clock, give EINVAL. Some calls report
success and do nothing: advice about files; modes and locks of open files, which programs set in passing, and which a
file that others can see would carry to them; priorities.

It is an allow-list because the kernel remembers more than anybody could list: which pages are cached (mincore,
cachestat, RWF_NOWAIT), hints and locks on files, the state of other processes. Each of them would carry what a hidden
check sees to a later check.

A template (fork_listener.py) has a filter that lets it ask for a fork and be killed with the zygote; in turn, neither
it nor its children may send any signal, not even to themselves.

Not protected by this layer: which files are readable, what can be timed, and anything the kernel itself gets wrong.

Source: seccomp(2), linux/filter.h, linux/seccomp.h.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterator

from autograder.sandbox.inside.jail.bpf import (
    ALLOW,
    AND,
    ANY_BIT,
    DENY,
    EQUAL,
    GREATER,
    GREATER_EQUAL,
    INVALID,
    KILL,
    LOAD,
    NO_SUCH_CALL,
    NOTHING_DONE,
    answer,
    argument,
    instruction,
    only_these,
    when,
)
from autograder.sandbox.inside.jail.fork_listener import FORK, PR_SET_PDEATHSIG, RECVMSG, Program
from autograder.sandbox.inside.jail.syscalls import ABSENT, ALLOWED, AUDIT_ARCHITECTURE, IGNORED, LAST_REVIEWED, number

_PID_PLACEHOLDER = 0x7FFFFF01
#: The first call of Linux 5.1; from there on all architectures number alike, and every program can do without a call.
_FIRST_OF_5_1 = 424

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020000 | 0x00000080  # CLONE_NEW{CGROUP,UTS,IPC,USER,PID,NET,NS,TIME}
_ACCESS_MODE, _TRUNCATE = 0o3, 0o1000
_SIGKILL, _SIGSTOP = 9, 19
_AF_UNIX, _SOCK_STREAM, _SOCK_FLAGS = 1, 1, 0o4000 | 0o2000000  # SOCK_NONBLOCK, SOCK_CLOEXEC

#: RLIMIT_FSIZE, DATA, STACK, CORE, RSS, NPROC, NOFILE, MEMLOCK, AS: whoever lowers them ends by an error or a signal
#: that tells what happened. RLIMIT_CPU ends by SIGKILL, which is to mean that somebody else has killed.
_OWN_LIMITS = range(1, 10)
_RLIMIT_CPU = 0

_OWN = (0, _PID_PLACEHOLDER)
#: CLOCK_REALTIME to CLOCK_TAI, and the CPU clocks of the calling process and thread; those of others carry their number
_CLOCKS = (*range(12), 0xFFFFFFFE, 0xFFFFFFFA)
#: TCGETS, TCGETS2, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: questions about a descriptor, and its own flags
_IOCTLS = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
#: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_DUPFD_CLOEXEC, F_GETPIPE_SZ: no leases, hints, owners or
#: signals. F_GETLK finds no lock of a child, since none can be set; SQLite would take no answer for somebody's lock.
_FCNTLS = (0, 1, 2, 3, 4, 5, 1030, 1032)
#: F_SETLK, F_SETLKW: a lock that others could see is not set, and who asks for one has it
_FILE_LOCKS = (6, 7)
#: PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_SET_NO_NEW_PRIVS,
#: PR_GET_NO_NEW_PRIVS, PR_SVE_GET_VL, PR_SME_GET_VL, PR_SET_VMA
_PRCTLS = (2, 3, 15, 16, 21, 23, 38, 39, 51, 64, 0x53564D41)
#: MADV_NORMAL, RANDOM, SEQUENTIAL, WILLNEED, DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE, DONTDUMP, DODUMP, GUARD_INSTALL,
#: GUARD_REMOVE; among the others are MERGEABLE, COLD and PAGEOUT, by which one process can learn of another's pages
_ADVICE = (0, 1, 2, 3, 4, 8, 14, 15, 16, 17, 102, 103)

#: call -> the argument that decides, its allowed values, and the answer to others
_BY_VALUE: dict[str, tuple[int, tuple[int, ...], int]] = {
    "ioctl": (1, _IOCTLS, DENY),
    "prctl": (0, _PRCTLS, DENY),
    "madvise": (2, _ADVICE, INVALID),
    "clock_gettime": (0, _CLOCKS, INVALID),
    "clock_getres": (0, _CLOCKS, INVALID),
    "clock_nanosleep": (0, _CLOCKS, INVALID),
    "timerfd_create": (0, _CLOCKS, INVALID),
    "getpgid": (0, _OWN, DENY),
    "getsid": (0, _OWN, DENY),
    "getpriority": (1, _OWN, DENY),
    "sched_getaffinity": (0, _OWN, DENY),
    "sched_getparam": (0, _OWN, DENY),
    "sched_getscheduler": (0, _OWN, DENY),
}
#: call -> which argument is the signal; the first one is the process
_SIGNALS = {"kill": 1, "tgkill": 2, "rt_sigqueueinfo": 1, "rt_tgsigqueueinfo": 2}

_libc = ctypes.CDLL(None, use_errno=True)


class UnsupportedArchitecture(Exception):
    """There is no reviewed table of call numbers for this machine."""


def supported(machine: str = platform.machine()) -> bool:
    """Whether the policy has a reviewed table for this machine's architecture."""
    return machine in AUDIT_ARCHITECTURE


def _program(machine: str, template: bool) -> bytes:
    program = [
        instruction(LOAD, 4),
        instruction(EQUAL, AUDIT_ARCHITECTURE[machine], 1),
        answer(KILL),
        instruction(LOAD, 0),
    ]
    if machine == "x86_64":  # the x32 calls share the architecture's name and are told apart by this bit
        program += [instruction(GREATER_EQUAL, 0x40000000, 0, 1), answer(KILL)]
    program += [instruction(GREATER, LAST_REVIEWED, 0, 1), answer(NO_SUCH_CALL)]
    if template:
        program += when(RECVMSG[machine], [answer(ALLOW)])  # it is asked about by the other filter
    for name, body in _judged(template):
        program += when(number(name, machine), body)
    return b"".join([*program, *_listed(_numbers(machine))])


def _judged(template: bool) -> Iterator[tuple[str, list[bytes]]]:
    """Each call whose answer depends on its arguments, and the code that decides."""
    for name, (index, values, otherwise) in _BY_VALUE.items():
        own = _death() if template and name == "prctl" else []
        yield name, [*own, *only_these(index, values, ALLOW, otherwise)]
    for name, index in _SIGNALS.items():
        yield name, _signal(index)
    yield "fcntl", _descriptor_command()
    yield "socketpair", _pair()
    for name in ("sendto", "recvfrom"):
        yield name, _within_a_pair()
    fork = [argument(0), instruction(EQUAL, FORK, 0, 1), answer(ALLOW)]  # asked about, too
    yield "clone", [*(fork if template else []), *_thread()]
    yield "prlimit64", _limit()
    for name, index in (("open", 1), ("openat", 2)):
        mode = [argument(index), instruction(AND, _ACCESS_MODE | _TRUNCATE)]
        yield name, [*mode, instruction(EQUAL, _TRUNCATE, 1), answer(ALLOW), answer(DENY)]
    for name in ABSENT:
        yield name, [answer(NO_SUCH_CALL)]
    for name in IGNORED:
        yield name, [answer(NOTHING_DONE)]


def _signal(index: int) -> list[bytes]:
    refused = [instruction(EQUAL, signal, 2 - i) for i, signal in enumerate((_SIGKILL, _SIGSTOP))]
    to_itself = [argument(0), instruction(EQUAL, _PID_PLACEHOLDER, 1), answer(DENY)]
    return [*to_itself, argument(index), *refused, answer(ALLOW), answer(DENY)]


def _descriptor_command() -> list[bytes]:
    first, second = _FILE_LOCKS
    lock = [argument(1), instruction(EQUAL, first, 1), instruction(EQUAL, second, 0, 1), answer(NOTHING_DONE)]
    return [*lock, *only_these(1, _FCNTLS, ALLOW, DENY)]


def _pair() -> list[bytes]:
    """Two connected ends without a name, with which asyncio wakes itself: streams of bytes, like a pipe."""
    return [
        argument(0),
        instruction(EQUAL, _AF_UNIX, 1),
        answer(DENY),
        argument(2),
        instruction(EQUAL, 0, 1),
        answer(DENY),
        argument(1),
        instruction(AND, ~_SOCK_FLAGS),
        instruction(EQUAL, _SOCK_STREAM, 1),
        answer(DENY),
        answer(ALLOW),
    ]


def _within_a_pair() -> list[bytes]:
    """No flag, urgent data above all, and no address: bytes to or from the other end."""
    parts = [argument(3), argument(4), argument(4, high=True)]
    tests = [step for part in parts for step in (part, instruction(EQUAL, 0, 1), answer(DENY))]
    return [*tests, answer(ALLOW)]


def _death() -> list[bytes]:
    """A process may ask to be killed with the zygote, and nothing else of this kind."""
    return [
        argument(0),
        instruction(EQUAL, PR_SET_PDEATHSIG, 0, 4),
        argument(1),
        instruction(EQUAL, _SIGKILL, 1),
        answer(DENY),
        answer(ALLOW),
    ]


def _thread() -> list[bytes]:
    return [
        argument(0),
        instruction(ANY_BIT, _CLONE_NAMESPACES, 0, 1),
        answer(DENY),
        instruction(ANY_BIT, _CLONE_THREAD, 1, 0),
        answer(DENY),
        answer(ALLOW),
    ]


def _limit() -> list[bytes]:
    """A process may read and lower its own limits; a new limit on processor time is ignored."""
    whose = [argument(0), *(instruction(EQUAL, pid, 2 - i) for i, pid in enumerate(_OWN)), answer(DENY)]
    new = [argument(2), instruction(EQUAL, 0, 0, 3), argument(2, high=True), instruction(EQUAL, 0, 0, 1)]
    which = [
        argument(1),
        instruction(EQUAL, _RLIMIT_CPU, 0, 1),
        answer(NOTHING_DONE),
        instruction(GREATER, _OWN_LIMITS[-1], 0, 1),
        answer(DENY),
        answer(ALLOW),
    ]
    return [*whose, *new, answer(ALLOW), *which]


def _numbers(machine: str) -> list[int]:
    calls = [number(name, machine) for calls in ALLOWED.values() for name in calls]
    return sorted(call for call in calls if call is not None)


def _listed(numbers: list[int]) -> list[bytes]:
    """Allow the calls of these numbers, run of neighbours by run, and refuse all others."""
    runs = list(_runs(numbers))
    program = []
    for place, (first, last) in enumerate(runs):
        to_the_end = 3 * (len(runs) - place) - 2
        program += [instruction(GREATER, last, 2), instruction(GREATER_EQUAL, first, 0, to_the_end)]
        program.append(answer(ALLOW))
    return [*program, instruction(GREATER_EQUAL, _FIRST_OF_5_1, 1), answer(DENY), answer(NO_SUCH_CALL)]


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers.

    >>> list(_runs([0, 1, 3, 7, 8]))
    [(0, 1), (3, 3), (7, 8)]
    """
    first = None
    for place, call in enumerate(numbers):
        first = call if first is None else first
        if place + 1 == len(numbers) or numbers[place + 1] != call + 1:
            yield first, call
            first = None


_programs: dict[tuple[str, bool], bytes] = {}
#: The number of no process: numbers end at 4 million.
_NOBODY = 0x7FFFFF02


def build_filter(pid: int, machine: str = platform.machine(), template: bool = False) -> bytes:
    """The BPF program, as bytes of 8 per instruction, for the process `pid`.

    Args:
        template: the process is to be forked by fork_listener.py; it, and its children, may signal nobody.

    Raises:
        UnsupportedArchitecture: the call numbers of `machine` have not been reviewed.
    """
    if not supported(machine):
        raise UnsupportedArchitecture(machine)
    kind = machine, template
    if kind not in _programs:
        _programs[kind] = _program(machine, template)
    whose = _NOBODY if template else pid
    return _programs[kind].replace(struct.pack("<I", _PID_PLACEHOLDER), struct.pack("<I", whose))


def install(program: bytes) -> None:
    """Put the calling thread, and all it will start, under `program`, for good. Needs no_new_privs.

    Raises:
        OSError: the kernel refuses seccomp filters.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = Program(len(program) // 8, ctypes.addressof(buffer))
    if _libc.prctl(22, ctypes.c_ulong(2), ctypes.byref(header), 0, 0) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")
