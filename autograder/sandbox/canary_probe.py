"""Tries to break each promise of the jail from inside; whatever succeeds is a gap.

It runs in a child as source text sent over the wire, without any student code, before any submission is graded.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import socket
import sys
import threading
from collections.abc import Callable


def _succeeds(action: Callable[..., object], *arguments: object) -> bool:
    try:
        action(*arguments)
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _can_read(path: str) -> None:
    if os.path.isdir(path):
        os.listdir(path)
    else:
        with open(path, "rb") as file:
            file.read(1)


def _can_write() -> bool:
    scratch = os.environ.get("TMPDIR", "")  # the one folder that may be written, if there is one
    above = os.path.dirname(scratch) or "/tmp"
    for folder in {".", "/tmp", "/var/tmp", "/dev/shm", above, os.path.expanduser("~")} - {scratch}:
        path = os.path.join(folder, f".canary-{os.getpid()}")
        if _succeeds(_create, path):
            return True
    return False


def _create(path: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    os.unlink(path)


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        one.settimeout(0.2)
        one.bind(("127.0.0.1", 0))


def _trace(pid: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    if libc.ptrace(0x4206, pid, None, None) < 0:  # PTRACE_SEIZE, which does not stop it; our own end lets go of it
        raise OSError(ctypes.get_errno(), "ptrace")


def _read_memory(pid: int) -> None:
    with open(f"/proc/{pid}/mem", "rb") as file:
        file.read(0)


def _raise_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY:
        return
    resource.setrlimit(resource.RLIMIT_AS, (hard + 1, hard + 1))


def _has_privileges() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if libc.capget(header, data) < 0:
        raise OSError(ctypes.get_errno(), "capget")
    if os.getuid() != 0:
        os.setuid(0)
    elif not (data[0] or data[1] or data[3] or data[4]):
        raise OSError(errno.EPERM, "no capabilities")


def _exec() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    path = b"/nonexistent-canary"
    libc.execve(path, (ctypes.c_char_p * 2)(path, None), None)
    if ctypes.get_errno() != errno.ENOENT:
        raise OSError(ctypes.get_errno(), "execve")


def look(secrets: list[str], processes: list[int]) -> list[list[str]]:
    """What student code can do here but must not, in sentences; and the layers of the jail that hold."""
    return [_gaps(secrets, processes), _layers_held()]


def _layers_held() -> list[str]:
    """What the server of this process, somewhere up the stack, was told about its jail."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        held = getattr(frame.f_locals.get("self"), "layers_held", None)
        if held is not None:
            return list(held)
    return []


def _gaps(secrets: list[str], processes: list[int]) -> list[str]:
    found = []
    for path in secrets:
        if _succeeds(_can_read, path):
            found.append(f"read {path}")
    if _can_write():
        found.append("write files")
    if _succeeds(_fork):
        found.append("start processes")
    if _succeeds(_exec):
        found.append("run programs")
    if _succeeds(_connect):
        found.append("open network sockets")
    for pid in processes:
        if _succeeds(os.kill, pid, 0):
            found.append("signal the grader's processes")
        if _succeeds(_trace, pid) or _succeeds(_read_memory, pid):
            found.append("look into the grader's memory")
    if _succeeds(_raise_limit) or resource.getrlimit(resource.RLIMIT_AS)[1] == resource.RLIM_INFINITY:
        found.append("take unlimited memory")
    if _succeeds(_has_privileges):
        found.append("have privileges")
    if len(os.environ) > 20 or any(name.startswith("AUTOGRADER") for name in os.environ):
        found.append("read the grader's environment")
    thread = threading.Thread(target=int)  # must work: NumPy and torch may start threads
    thread.start()
    thread.join()
    return list(dict.fromkeys(found))
