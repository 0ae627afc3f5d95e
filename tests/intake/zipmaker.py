"""Zip files byte by byte, so that every field of them can lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

UTF8, ENCRYPTED, STRONGLY_ENCRYPTED, SIZES_FOLLOW = 0x800, 0x1, 0x40, 0x8
STORED, DEFLATED = 0, 8


@dataclass
class Member:
    """One file of a zip; what is None is told truthfully.

    `name` and `data` are what is there; the rest is what the headers claim about it. `local_*` is
    the file's own header where it differs from the table of contents. `at` claims an offset.
    """

    name: bytes | str
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    packed: bytes | None = None
    checksum: int | None = None
    size: int | None = None
    packed_size: int | None = None
    mode: int = 0o100644
    system: int = 3
    extra: bytes = b""
    local_name: bytes | None = None
    local_method: int | None = None
    local_flags: int | None = None
    local_extra: bytes = b""
    local_size: int | None = None
    at: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.name, str):
            if not self.name.isascii():
                self.flags |= UTF8
            self.name = self.name.encode()
        if self.packed is None:
            self.packed = deflate(self.data) if self.method == DEFLATED else self.data
        self.checksum = zlib.crc32(self.data) if self.checksum is None else self.checksum
        self.size = len(self.data) if self.size is None else self.size
        self.packed_size = len(self.packed) if self.packed_size is None else self.packed_size

    def local(self) -> bytes:
        """The file's own header and its data."""
        name = self.name if self.local_name is None else self.local_name
        flags = self.flags if self.local_flags is None else self.local_flags
        method = self.method if self.local_method is None else self.local_method
        size = self.size if self.local_size is None else self.local_size
        sizes = (0, 0, 0) if flags & SIZES_FOLLOW else (self.checksum, self.packed_size, size)
        lengths = (len(name), len(self.local_extra))
        header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, flags, method, 0, 0x21, *sizes, *lengths)
        descriptor = b""
        if flags & SIZES_FOLLOW:
            descriptor = struct.pack("<4s3L", b"PK\x07\x08", self.checksum, self.packed_size, self.size)
        return header + name + self.local_extra + self.packed + descriptor

    def central(self, offset: int) -> bytes:
        """Its line in the table of contents."""
        fields = (20, self.system, 20, self.flags, self.method, 0, 0x21, self.checksum, self.packed_size, self.size)
        lengths = (len(self.name), len(self.extra), 0)
        place = (0, 0, self.mode << 16, offset if self.at is None else self.at)
        return struct.pack("<4s2B5H3L5H2L", b"PK\x01\x02", *fields, *lengths, *place) + self.name + self.extra


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def zip_bytes(members: Sequence[Member], comment: bytes = b"", table_at: int | None = None) -> bytes:
    """A zip file of these members; `table_at` claims a place for its table of contents."""
    body, table = b"", b""
    for member in members:
        table += member.central(len(body))
        body += member.local()
    start = len(body) if table_at is None else table_at
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(members), len(members), len(table), start, len(comment))
    return body + table + end + comment


def zip_of(**files: bytes) -> bytes:
    """An honest zip file; "__" in a keyword stands for "/", "_py" at its end for ".py"."""
    return zip_bytes([Member(name.replace("__", "/").replace("_py", ".py"), data) for name, data in files.items()])


def unicode_path(claimed: str, name: bytes) -> bytes:
    """Info-ZIP's extra field 0x7075: another name for the file."""
    content = struct.pack("<BL", 1, zlib.crc32(name)) + claimed.encode()
    return struct.pack("<HH", 0x7075, len(content)) + content


def overlapping(count: int, kernel: bytes) -> bytes:
    """Several files that all unpack the same bytes, by quoting each other's headers (Fifield 2019)."""
    inner = Member(f"f{count - 1}.txt", kernel)
    stream, places = inner.local(), [0]
    members = [inner]
    for number in reversed(range(count - 1)):
        header_length = 30 + len(members[-1].name)
        quoted = struct.pack("<BHH", 0, header_length, header_length ^ 0xFFFF)
        data = stream[:header_length] + members[-1].data
        outer = Member(f"f{number}.txt", data, packed=quoted + stream)
        stream = outer.local()
        places = [0, *(place + 30 + len(outer.name) + len(quoted) for place in places)]
        members.append(outer)
    table = b"".join(member.central(place) for member, place in zip(reversed(members), places, strict=True))
    ends = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(table), len(stream), 0)
    return stream + table + ends
