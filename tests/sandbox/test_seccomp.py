"""The filter for both machines, call by call, against libseccomp's tables and the kernel's rules."""

from __future__ import annotations

import ctypes
import errno

import pytest

from autograder.sandbox.inside.jail import fork_listener, seccomp
from autograder.sandbox.inside.jail.syscalls import (
    ABSENT,
    ALLOWED,
    AUDIT_ARCHITECTURE,
    IGNORED,
    JUDGED,
    LAST_REVIEWED,
    NUMBERS,
    number,
)
from tests.attacks.numbers import REFUSED as TRIED

from .bpf import instructions, run
from .reviewed import NAMES, REFUSED

MACHINES = tuple(AUDIT_ARCHITECTURE)
PID = 4242
ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, ABSENT_CALL, INVALID, DONE = (0x00050000 | code for code in (errno.EPERM, errno.ENOSYS, errno.EINVAL, 0))
EVERY = NUMBERS | TRIED
_CLOCK_CALLS = ("clock_gettime", "clock_getres", "clock_nanosleep", "timerfd_create")
#: Newer than some libraries that are still in use.
YOUNG = 450

try:
    library = ctypes.CDLL("libseccomp.so.2")
except OSError:  # pragma: no cover
    library = None
needs_library = pytest.mark.skipif(library is None, reason="no libseccomp.so.2 here to compare with (apt: libseccomp2)")


def answer(machine: str, name_or_number: str | int, *arguments: int, architecture: int | None = None) -> int:
    call = number(name_or_number, machine) if isinstance(name_or_number, str) else name_or_number
    assert call is not None
    known = AUDIT_ARCHITECTURE[machine] if architecture is None else architecture
    return run(seccomp.build_filter(PID, machine), known, call, arguments)


def names_of(machine: str) -> dict[int, str]:
    """Number -> name, by libseccomp."""
    library.seccomp_syscall_resolve_num_arch.restype = ctypes.c_void_p
    found = {}
    for call in range(LAST_REVIEWED + 1):
        text = library.seccomp_syscall_resolve_num_arch(ctypes.c_uint32(AUDIT_ARCHITECTURE[machine]), call)
        if text:
            found[call] = ctypes.string_at(text).decode()
    return found


@needs_library
@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", EVERY)
def test_each_number_is_the_one_that_libseccomp_knows(machine: str, name: str) -> None:
    theirs = library.seccomp_syscall_resolve_name_arch(ctypes.c_uint32(AUDIT_ARCHITECTURE[machine]), name.encode())
    ours = EVERY[name][MACHINES.index(machine)]
    if theirs < 0:
        assert ours is None or ours >= YOUNG
    else:
        assert ours == theirs


@needs_library
@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_of_the_kernel_has_been_looked_at(machine: str) -> None:
    unknown = {name for name in names_of(machine).values() if name not in NUMBERS and name not in NAMES}
    assert unknown == set()


@needs_library
@pytest.mark.parametrize("machine", MACHINES)
def test_what_was_looked_at_and_found_unneeded_is_refused(machine: str) -> None:
    allowed = {name for call, name in names_of(machine).items() if name in NAMES and answer(machine, call) == ALLOW}
    assert allowed == set()


def test_each_call_stands_in_one_group() -> None:
    assert not NAMES & set(NUMBERS)
    assert sum(len(names.split()) for names in REFUSED.values()) == len(NAMES)
    groups = [*ALLOWED.values(), JUDGED, ABSENT, IGNORED]
    assert sum(len(group) for group in groups) == len(NUMBERS)


@pytest.mark.parametrize("machine", MACHINES)
def test_a_call_passes_only_if_it_is_named(machine: str) -> None:
    for call in range(LAST_REVIEWED + 100):
        names = {name for name, pair in NUMBERS.items() if pair[MACHINES.index(machine)] == call}
        if not names:
            assert answer(machine, call) == (ABSENT_CALL if call >= 424 else DENY), call
        for name in names - set(JUDGED):
            told = ABSENT_CALL if name in ABSENT else DONE if name in IGNORED else ALLOW
            assert answer(machine, call, 1 << 40, 1 << 40, 1 << 40) == told, name


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_of_the_policy_that_is_judged_can_be_refused(machine: str) -> None:
    for name in JUDGED:
        if number(name, machine) is not None:
            bad = [answer(machine, name, *arguments) for arguments in ((77,) * 6, (0, 0o1000, 0o1000))]
            assert any(told in (DENY, INVALID) for told in bad), name


@pytest.mark.parametrize("machine", MACHINES)
def test_a_program_is_one_that_the_kernel_takes(machine: str) -> None:
    assert len(list(instructions(seccomp.build_filter(PID, machine)))) < 1000


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_is_killed_whatever_it_calls(machine: str) -> None:
    for architecture in (
        0,
        0x40000003,
        0x40000028,
        *(set(AUDIT_ARCHITECTURE.values()) - {AUDIT_ARCHITECTURE[machine]}),
    ):
        for call in (0, 1, 59, 0x40000000, 0xFFFFFFFF):
            assert answer(machine, call, architecture=architecture) == KILL


def test_the_second_set_of_calls_of_x86_is_killed() -> None:
    for call in (0x40000000, 0x40000001, 0x40000000 + 520, 0x7FFFFFFF, 0xFFFFFFFF):
        assert answer("x86_64", call) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_newer_than_the_review_do_not_exist(machine: str) -> None:
    for call in (LAST_REVIEWED + 1, 600, 100_000, 0x3FFFFFFF):
        assert answer(machine, call) == ABSENT_CALL


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "allowed"),
    [
        ("clone", (0x3D0F00,), True),  # what pthread_create asks for
        ("clone", (17,), False),  # what fork asks for
        ("clone", (0x4111,), False),  # vfork
        ("clone", (0x3D0F00 | 0x10000000,), False),  # a thread in a user namespace of its own
        ("clone", (0x3D0F00 | 0x40000000,), False),
        ("clone", (0x3D0F00 | 0x80,), False),
        ("kill", (PID, 10), True),
        ("kill", (PID, 0), True),
        ("kill", (PID, 9), False),  # a child that SIGKILL has ended was ended by somebody else
        ("kill", (PID, (1 << 32) + 9), False),
        ("kill", (PID, 19), False),
        ("kill", (1, 10), False),
        ("kill", (0, 10), False),
        ("kill", (0xFFFFFFFFFFFFFFFF, 10), False),
        ("kill", ((1 << 32) + PID + 1, 10), False),
        ("tgkill", (PID, PID, 6), True),
        ("tgkill", (PID, PID + 3, 10), True),
        ("tgkill", (PID, PID, 9), False),
        ("tgkill", (PID, PID + 3, 19), False),
        ("tgkill", (PID + 1, PID + 1, 6), False),
        ("rt_sigqueueinfo", (PID, 10), True),
        ("rt_sigqueueinfo", (PID, 9), False),
        ("rt_sigqueueinfo", (PID - 1, 10), False),
        ("rt_tgsigqueueinfo", (PID, PID, 10), True),
        ("rt_tgsigqueueinfo", (PID, PID, 9), False),
        ("ioctl", (1, 0x5401), True),
        ("ioctl", (1, 0x5412), False),
        ("ioctl", (1, 0x8901), False),
        ("ioctl", (1, 0x40086602), False),
        ("fcntl", (3, 3), True),
        ("fcntl", (3, 4, 0o4000), True),
        ("fcntl", (3, 1030, 0), True),
        ("fcntl", (3, 5, 0x1000), True),  # whether somebody else holds a lock, which no child can
        *[
            ("fcntl", (3, command, 1), False)
            for command in (
                8,
                9,
                10,
                11,
                15,
                16,
                36,
                37,
                38,
                1024,
                1025,
                1026,
                1028,
                1031,
                1033,
                1035,
                1036,
                1037,
                1038,
                1039,
            )
        ],
        ("prctl", (15, 0), True),
        ("prctl", (0x53564D41, 0), True),
        ("prctl", (41, 1), False),
        ("prctl", (1, 0), False),
        ("prctl", (4, 1), False),
        ("prctl", (22, 2), False),
        ("prctl", (36, 1), False),
        ("prctl", (0x59616D61, 1), False),
        ("getpriority", (0, 0), True),
        ("getpriority", (0, PID + 1), False),
        ("getpgid", (PID,), True),
        ("getpgid", (1,), False),
        ("getsid", (PID - 1,), False),
        ("sched_getaffinity", (0, 8), True),
        ("sched_getaffinity", (1, 8), False),
        ("sched_getscheduler", (1,), False),
        ("sched_getparam", (1,), False),
        ("prlimit64", (0, 7, 0, 0x1000), True),
        ("prlimit64", (PID, 7, 0, 0x1000), True),
        ("prlimit64", (PID + 1, 7, 0, 0x1000), False),
        *[("prlimit64", (who, which, 0x1000, 0), True) for who in (0, PID) for which in range(1, 10)],
        ("prlimit64", (0, 7, 0x100000000, 0x1000), True),
        ("prlimit64", (PID + 1, 7, 0x1000, 0), False),
        ("prlimit64", (PID + 1, 0, 0x1000, 0), False),
        *[("prlimit64", (0, which, 0x1000, 0), False) for which in (10, 15, 16, 0xFFFFFFFF)],
        ("openat", (-100 & 0xFFFFFFFFFFFFFFFF, 0, 0), True),
        ("openat", (3, 0, 0o1101), True),  # "w" of Python's open: whether it may, Landlock decides
        ("openat", (3, 0, 0o1000), False),
        ("openat", (3, 0, 0o2001000), False),
        ("socketpair", (1, 1, 0), True),
        ("socketpair", (1, 1 | 0o2000000 | 0o4000, 0), True),
        ("socketpair", (1, 2, 0), False),
        ("socketpair", (1, 5, 0), False),
        ("socketpair", (1, 3, 0), False),
        ("socketpair", (1, 0, 0), False),
        ("socketpair", (1, 1 | 0o100, 0), False),
        ("socketpair", (2, 1, 0), False),
        ("socketpair", (16, 1, 0), False),
        ("socketpair", (40, 1, 0), False),
        ("socketpair", (1, 1, 1), False),
        *[
            (name, arguments, allowed)
            for name in ("sendto", "recvfrom")
            for arguments, allowed in (
                ((3, 0x1000, 8, 0, 0, 0), True),
                ((3, 0x1000, 8, 1, 0, 0), False),  # MSG_OOB
                ((3, 0x1000, 8, 2, 0, 0), False),
                ((3, 0x1000, 8, 0x20000000, 0, 0), False),
                ((3, 0x1000, 8, 0, 0x1000, 16), False),
                ((3, 0x1000, 8, 0, 0x7F0000000000, 16), False),
            )
        ],
    ],
)
def test_calls_are_judged_by_their_arguments(
    machine: str, name: str, arguments: tuple[int, ...], allowed: bool
) -> None:
    assert answer(machine, name, *arguments) == (ALLOW if allowed else DENY)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("command", [6, 7])
def test_a_lock_of_a_file_is_said_to_be_set_and_is_not(machine: str, command: int) -> None:
    assert answer(machine, "fcntl", 3, command, 0x1000) == DONE


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "allowed"),
    [
        ("madvise", (0, 4096, 4), True),
        *[("madvise", (0, 4096, advice), False) for advice in (9, 10, 12, 18, 20, 21, 22, 23, 25, 100, 101)],
        *[(name, (clock,), True) for name in _CLOCK_CALLS for clock in (0, 1, 2, 3, 4, 5, 6, 7, 11)],
        *[(name, (clock & 0xFFFFFFFF,), True) for name in _CLOCK_CALLS for clock in (-2, -6)],
        *[(name, (~1 << 3 | kind,), False) for name in _CLOCK_CALLS for kind in (2, 6)],
        *[(name, (~PID << 3 | kind,), False) for name in _CLOCK_CALLS for kind in (2, 3, 6)],
    ],
)  # fmt: skip
def test_advice_and_clocks_that_tell_of_others_are_answered_as_if_unknown(
    machine: str, name: str, arguments: tuple[int, ...], allowed: bool
) -> None:
    told = answer(machine, name, *(value & 0xFFFFFFFFFFFFFFFF for value in arguments))
    assert told == (ALLOW if allowed else INVALID)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("new", [0x1000, 0x100000000])
def test_a_new_limit_on_processor_time_is_ignored(machine: str, new: int) -> None:
    """It would end in a SIGKILL that looks like somebody else's."""
    assert answer(machine, "prlimit64", 0, 0, new, 0) == DONE
    assert answer(machine, "prlimit64", 0, 0, 0, 0x1000) == ALLOW


def test_a_machine_without_a_reviewed_table_is_refused() -> None:
    assert not seccomp.supported("riscv64")
    with pytest.raises(seccomp.UnsupportedArchitecture):
        seccomp.build_filter(PID, "riscv64")


@pytest.mark.parametrize("machine", MACHINES)
def test_the_process_in_the_filter_is_the_one_it_is_built_for(machine: str) -> None:
    for pid in (2, 300, 65_536, 4_194_303):
        program = seccomp.build_filter(pid, machine)
        call = number("kill", machine)
        assert call is not None
        assert run(program, AUDIT_ARCHITECTURE[machine], call, [pid, 10]) == ALLOW
        assert run(program, AUDIT_ARCHITECTURE[machine], call, [pid + 1, 10]) == DENY


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_a_template_may_ask_for_three_calls_signal_nobody_and_otherwise_what_every_child_may(machine: str) -> None:
    known, template = AUDIT_ARCHITECTURE[machine], seccomp.build_filter(PID, machine, template=True)
    ordinary, asking = seccomp.build_filter(PID, machine), fork_listener.asking_filter(machine)
    forked, received = number("clone", machine), fork_listener.RECVMSG[machine]
    ask = 0x7FC00000

    def answers(call: int, *arguments: int) -> tuple[int, int, int]:
        return tuple(run(program, known, call, arguments) for program in (ordinary, template, asking))  # type: ignore[return-value]

    for call in set(range(LAST_REVIEWED + 1)) - {received}:
        for arguments in ((), (1,), (PID, 15), (0, 15)):
            before, now, asked = answers(call, *arguments)
            is_signal = call in {
                number(name, machine) for name in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
            }
            is_death = call == number("prctl", machine) and arguments[:1] == (1,)
            is_own = PID in arguments[:1]  # a question about itself by number is one about somebody else
            assert asked == (ask if is_death else ALLOW)
            assert now == (DENY if is_signal or is_death else now if is_own else before), (call, arguments)
            assert now in (before, DENY) or is_own
    assert answers(forked, fork_listener.FORK) == (DENY, ALLOW, ask)
    assert answers(forked, 17) == (DENY, DENY, ALLOW)
    assert answers(received, 3) == (DENY, ALLOW, ask)
    for signal in (9, 15, 0):
        assert {run(template, known, number(name, machine), (PID, signal, signal)) for name in ("kill", "tgkill")} == {
            DENY
        }  # type: ignore[arg-type]
    assert [answers(number("prctl", machine), 1, signal)[1] for signal in (9, 0, 15)] == [ALLOW, DENY, DENY]  # type: ignore[arg-type]
