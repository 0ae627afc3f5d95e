"""A scratch folder that the kernel limits and frees by itself: a file system in memory, in a mount namespace of the
child's own.

Theory of operation. The child leaves the machine's mount namespace, makes all mounts private (nothing it mounts is
seen outside) and mounts a tmpfs of a fixed size and number of files over its scratch folder. Files that are deleted but
still open, that are too deep, or that nobody may read count like all others: beyond the size, writing fails with
ENOSPC. The kernel frees all of it with the namespace, and the namespace with its last process, however that ends: there
is no tree to remove. Nobody else sees what is in it; on the machine's side the folder stays empty.

Root needs no more than that. An ordinary user may mount only in a user namespace, which holds every capability. The
child gives up all of them before it does anything else, and cannot start a program that would give them back. In the
namespace, the user keeps its number, no other user exists, and nothing outside counts as its own.

Where the kernel allows neither (a container with Docker's default settings), the folder stays a plain one, which the
zygote watches and removes: see file_trees.py. It does so in any case, so no child writes without a limit if a mount
fails.

Source: mount_namespaces(7), user_namespaces(7), tmpfs(5).
"""

from __future__ import annotations

import contextlib
import ctypes
import os

from autograder.sandbox.inside.file_trees import Room
from autograder.sandbox.inside.jail.capabilities import drop_capabilities

_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000  # CLONE_NEWNS, CLONE_NEWUSER
_NO_SETUID, _NO_DEVICES, _NO_PROGRAMS = 2, 4, 8  # MS_NOSUID, MS_NODEV, MS_NOEXEC
_PRIVATE, _RECURSIVE = 1 << 18, 1 << 14  # MS_PRIVATE, MS_REC

_libc = ctypes.CDLL(None, use_errno=True)


def mount_private(folder: str, size: int, owner: int | None) -> bool:
    """Mount a file system of `size` bytes over `folder`, for the calling process alone; False if that is not allowed.

    The process must have one thread. Afterwards it has no more capabilities than before.

    Args:
        owner: the user and group that will own the folder, or None for the present one.
    """
    if not hasattr(_libc, "unshare"):
        return False
    needs_users = os.geteuid() != 0
    user, group = (os.geteuid(), os.getegid()) if owner is None else (owner, owner)
    if _libc.unshare(_NEW_MOUNTS | (_NEW_USERS if needs_users else 0)) < 0:
        return False
    if not needs_users:
        return _mounted(folder, size, user, group)
    try:
        return _keeps_its_number(user, group) and _mounted(folder, size, user, group)
    finally:
        drop_capabilities()


def _mounted(folder: str, size: int, user: int, group: int) -> bool:
    if _libc.mount(b"none", b"/", None, ctypes.c_ulong(_PRIVATE | _RECURSIVE), None) < 0:
        return False  # and nothing is mounted where others could see it
    inodes = Room.of(size).entries + 1  # the folder itself is one
    options = f"size={size},nr_inodes={inodes},mode=0700,uid={user},gid={group}".encode()
    flags = ctypes.c_ulong(_NO_SETUID | _NO_DEVICES | _NO_PROGRAMS)
    return bool(_libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, options) == 0)


def _keeps_its_number(user: int, group: int) -> bool:
    """Keep our number in a new user namespace, so that files keep their owner; groups are given up for good."""
    with contextlib.suppress(OSError):
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY | os.O_CLOEXEC)
            try:
                os.write(descriptor, text.encode())
            finally:
                os.close(descriptor)
        return True
    return False
