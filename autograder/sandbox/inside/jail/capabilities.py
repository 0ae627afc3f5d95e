"""Gives up every privilege of root, for good. Source: capset(2)."""

from __future__ import annotations

import ctypes
import struct

_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def drop_capabilities() -> None:
    """Root without capabilities may do what the owner of root's files may, and nothing more.

    Raises:
        OSError: the kernel refuses.
    """
    header = struct.pack("<Ii", _VERSION, 0)
    if _libc.capset(ctypes.create_string_buffer(header), ctypes.create_string_buffer(24)) < 0:
        raise OSError(ctypes.get_errno(), "capset")
