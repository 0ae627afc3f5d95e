"""Lets a jailed process be forked when the zygote says so, and at no other time.

Theory of operation. A *template* is a jailed child that has imported a submission whose import is slow, and is forked
for each check. Student code has run in it, so nothing that it does can be trusted, and what it may do is decided
outside. For one form of `clone`, a second filter answers neither yes nor no, but asks the holder of its *listener*, the
zygote. The template waits in that call; the zygote inspects what it holds (templates.py) and lets it continue, once for
each check. The new child has no descriptors at all. It asks for those of its check with a call that is otherwise
refused, `recvmsg`, and the zygote puts them into its table: the template never has them. Before, the new child asks the
kernel to kill it when the zygote ends; the zygote hears of that, too.

A fork is a child of the zygote's, not of the template's (CLONE_PARENT), so the zygote waits for it as for any other.

Source: seccomp_unotify(2), clone(2).
"""

from __future__ import annotations

import array
import ctypes
import os
import platform
import socket

from autograder.sandbox.inside.jail.bpf import ALLOW, ASK, EQUAL, LOAD, answer, argument, instruction, when
from autograder.sandbox.inside.jail.syscalls import AUDIT_ARCHITECTURE, number

#: CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD: what fork(3) asks for, but whose child it is
FORK = 0x00008000 | 0x01000000 | 0x00200000 | 17
RECVMSG = {"x86_64": 47, "aarch64": 212}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_FILTER, _NEW_LISTENER = 1, 8
PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE, _PR_GET_TID_ADDRESS = 4, 40

_libc = ctypes.CDLL(None, use_errno=True)
_holding = ctypes.PyDLL(None, use_errno=True)  # so that no other thread of Python runs during the call


class Program(ctypes.Structure):
    """A struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def hand_over(door: int) -> bool:
    """Put the calling process under the filter that asks, and send its listener through the socket `door`.

    False if the kernel has no such thing. `door` is closed in either case.
    """
    with socket.socket(fileno=door) as zygote:
        if _tid_address() == 0 or (listener := _listen(platform.machine())) < 0:
            return False
        try:
            zygote.sendmsg([b"1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
        finally:
            os.close(listener)
    # The zygote looks at what it holds as its own user. Other children of that user, if there are any, may not look.
    return int(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)) == 0


def asking_filter(machine: str = platform.machine()) -> bytes:
    """The BPF program that asks: of one form of `clone`, of `recvmsg`, and of dying with the zygote."""
    asked = [argument(0), instruction(EQUAL, FORK, 1), answer(ALLOW), answer(ASK)]
    death = [argument(0), instruction(EQUAL, PR_SET_PDEATHSIG, 1), answer(ALLOW), answer(ASK)]
    steps = [
        instruction(LOAD, 4),
        instruction(EQUAL, AUDIT_ARCHITECTURE[machine], 1),
        answer(ALLOW),  # and killed by the other filter
        instruction(LOAD, 0),
        *when(number("clone", machine), asked),
        *when(RECVMSG[machine], [answer(ASK)]),
        *when(number("prctl", machine), death),
        answer(ALLOW),
    ]
    return b"".join(steps)


def _listen(machine: str) -> int:
    """The listener's descriptor, or -1."""
    program = asking_filter(machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = Program(len(program) // 8, ctypes.addressof(buffer))
    return int(_libc.syscall(_SECCOMP[machine], _SET_FILTER, _NEW_LISTENER, ctypes.byref(header)))


_own_tid = 0


def _tid_address() -> int:
    """Where the C library keeps the number of this thread, which the kernel is to correct in a fork; 0 if unknown."""
    global _own_tid
    found = ctypes.c_void_p()
    if _libc.prctl(_PR_GET_TID_ADDRESS, ctypes.byref(found), 0, 0, 0) == 0:
        _own_tid = found.value or 0
    return _own_tid


def fork() -> int:
    """Ask for a fork, and wait until it is allowed: 0 in the child, its number here, or -1."""
    address = ctypes.c_void_p(_own_tid)
    tid = (address, None) if platform.machine() == "x86_64" else (None, address)
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = int(_holding.syscall(number("clone"), ctypes.c_ulong(FORK), None, None, *tid))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    return pid


def ask_for_descriptors() -> bool:
    """Ask the zygote to put this check's descriptors in place; return whether it did."""
    return int(_libc.syscall(RECVMSG[platform.machine()], -1, None, 0)) == 0
