"""The filter for both machines, call by call, against libseccomp's tables and the kernel's rules."""

from __future__ import annotations

import ctypes
import errno

import pytest

from autograder.sandbox.inside import seccomp
from autograder.sandbox.inside.syscalls import AUDIT_ARCHITECTURE, LAST_REVIEWED, NUMBERS, number

from .bpf import instructions, run
from .reviewed import ALLOWED, NAMES

MACHINES = tuple(AUDIT_ARCHITECTURE)
PID = 4242
ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, ABSENT = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
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
@pytest.mark.parametrize("name", NUMBERS)
def test_each_number_is_the_one_that_libseccomp_knows(machine: str, name: str) -> None:
    theirs = library.seccomp_syscall_resolve_name_arch(ctypes.c_uint32(AUDIT_ARCHITECTURE[machine]), name.encode())
    ours = number(name, machine)
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
def test_what_was_looked_at_and_found_harmless_passes(machine: str) -> None:
    refused = {name for call, name in names_of(machine).items() if name in NAMES and answer(machine, call) != ALLOW}
    assert refused == set()


def test_no_call_is_both_refused_and_harmless_or_in_two_groups() -> None:
    assert not NAMES & set(NUMBERS)
    assert sum(len(names.split()) for names in ALLOWED.values()) == len(NAMES)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_of_the_policy_is_refused_unless_its_arguments_make_it_harmless(machine: str) -> None:
    judged = {"clone", "kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "ioctl", "fcntl", "prctl", "prlimit64",
              "open", "openat"}  # fmt: skip
    for name in NUMBERS:
        if name not in judged and number(name, machine) is not None:
            assert answer(machine, name) == (ABSENT if name in ("clone3", "openat2") else DENY), name


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
        assert answer(machine, call) == ABSENT


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
        ("kill", (1, 9), False),
        ("kill", (0, 9), False),
        ("kill", (0xFFFFFFFFFFFFFFFF, 9), False),
        ("kill", ((1 << 32) + PID + 1, 9), False),
        ("tgkill", (PID, PID, 6), True),
        ("tgkill", (PID + 1, PID + 1, 6), False),
        ("rt_sigqueueinfo", (PID - 1, 9), False),
        ("ioctl", (1, 0x5401), True),
        ("ioctl", (1, 0x5412), False),
        ("ioctl", (1, 0x8901), False),
        ("ioctl", (1, 0x40086602), False),
        ("fcntl", (3, 3), True),
        ("fcntl", (3, 4, 0o4000), True),
        ("fcntl", (3, 8, 1), False),
        ("fcntl", (3, 10, 9), False),
        ("fcntl", (3, 15, 0), False),
        ("prctl", (15, 0), True),
        ("prctl", (1, 0), False),
        ("prctl", (4, 1), False),
        ("prctl", (22, 2), False),
        ("prctl", (36, 1), False),
        ("prctl", (0x59616D61, 1), False),
        ("prlimit64", (0, 7, 0, 0x1000), True),
        ("prlimit64", (0, 7, 0x1000, 0), False),
        ("prlimit64", (0, 7, 0x100000000, 0), False),
        ("openat", (-100 & 0xFFFFFFFFFFFFFFFF, 0, 0), True),
        ("openat", (3, 0, 0o1101), True),  # "w" of Python's open: whether it may, Landlock decides
        ("openat", (3, 0, 0o1000), False),
        ("openat", (3, 0, 0o2001000), False),
    ],
)
def test_calls_are_judged_by_their_arguments(
    machine: str, name: str, arguments: tuple[int, ...], allowed: bool
) -> None:
    assert answer(machine, name, *arguments) == (ALLOW if allowed else DENY)


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
        assert run(program, AUDIT_ARCHITECTURE[machine], call, [pid, 9]) == ALLOW
        assert run(program, AUDIT_ARCHITECTURE[machine], call, [pid + 1, 9]) == DENY
