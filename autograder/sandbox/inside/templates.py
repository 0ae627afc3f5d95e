"""The zygote's control over a template: when it is forked, and what it may hold at that moment.

Theory of operation. A template has run student code, so the zygote asks it nothing and believes nothing that it says.
It waits in a call that only the zygote lets continue (jail/fork_listener.py). Before each fork, the zygote inspects it
from outside, through /proc, while it waits: one thread, no descriptor, no shared memory that can be written. So nothing
but a copy of its own memory reaches the fork, and nothing that one check's fork does reaches the template or a later
fork. A template that does not wait in time, or holds more, is ended; its submission's checks continue in children that
are forked from the zygote.

Each answer allows one `clone`, by the template alone: a fork that asks is refused. So there is never a process that
nobody ordered. All of a template's forks stay in its process group, which none of them may leave. A fork gets its
descriptors only after it has asked the kernel to kill it with the zygote, which it cannot take back.

Source: seccomp_unotify(2), linux/seccomp.h.
"""

from __future__ import annotations

import array
import contextlib
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import time
from collections.abc import Iterator, Sequence

from autograder.sandbox.inside.jail.fork_listener import RECVMSG
from autograder.sandbox.inside.jail.syscalls import number

_RECEIVE, _SEND, _ADD_DESCRIPTOR = 0xC0502100, 0xC0182101, 0x40182103  # ioctls
_NOTICE, _ANSWER, _ADDITION = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI"), struct.Struct("=QIIII")
_CONTINUE, _AT_NUMBER = 1, 1
_CLONE, _PRCTL, _RECVMSG = number("clone"), number("prctl"), RECVMSG.get(platform.machine())
#: Seconds for a template to begin to wait, and for a fork to ask for its descriptors. Others wait for the zygote
#: meanwhile, once for each submission at most.
_PATIENCE = 1.0


class Template:
    """A process that can be forked.

    Args:
        pid: its number, and its process group's.
        user: the user and group that it runs as, where only its forks run as the same; None if that is our own.
        door: the socket through which its listener arrives.
    """

    def __init__(self, pid: int, user: int | None, door: socket.socket) -> None:
        self.pid, self._user, self._door = pid, user, door
        self._listener = -1
        self._waiting = 0  # the number of the call in which it waits
        self._forks: set[int] = set()
        self._mortal: set[int] = set()  # who will be killed with us, of those heard since the last fork was ordered

    def fork(self, descriptors: Sequence[int]) -> int:
        """The number of a fork that has `descriptors` as its 0, 1, 2 and so on.

        Raises:
            OSError: there is none, and there will be no other.
        """
        end = time.monotonic() + _PATIENCE
        self._mortal.clear()  # numbers of processes are used again
        self._expect_listener()
        while True:
            while not self._waiting:
                self._hear(end)
            _look_at(self.pid, self._user)
            call, self._waiting = self._waiting, 0
            with contextlib.suppress(FileNotFoundError):  # a signal has called it away: it will wait, and be seen, anew
                self._answer(call, _CONTINUE)
                break
        asking = None
        while asking is None:
            asking = self._hear(end)
        child, call = asking
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # raises unless it is a child of ours
        self._forks.add(child)
        for place, descriptor in enumerate(descriptors):
            fcntl.ioctl(self._listener, _ADD_DESCRIPTOR, _ADDITION.pack(call, _AT_NUMBER, descriptor, place, 0))
        self._answer(call)
        return child

    def end(self) -> None:
        """Kill it and all its forks."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._door.close()
        if self._listener >= 0:
            os.close(self._listener)
            self._listener = -1

    def wait(self) -> None:
        """Wait for what is left of its group, after the template itself has been waited for."""
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-self.pid, 0)

    def _expect_listener(self) -> None:
        if self._listener >= 0:
            return
        self._door.settimeout(_PATIENCE)
        _, ancillary, _, _ = self._door.recvmsg(1, socket.CMSG_SPACE(array.array("i").itemsize))
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self._listener = array.array("i", data)[0]
        if self._listener < 0:
            raise OSError(errno.ENOSYS, "no listener")

    def _hear(self, end: float) -> tuple[int, int] | None:
        """Take one question: who asks, and its number, if a new fork asks for its descriptors."""
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        left = end - time.monotonic()  # it may ask without end, so that is looked at first
        if left <= 0 or not any(events & select.POLLIN for _, events in poll.poll(left * 1000)):
            raise OSError(errno.ETIMEDOUT, "it does not wait to be forked")
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self._listener, _RECEIVE, notice)
        except FileNotFoundError:  # who asked has ended
            return None
        call, pid, _, name, *_ = _NOTICE.unpack(notice)
        if pid == self.pid and name == _CLONE:
            self._waiting = call
        elif pid != self.pid and name == _RECVMSG and pid in self._mortal - self._forks:
            return pid, call
        elif name == _PRCTL:
            self._mortal.add(pid)
            with contextlib.suppress(FileNotFoundError):
                self._answer(call, _CONTINUE)
        else:
            with contextlib.suppress(FileNotFoundError):
                self._answer(call, error=errno.EPERM)
        return None

    def _answer(self, call: int, flags: int = 0, error: int = 0) -> None:
        fcntl.ioctl(self._listener, _SEND, _ANSWER.pack(call, 0, -error, flags))


def _look_at(pid: int, user: int | None) -> None:
    """Check that process `pid`, which waits in a call, would share nothing with a fork of it.

    Raises:
        OSError: it would, or cannot be inspected.
    """
    own = {_file_of(line) for line in _lines("/proc/self/maps") if _is_shared(line)}
    with _as_user(user):
        threads = next(line.split()[1] for line in _lines(f"/proc/{pid}/status") if line.startswith("Threads:"))
        descriptors = os.listdir(f"/proc/{pid}/fd")
        shared = [line for line in _lines(f"/proc/{pid}/maps") if _is_shared(line)]
    if threads != "1" or descriptors:
        raise OSError(errno.EBUSY, "it has threads or open files")
    if any("w" in line.split()[1] or _file_of(line) not in own for line in shared):
        raise OSError(errno.EBUSY, "it has shared memory")


def _lines(path: str) -> list[str]:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def _is_shared(line: str) -> bool:
    return line.split(maxsplit=2)[1].endswith("s")


def _file_of(line: str) -> tuple[str, ...]:
    """Device, inode and path of a mapping; memory without a file also has an inode of its own."""
    return tuple(line.split(maxsplit=5)[3:])


@contextlib.contextmanager
def _as_user(user: int | None) -> Iterator[None]:
    """Look into processes as their own user: root may not, without a capability that Docker takes away."""
    if user is None:
        yield
        return
    own_user, own_group = os.geteuid(), os.getegid()
    os.setegid(user)
    try:
        os.seteuid(user)
        try:
            yield
        finally:
            os.seteuid(own_user)
    finally:
        os.setegid(own_group)
