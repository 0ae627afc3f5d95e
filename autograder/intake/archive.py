"""Zip files: the table of contents, checked against the files it describes.

`zipfile` reads the table of contents; what it would forgive is checked here, and contents are read
here, so that what is accepted does not differ between Python versions. Source: PKWARE's APPNOTE
6.3.10, sections 4.3.7 (local header) and 4.4 (fields); D. Fifield, "A better zip bomb" (WOOT 2019).
"""

from __future__ import annotations

import functools
import io
import itertools
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.errors import SubmissionRefused
from autograder.intake.contents import CHUNK, Contents, Entry, refuse_large
from autograder.intake.kinds import is_zip
from autograder.intake.names import is_junk, junk_root, quoted, refuse_collisions, safe_path
from autograder.model import Limits

_LOCAL = struct.Struct("<4s5H3L2H")
_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW, _PATCHED, _UTF8 = 0x8, 0x20, 0x800
_IN_ZIP64 = 0xFFFFFFFF

_STORED, _DEFLATED = 0, 8
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}
_SPECIAL = frozenset([stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])

# Program text packs 3 to 10 times, and never 1 MiB of it more than this.
_BOMB_SIZE, _BOMB_RATIO = 1 << 20, 200

# 46 bytes and the name for each file, about 40 more for times and owners, twice that for macOS's twins.
_TABLE_BYTES_PER_FILE, _TABLE_BYTES_LEAST = 512, 1 << 17


def read_zip(fd: int, limits: Limits) -> Contents:
    """Everything a zip file holds; the entries read from `fd`, which must stay open meanwhile."""
    infos, end = _table_of_contents(fd, limits)
    members = [_member(fd, info, end) for info in infos]
    _refuse_overlaps(members)
    junk = dict.fromkeys(_leftover(member) for member in members if is_junk(member.path))
    kept = [member for member in members if member.path and not is_junk(member.path)]
    files = [member for member in kept if not member.is_folder]
    if len(files) > limits.archive_files:
        raise _too_many(limits)
    entries = [_entry(fd, member) for member in files]
    refuse_collisions(entry.path for entry in entries)
    refuse_large(entries, limits)
    folders = frozenset(member.path for member in kept if member.is_folder)
    return Contents("zip", {entry.path: entry for entry in entries}, folders, tuple(junk))


@dataclass(frozen=True)
class _Member:
    """One line of the table of contents; its header stands at `start`, its data from `data` to `end`."""

    info: zipfile.ZipInfo
    path: str
    is_folder: bool
    start: int
    data: int

    @property
    def end(self) -> int:
        return self.data + self.info.compress_size


class _BoundedFile(io.FileIO):
    """A file that refuses large reads: zipfile takes the whole table of contents in one."""

    def __init__(self, fd: int, limits: Limits) -> None:
        super().__init__(fd, closefd=False)
        self._limits = limits
        self._most = max(_TABLE_BYTES_LEAST, limits.archive_files * _TABLE_BYTES_PER_FILE)

    def read(self, size: int | None = -1, /) -> bytes:
        within = size is not None and 0 <= size <= self._most
        data = super().read(size if within else self._most + 1)
        if len(data) > self._most:
            raise _too_many(self._limits)
        return data


def _table_of_contents(fd: int, limits: Limits) -> tuple[list[zipfile.ZipInfo], int]:
    """The members of the archive, and where its table of contents begins."""
    file = _BoundedFile(fd, limits)
    try:
        if not zipfile.is_zipfile(file):
            raise _without_end(fd)
        with zipfile.ZipFile(file) as archive:
            return archive.infolist(), archive.start_dir
    except SubmissionRefused:
        raise
    except Exception as error:  # zipfile lets through whatever a damaged table makes it trip over
        raise _damaged("its table of contents makes no sense") from error


def _without_end(fd: int) -> SubmissionRefused:
    if is_zip(os.pread(fd, len(_SIGNATURE), 0)):
        return _damaged("its end is missing, as when an upload or download stops early")
    return SubmissionRefused("the file is not a zip file", "put your files into an ordinary zip file and hand that in")


def _member(fd: int, info: zipfile.ZipInfo, table: int) -> _Member:
    name = _decoded(info)
    member = _Member(
        info, safe_path(name), name.endswith(("/", "\\")), info.header_offset, _data_start(fd, info, table)
    )
    if member.end > table:
        raise _damaged(f"{quoted(member.path)} is longer than the zip itself")
    return member


def _leftover(member: _Member) -> str:
    return junk_root(f"{member.path}/" if member.is_folder else member.path)


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name; programs that write UTF-8 without saying so are understood."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeDecodeError:
        return info.orig_filename


def _data_start(fd: int, info: zipfile.ZipInfo, table: int) -> int:
    """Where the data of a member begins, once its own header agrees with the table of contents."""
    if not 0 <= info.header_offset <= table - _LOCAL.size:
        raise _damaged("its table of contents points outside of it")
    header = _LOCAL.unpack(os.pread(fd, _LOCAL.size, info.header_offset))
    signature, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = header
    name = os.pread(fd, name_length, info.header_offset + _LOCAL.size)
    agrees = signature == _SIGNATURE and name == _raw_name(info) and method == info.compress_type
    if agrees and not flags & _SIZES_FOLLOW and _IN_ZIP64 not in (packed, size):
        agrees = (checksum, packed, size) == (info.CRC, info.compress_size, info.file_size)
    if (flags | info.flag_bits) & _ENCRYPTED:
        raise SubmissionRefused("the zip is protected by a password", "make it again without a password")
    if not agrees:
        raise _damaged(f"what it says about {quoted(_decoded(info))} does not fit what it holds")
    return info.header_offset + _LOCAL.size + int(name_length) + int(extra_length)


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def _refuse_overlaps(members: list[_Member]) -> None:
    placed = sorted(members, key=lambda member: member.start)
    for before, after in itertools.pairwise(placed):
        if after.start < before.end:
            raise SubmissionRefused(
                f"{quoted(before.path)} and {quoted(after.path)} share the same bytes of the zip, as in a zip bomb",
                "zip the files again with an ordinary zip program",
            )


def _entry(fd: int, member: _Member) -> Entry:
    info = member.info
    _refuse_unusual(info, member.path)
    bomb = info.file_size > _BOMB_SIZE and info.file_size > _BOMB_RATIO * info.compress_size
    return Entry(member.path, info.file_size, functools.partial(_content, fd, member), _bomb(member) if bomb else None)


def _bomb(member: _Member) -> SubmissionRefused:
    return SubmissionRefused(
        f"{quoted(member.path)} unpacks to more than {_BOMB_RATIO} times its packed size, as in a zip bomb",
        "hand in your program without padding",
    )


def _refuse_unusual(info: zipfile.ZipInfo, path: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise SubmissionRefused(f"{quoted(path)} is a symbolic link", "zip the file itself")
    if kind in _SPECIAL:
        raise SubmissionRefused(f"{quoted(path)} is a device or a pipe, not a file", "leave it out")
    if info.compress_type not in (_STORED, _DEFLATED) or info.flag_bits & _PATCHED:
        method = _METHODS.get(info.compress_type, f"number {info.compress_type}")
        raise SubmissionRefused(
            f"{quoted(path)} is packed by an unusual method ({method})",
            "zip the files again with an ordinary zip program",
        )


def _content(fd: int, member: _Member) -> Iterator[bytes]:
    """The unpacked content; never more of it than announced."""
    info = member.info
    packed = _packed(fd, member)
    size = checksum = 0
    for chunk in packed if info.compress_type == _STORED else _inflated(packed, member.path):
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if size > info.file_size:
            break
        yield chunk
    if size != info.file_size:
        raise _damaged(f"{quoted(member.path)} is not as long as it says")
    if checksum != info.CRC:
        raise _damaged(f"the checksum of {quoted(member.path)} is wrong")


def _packed(fd: int, member: _Member) -> Iterator[bytes]:
    position = member.data
    while position < member.end:
        chunk = os.pread(fd, min(CHUNK, member.end - position), position)
        if not chunk:
            raise _damaged(f"{quoted(member.path)} is cut off")
        position += len(chunk)
        yield chunk


def _inflated(packed: Iterator[bytes], path: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for block in packed:
            chunk = inflater.decompress(block, CHUNK)
            while chunk:
                yield chunk
                chunk = inflater.decompress(inflater.unconsumed_tail, CHUNK)
    except zlib.error:
        raise _damaged(f"{quoted(path)} cannot be unpacked") from None
    if not inflater.eof or inflater.unused_data:
        raise _damaged(f"{quoted(path)} is not as long as it says")


def _damaged(detail: str) -> SubmissionRefused:
    return SubmissionRefused(f"the zip file is damaged: {detail}", "make the zip again and hand in the new one")


def _too_many(limits: Limits) -> SubmissionRefused:
    return SubmissionRefused(
        f"the zip holds too many files (at most {limits.archive_files} are accepted) or very long names",
        "leave out everything that the assignment does not ask for",
    )
