"""Reads a zip file's table of contents entry by entry, within bounds.

Which record ends the zip is not left to taste: programs take the last one within a comment's length, as here, or read
from the front. Where another record says that the zip ends with it, they would find different files, so it is refused.

Nothing is believed here that is not needed to find the next line: a line that lies about its own file is judged when
that file is submitted, so one bad line beside the homework spoils nothing. Source: PKWARE's APPNOTE 6.3.10, sections
4.3.12 (a line, there called central directory header), 4.3.14 to 4.3.16 (the end) and 4.5.3 (zip64).
"""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.errors import SubmissionRefused

# More than any honest submission, with a virtual environment of torch in it; they take a second and no memory.
MOST_LINES, MOST_BYTES = 100_000, 32 << 20
# More than a download of a whole class, with such an environment in every submission; they take a minute.
MOST_OF_CLASS = 10_000_000, 2 << 30

UTF8 = 0x800
_LINE = struct.Struct("<4s2B5H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_LONGEST_COMMENT = 0xFFFF
_IN_ZIP64, _ZIP64 = 0xFFFFFFFF, 1
_CHUNK = 1 << 16
# For the end of a zip that has more than a comment after it; this takes less than a second.
_MOST_SEARCHED, _MOST_TRIED = 256 << 20, 10_000
# Longer names are shown shortened and never submitted.
_NAME_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Line:
    """What the table says about one file.

    Attributes:
        name: the bytes of its name, of a very long name only the beginning.
        start: where its own header stands in the zip; its data follow.
        sane: False if the numbers are damaged.
    """

    name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    mode: int
    start: int
    sane: bool = True


@dataclass(frozen=True)
class Table:
    """Where the table lies: from `start` to `end`; `shift` bytes, e.g. a program, stand before the zip."""

    start: int
    end: int
    shift: int


def find_table(fd: int) -> Table | None:
    """Where the table lies; None when the file does not end as zip files do."""
    end = place = _find_end(fd)
    if end is None or place is None:
        return None
    size, offset, _ = _numbers(fd, place)
    record = place - _LOCATOR.size - _END64.size
    if record >= 0 and os.pread(fd, 4, place - _LOCATOR.size) == b"PK\x06\x07":
        record64 = _END64.unpack(os.pread(fd, _END64.size, record))
        if record64[0] == b"PK\x06\x06":
            place, size, offset = record, record64[8], record64[9]
    start = place - size
    if start < 0 or start < offset:
        raise damaged("its table of contents points outside of it")
    if _has_rival(fd, end, start - offset):
        raise SubmissionRefused(
            "the zip has two ends, one of them in its comment or in front of it, and which files it holds depends on"
            " the program that reads it",
            "make the zip again, without a comment",
        )
    return Table(start, place, start - offset)


def bytes_appended(fd: int) -> int:
    """How many bytes follow the end of a zip that begins with the file and does not end near the end of the file; or 0.

    An end further from the end of the file than the longest comment is not looked for by any program.
    """
    whole = os.fstat(fd).st_size
    for place in itertools.islice(_signatures(fd, max(0, whole - _MOST_SEARCHED), whole), _MOST_TRIED):
        size, offset, comment = _numbers(fd, place)
        if size and offset == place - size and _is_line(fd, offset):
            return max(0, whole - place - _END.size - comment)
    return 0


def read_lines(fd: int, table: Table, most: int = MOST_LINES, most_bytes: int = MOST_BYTES) -> Iterator[Line]:
    """The lines of the table, the first `most` of them.

    Raises:
        SubmissionRefused: where the next line begins cannot be told.
    """
    reader = _Reader(fd, table, most_bytes)
    for _ in range(most):
        if reader.at_end():
            return
        fields = _LINE.unpack(reader.take(_LINE.size))
        if fields[0] != b"PK\x01\x02":
            raise _senseless()
        name, extra = reader.take(fields[11]), reader.take(fields[12])
        reader.take(fields[13])
        yield _line(fields, name[:_NAME_KEPT], extra, table.shift)


def is_cut_short(table: Table, lines: int, most: int = MOST_LINES, most_bytes: int = MOST_BYTES) -> bool:
    """True if `lines` lines, all that were given, may not be the whole table."""
    return lines >= most or table.end - table.start > most_bytes


def damaged(detail: str) -> SubmissionRefused:
    """The refusal of a zip that cannot be read."""
    return SubmissionRefused(f"the zip file is damaged: {detail}", "make the zip again and submit the new one")


class _Reader:
    """The bytes of the table in order, a chunk in memory at a time, and no more of them than `most`."""

    def __init__(self, fd: int, table: Table, most: int) -> None:
        self._fd, self._position, self._end = fd, table.start, table.end
        self._stop = min(table.end, table.start + most)
        self._buffer, self._used = b"", 0

    def at_end(self) -> bool:
        return self._position - (len(self._buffer) - self._used) >= self._stop

    def take(self, size: int) -> bytes:
        while len(self._buffer) - self._used < size:
            chunk = os.pread(self._fd, min(_CHUNK, self._end - self._position), self._position)
            if not chunk:
                raise _senseless()
            self._buffer, self._used = self._buffer[self._used :] + chunk, 0
            self._position += len(chunk)
        self._used += size
        return self._buffer[self._used - size : self._used]


def _find_end(fd: int) -> int | None:
    """Where the record stands that ends every zip file; a comment of any length may follow it."""
    whole = os.fstat(fd).st_size
    return next(_signatures(fd, max(0, whole - _END.size - _LONGEST_COMMENT), whole), None)


def _has_rival(fd: int, end: int, shift: int) -> bool:
    """Whether an earlier record has a table of its own and ends another zip than the one that is read.

    That of a zip that is a file of this one, stored as it is, lies within it and ends there.
    """
    for place in _signatures(fd, max(0, end - _END.size - _LONGEST_COMMENT), end):
        size, _, comment = _numbers(fd, place)
        apart = place < shift or place + _END.size + comment >= end + _END.size
        large = size == _IN_ZIP64 and place >= _LOCATOR.size and os.pread(fd, 4, place - _LOCATOR.size) == b"PK\x06\x07"
        if apart and (large or (0 < size <= place and _is_line(fd, place - size))):
            return True
    return False


def _signatures(fd: int, start: int, stop: int) -> Iterator[int]:
    """Where records that end a zip seem to begin, the last one first."""
    while start < stop:
        below = max(start, stop - _CHUNK)
        data = os.pread(fd, stop - below + _END.size - 1, below)
        place = max(0, len(data) - _END.size + 4)
        while (place := data.rfind(b"PK\x05\x06", 0, place)) >= 0:
            yield below + place
            place += 3
        stop = below


def _numbers(fd: int, place: int) -> tuple[int, int, int]:
    """Of a record that ends a zip: size and place of the table, and the length of the comment."""
    fields = _END.unpack(os.pread(fd, _END.size, place))
    return fields[5], fields[6], fields[7]


def _is_line(fd: int, place: int) -> bool:
    return os.pread(fd, 4, place) == b"PK\x01\x02"


def _line(fields: Sequence[Any], name: bytes, extra: bytes, shift: int) -> Line:
    flags, method = fields[4:6]
    checksum, packed, size = fields[8:11]
    start = fields[17]
    large = iter(_large_numbers(extra))
    try:
        size, packed, start = (next(large) if value == _IN_ZIP64 else value for value in (size, packed, start))
    except RuntimeError:  # what a generator makes of StopIteration: the extra field has fewer numbers than are needed
        return Line(name, flags, method, checksum, 0, 0, 0, 0, sane=False)
    return Line(name, flags, method, checksum, packed, size, fields[16] >> 16, start + shift)


def _large_numbers(extra: bytes) -> tuple[int, ...]:
    """The numbers of the zip64 field: those of size, packed size and place that do not fit into the line."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == _ZIP64:
            content = extra[place + 4 : place + 4 + length]
            return struct.unpack(f"<{len(content) // 8}Q", content[: len(content) // 8 * 8])
        place += 4 + length
    return ()


def _senseless() -> SubmissionRefused:
    return damaged("its table of contents makes no sense")
