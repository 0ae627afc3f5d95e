"""Zip files: which files they hold, and the contents of those that are submitted.

A line of the table of contents is compared with the file it describes when that file is read, and contents are read
here, so that what is accepted does not differ between Python versions. Files that share bytes, as in D. Fifield's "A
better zip bomb" (WOOT 2019), gain nothing: only a few named files are unpacked, none longer than announced. Source:
PKWARE's APPNOTE 6.3.10, sections 4.3.7 (local header) and 4.4 (fields).
"""

from __future__ import annotations

import functools
import heapq
import os
import struct
import zlib
from collections.abc import Iterator, Sequence

from autograder.errors import SubmissionRefused
from autograder.intake.file_types import is_zip
from autograder.intake.listing import CHUNK, Contents, Entry, Sieve, gathered, what_is_odd
from autograder.intake.names import quoted
from autograder.intake.zip_table import (
    MOST_BYTES,
    MOST_LINES,
    MOST_OF_CLASS,
    UTF8,
    Line,
    Table,
    bytes_appended,
    damaged,
    find_table,
    is_cut_short,
    read_lines,
)
from autograder.model import Limits

_LOCAL = struct.Struct("<4s5H3L2H")
_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW, _PATCHED = 0x8, 0x20
_IN_ZIP64 = 0xFFFFFFFF

_STORED, _DEFLATED = 0, 8
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}

# Program text packs 3 to 10 times, and never 1 MiB of it more than this.
_BOMB_SIZE, _BOMB_RATIO = 1 << 20, 200


def read_zip(fd: int, wanted: Sequence[str], limits: Limits) -> Contents:
    """What a zip file holds, nearest first; the entries are read from `fd`, which must stay open meanwhile."""
    table = find_table(fd)
    if table is None:
        raise _without_end(fd)
    sieve, names = Sieve(limits.archive_files, wanted), {path.rpartition("/")[2] for path in wanted}
    lines = _Counted(read_lines(fd, table))
    kept = heapq.nsmallest(limits.archive_files + 1, _files(lines, sieve), key=lambda file: _distance(file[0], names))
    cut_short = len(kept) > limits.archive_files or is_cut_short(table, lines.count)
    return gathered("zip", (_entry(fd, table, path, line) for path, line in kept), sieve, cut_short)


def every_entry(fd: int) -> Iterator[Entry]:
    """Every line of a zip's table in order, including folders and leftovers; an entry's path is the unchanged name.

    This is for a zip that is unpacked as a whole. The entries are read from `fd`.

    Raises:
        SubmissionRefused: it is not a zip, is damaged, or has more lines than are read.
    """
    archive = WholeArchive(fd, (MOST_LINES, MOST_BYTES))
    return (archive.entry(line) for _, line in archive.lines())


class WholeArchive:
    """A zip of which every line counts, such as a download of many submissions; read from `fd`.

    Raises:
        SubmissionRefused: it is not a zip.
    """

    def __init__(self, fd: int, most: tuple[int, int] = MOST_OF_CLASS) -> None:
        table = find_table(fd)
        if table is None:
            raise _without_end(fd)
        self._fd, self._table, self._most = fd, table, most

    def lines(self) -> Iterator[tuple[str, Line]]:
        """The unchanged names, and what the table says about each file, including folders and leftovers.

        Raises:
            SubmissionRefused: it is damaged, or has more lines than are read.
        """
        lines = _Counted(read_lines(self._fd, self._table, *self._most))
        for line in lines:
            yield _any_name(line), line
        if is_cut_short(self._table, lines.count, *self._most):
            raise SubmissionRefused(f"the zip holds more than {self._most[0]:,} files", "unpack it and name the folder")

    def entry(self, line: Line) -> Entry:
        """The file that a line is about."""
        return _entry(self._fd, self._table, _any_name(line), line)


class _Counted:
    """An iterator that knows how far it is."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines, self.count = lines, 0

    def __iter__(self) -> Iterator[Line]:
        for line in self._lines:
            self.count += 1
            yield line


def _files(lines: _Counted, sieve: Sieve) -> Iterator[tuple[str, Line]]:
    for line in lines:
        name = _decoded(line)
        if name is None:
            sieve.put_aside(_any_name(line), "a name that is not UTF-8, though it says so")
        elif (path := sieve.path_of(name, name.endswith(("/", "\\")))) is not None:
            yield path, line


def _distance(path: str, wanted: set[str]) -> tuple[int, bool]:
    """How soon a walk through folders would come to `path`; names that are asked for come first in each folder."""
    return path.count("/"), path.rpartition("/")[2] not in wanted


def _without_end(fd: int) -> SubmissionRefused:
    if is_zip(os.pread(fd, len(_SIGNATURE), 0)):
        if appended := bytes_appended(fd):
            return damaged(f"{appended:,} bytes that do not belong to it follow its end")
        return damaged("its end is missing, as when an upload or download stops early")
    return SubmissionRefused("the file is not a zip file", "put your files into an ordinary zip file and submit that")


def _decoded(line: Line) -> str | None:
    """The name, None if it is none; programs that write UTF-8 without saying so are understood."""
    try:
        return line.name.decode("utf-8")
    except UnicodeDecodeError:
        return None if line.flags & UTF8 else line.name.decode("cp437")


def _any_name(line: Line) -> str:
    """The name, or its bytes as they can be shown where it is none."""
    name = _decoded(line)
    return ascii(line.name[:100])[2:-1] if name is None else name


def _entry(fd: int, table: Table, path: str, line: Line) -> Entry:
    refusal, why = what_is_odd(path, line.mode)
    content = functools.partial(_content, fd, table, path, line)
    return Entry(path, line.size, content, refusal or _refusal(path, line), why)


def _refusal(path: str, line: Line) -> SubmissionRefused | None:
    """What is wrong with a file by its line of the table, if it is submitted."""
    again = "zip the files again with an ordinary zip program"
    if not line.sane:
        return damaged(f"its entry for {quoted(path)} makes no sense")
    if line.flags & _ENCRYPTED:
        return _protected()
    if line.method not in (_STORED, _DEFLATED) or line.flags & _PATCHED:
        method = _METHODS.get(line.method, f"number {line.method}")
        return SubmissionRefused(f"{quoted(path)} is packed by an unusual method ({method})", again)
    if line.size > _BOMB_SIZE and line.size > _BOMB_RATIO * line.packed:
        return SubmissionRefused(
            f"{quoted(path)} unpacks to more than {_BOMB_RATIO} times its packed size, as in a zip bomb",
            "submit your program without padding",
        )
    return None


def _protected() -> SubmissionRefused:
    return SubmissionRefused("the zip is protected by a password", "make it again without a password")


def _content(fd: int, table: Table, path: str, line: Line) -> Iterator[bytes]:
    """The unpacked content; never more of it than announced."""
    packed = _packed(fd, path, _data_start(fd, table, path, line), line.packed)
    size = checksum = 0
    for chunk in packed if line.method == _STORED else _inflated(packed, path):
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if size > line.size:
            break
        yield chunk
    if size != line.size:
        raise damaged(f"{quoted(path)} does not have the length that its entry gives")
    if checksum != line.checksum:
        raise damaged(f"the checksum of {quoted(path)} is wrong")


def _data_start(fd: int, table: Table, path: str, line: Line) -> int:
    """Where the data of a file begins, once its own header agrees with the table of contents."""
    if not 0 <= line.start <= table.start - _LOCAL.size:
        raise damaged("its table of contents points outside of it")
    header = _LOCAL.unpack(os.pread(fd, _LOCAL.size, line.start))
    signature, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = header
    name = os.pread(fd, name_length, line.start + _LOCAL.size)
    agrees = signature == _SIGNATURE and name == line.name and method == line.method
    if agrees and not flags & _SIZES_FOLLOW and _IN_ZIP64 not in (packed, size):
        agrees = (checksum, packed, size) == (line.checksum, line.packed, line.size)
    if flags & _ENCRYPTED:
        raise _protected()
    if not agrees:
        raise damaged(f"its entry for {quoted(path)} does not match its contents")
    start = line.start + _LOCAL.size + int(name_length) + int(extra_length)
    if start + line.packed > table.start:
        raise damaged(f"{quoted(path)} is longer than the zip itself")
    return start


def _packed(fd: int, path: str, position: int, size: int) -> Iterator[bytes]:
    end = position + size
    while position < end:
        chunk = os.pread(fd, min(CHUNK, end - position), position)
        if not chunk:
            raise damaged(f"{quoted(path)} is cut off")
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
        raise damaged(f"{quoted(path)} cannot be unpacked") from None
    if not inflater.eof or inflater.unused_data:
        raise damaged(f"{quoted(path)} does not have the length that its entry gives")
