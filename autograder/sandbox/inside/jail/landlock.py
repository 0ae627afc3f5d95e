"""The Landlock layer: a process may open files below a few named folders, for reading (few or none for writing), and
nothing else.

Every right that the running kernel's ABI knows is handled, so everything that is not granted is refused: writing,
creating, removing, TCP (ABI 4), device ioctls (ABI 5), abstract Unix sockets and signals to outside (ABI 6).
Descriptors opened before stay usable. Not protected: metadata (stat, access) and anything already open.

Source: landlock(7), linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIRECTORY = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE, _MAKE_DIRECTORY, _MAKE_FILE, _TRUNCATE = 0b11 << 4, 1 << 7, 1 << 8, 1 << 14
_RULE_PATH_BENEATH = 1

_libc = ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """The kernel's Landlock ABI version; 0 if there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    version: int = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    return max(version, 0)


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock: {what}: {os.strerror(code)}")
    return result


def handled(version: int) -> tuple[bytes, int]:
    """The ruleset attributes for an ABI version: the packed structure and the rights on files that it handles."""
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    size = 8 if version < 4 else 16 if version < 6 else 24
    return struct.pack("<QQQ", files, network, scoped)[:size], files


def build(readable: Iterable[str], writable: Iterable[str], version: int) -> int:
    """A ruleset descriptor that grants reading below `readable`, and reading and writing plain files below `writable`.

    Both name files or folders; absent ones are skipped.

    Raises:
        OSError: the kernel refuses a ruleset or a rule.
    """
    attributes, files = handled(version)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    size = ctypes.c_size_t(len(attributes))
    ruleset = _check(_libc.syscall(_CREATE_RULESET, buffer, size, ctypes.c_uint(0)), "ruleset")
    read, write = _EXECUTE | _READ_FILE, _READ_FILE | _WRITE_FILE | _TRUNCATE
    for path in readable:
        _grant(ruleset, path, read, read | _READ_DIRECTORY, files)
    for path in writable:
        _grant(ruleset, path, write, write | _READ_DIRECTORY | _REMOVE | _MAKE_DIRECTORY | _MAKE_FILE, files)
    return ruleset


def _grant(ruleset: int, path: str, on_file: int, on_folder: int, handled_rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
    rights = (on_folder if folder else on_file) & handled_rights
    rule = ctypes.create_string_buffer(struct.pack("<Qi", rights, descriptor), 12)
    _check(_libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0), f"rule for {path}")
    os.close(descriptor)


def enforce(ruleset: int) -> None:
    """Restrict the calling thread, and all it will start, to `ruleset`, for good, and close it. Needs no_new_privs."""
    _check(_libc.syscall(_RESTRICT_SELF, ruleset, 0), "restrict")
    os.close(ruleset)
