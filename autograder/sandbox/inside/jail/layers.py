"""Puts a freshly forked process into the jail before any student code runs.

Theory of operation. The zygote forks; the child calls `enter` and from then on cannot go back. Layers, in this
order because later ones take away what earlier ones need:

session      a session of its own, so no terminal and no job control reach it
descriptors  everything closed but its two wire pipes and standard streams
environment  replaced by a short fixed one
scratch      the folder that may be written, if there is one, lies in a file system of the child's own, which the kernel
             limits and frees
landlock     (rules are built here, while paths may still be opened; enforced below)
limits       rlimits: CPU, memory on top of what the zygote maps, threads, files, file size, no core; and where the
             machine's memory ends all the same, the kernel is to end the child, and no process of the grader
uid          the slot's own user, where we are root; nobody else runs as it
capabilities where we are root and stay it: every privilege of root given up
death        killed when the zygote dies; not dumpable, so nobody of the same user can look into it (both after the uid
             change, which resets them)
landlock     enforced: reading named folders is all that is left of the file system
seccomp      installed last: an allow-list; no process, program, socket, foreign signal, mount, change of the above, or
             question about what others do

What it holds afterwards: the student's files (readable), Python and its packages (readable), this check's inputs.
Not protected: time (a child can measure it), CPU caches, and kernel bugs.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.sandbox.inside.compat.threads import reserve_little
from autograder.sandbox.inside.jail import fork_listener, landlock, seccomp
from autograder.sandbox.inside.jail.capabilities import drop_capabilities
from autograder.sandbox.inside.jail.scratch import mount_private

LAYERS = (
    "session", "descriptors", "environment", "scratch", "limits", "uid", "capabilities", "death", "landlock", "seccomp",
)  # fmt: skip

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CLOSE_RANGE = 436
_FAR = 60  # seconds

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Jail:
    """The jail into which to put the calling process.

    Attributes:
        uid: the slot's user and group, or None to keep the present one.
        readable: files and folders that may be read.
        writable: files and folders that may be written, too.
        scratch: one of them, to be limited to `scratch_size` bytes; "" for none.
        keep: descriptors beyond 0, 1 and 2 that stay open.
        cpu_seconds, memory, threads, open_files, file_size: rlimits; `memory` in bytes on top of what is mapped now.
        door: a socket to the zygote, by which a template sends its listener (fork_listener.py); -1 for any other child.
        layers: the layers to use; a part of them only to measure what each one stops.
    """

    uid: int | None
    readable: Sequence[str]
    keep: Sequence[int]
    environment: dict[str, str]
    cpu_seconds: int
    memory: int
    threads: int
    open_files: int
    file_size: int
    writable: Sequence[str] = ()
    scratch: str = ""
    scratch_size: int = 0
    door: int = -1
    layers: frozenset[str] = frozenset(LAYERS)


def enter(jail: Jail, zygote_pid: int) -> tuple[str, ...]:
    """Put the calling process into `jail`, for good, and return the names of the layers that hold.

    A layer that this kernel or this user does not have is left out (the canary decides what that means); a layer
    that is there and fails is an error.

    Raises:
        OSError: a layer that is there could not be entered. The caller must exit.
    """
    layers, held = jail.layers, []
    if "session" in layers:
        os.setsid()
        held.append("session")
    if "descriptors" in layers:
        _close_all_but([*jail.keep, jail.door] if jail.door >= 0 else jail.keep)
        held.append("descriptors")
    if "environment" in layers:
        os.environ.clear()
        os.environ.update(jail.environment)
        held.append("environment")
    os.umask(0o077)
    if "scratch" in layers and jail.scratch and mount_private(jail.scratch, jail.scratch_size, jail.uid):
        held.append("scratch")
    version = landlock.abi() if "landlock" in layers else 0
    ruleset = landlock.build(jail.readable, jail.writable, version) if version else None
    if "limits" in layers:
        _set_limits(jail)
        held.append("limits")
    if "uid" in layers and jail.uid is not None:
        os.setgroups([])
        os.setresgid(jail.uid, jail.uid, jail.uid)
        os.setresuid(jail.uid, jail.uid, jail.uid)
        held.append("uid")
    if "capabilities" in layers and os.geteuid() == 0:
        drop_capabilities()
        held.append("capabilities")
    if "death" in layers:
        die_with(zygote_pid)
        _prctl(_PR_SET_DUMPABLE, 0)
        held.append("death")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if ruleset is not None:
        landlock.enforce(ruleset)
        held.append("landlock")
    if "seccomp" in layers and _enter_seccomp(jail.door):
        held.append("seccomp")
    return tuple(held)


def _enter_seccomp(door: int) -> bool:
    if not seccomp.supported():
        return False
    is_template = door >= 0 and fork_listener.hand_over(door)
    try:
        seccomp.install(seccomp.build_filter(os.getpid(), template=is_template))
    except OSError:  # a kernel without seccomp filters: the canary will find the gaps and name them
        return False
    return True


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when `parent` ends: the zygote, or a worker's runner."""
    _prctl(fork_listener.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _close_all_but(keep: Sequence[int]) -> None:
    first = 3
    for descriptor in [*sorted(set(keep)), 1 << 31]:
        if first < descriptor:
            _close_range(first, descriptor - 1)
        first = max(first, descriptor + 1)


def _close_range(first: int, last: int) -> None:
    if _libc.syscall(_CLOSE_RANGE, ctypes.c_uint(first), ctypes.c_uint(last), ctypes.c_uint(0)) < 0:
        os.closerange(first, min(last, resource.getrlimit(resource.RLIMIT_NOFILE)[0]) + 1)  # Linux before 5.9


def _set_limit(which: int, value: int) -> None:
    ceiling = resource.getrlimit(which)[1]
    value = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
    resource.setrlimit(which, (value, value))


def _set_limits(jail: Jail) -> None:
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb") as file:
        file.write(b"1000")
    _set_limit(resource.RLIMIT_CORE, 0)
    _limit_processor_time(jail.cpu_seconds)
    _set_limit(resource.RLIMIT_FSIZE, jail.file_size)
    _set_limit(resource.RLIMIT_NOFILE, jail.open_files)
    if jail.uid is not None:  # the kernel counts per user: only a slot's own user has no other processes
        _set_limit(resource.RLIMIT_NPROC, jail.threads)
    for name in ("RLIMIT_MSGQUEUE", "RLIMIT_MEMLOCK", "RLIMIT_RTPRIO", "RLIMIT_NICE"):
        if hasattr(resource, name):
            _set_limit(getattr(resource, name), 0)
    total, data = mapped()
    if total:
        _set_limit(resource.RLIMIT_AS, total + jail.memory)
        _set_limit(resource.RLIMIT_DATA, data + jail.memory)
    reserve_little(jail.memory, jail.threads)


def _limit_processor_time(seconds: int) -> None:
    """Set a limit whose signal names the reason. The process that waits for this one ends it if it ignores the signal.

    The second limit, at which the kernel kills, is more than all processors can use until then. The kernel compares it
    with time that it samples and does not measure, and a program can choose to be awake at each sample: if it could
    reach the limit, nobody could tell such an end from a kill by somebody else.
    """
    ceiling = resource.getrlimit(resource.RLIMIT_CPU)[1]
    last = seconds * ((os.cpu_count() or 1) + 1) + _FAR
    last = last if ceiling == resource.RLIM_INFINITY else min(last, ceiling)
    resource.setrlimit(resource.RLIMIT_CPU, (min(seconds, last), last))


def mapped() -> tuple[int, int]:
    """Bytes of address space, and of data, that this process maps now; zeros if /proc cannot tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            fields = file.read().split()
    except OSError:
        return 0, 0
    page = resource.getpagesize()
    return int(fields[0]) * page, int(fields[5]) * page
