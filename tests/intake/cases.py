"""Odd and hostile archives, each with what must become of it; the submission is always `autodiff.py`."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from .zipmaker import (
    ENCRYPTED,
    SIZES_FOLLOW,
    STORED,
    STRONGLY_ENCRYPTED,
    UTF8,
    Member,
    deflate,
    overlapping,
    unicode_path,
    zip_bytes,
    zip_of,
)

GOOD = b"import numpy as np\n\n\ndef add(a, b):\n    return np.add(a, b)\n" * 20
MIB = 1 << 20


@dataclass(frozen=True)
class Case:
    """One archive.

    Attributes:
        refused: words of the refusal; empty when the archive is accepted.
        note: words of a note, when it is accepted.
        ignored: a name that must be listed as ignored, when it is accepted.
        content: what `autodiff.py` must hold, when it is accepted.
        file_name: what the archive is called.
    """

    name: str
    build: Callable[[], bytes]
    refused: str = ""
    note: str = ""
    ignored: str = ""
    content: bytes = GOOD
    file_name: str = "hw1.zip"


def good(name: str = "autodiff.py") -> Member:
    return Member(name, GOOD)


def beside(*members: Member) -> Callable[[], bytes]:
    """The good file and these, which are made only when needed."""
    return lambda: zip_bytes([good(), *members])


def alone(*members: Member) -> Callable[[], bytes]:
    return lambda: zip_bytes(members)


def beside_path(name: str | bytes) -> Callable[[], bytes]:
    return lambda: zip_bytes([good(), Member(name, b"x")])


PATHS = [
    Case("path that climbs out", beside_path("../evil.py"), ignored="../evil.py (a path with '..' in it)"),
    Case(
        "path that climbs out later", beside_path("a/../../evil.py"), ignored="a/../../evil.py (a path with '..' in it)"
    ),
    Case("path that climbs out and back in", beside_path("a/../b.py"), ignored="a/../b.py (a path with '..' in it)"),
    Case(
        "path that climbs out, Windows style",
        beside_path("..\\evil.py"),
        ignored="..\\evil.py (a path with '..' in it)",
    ),
    Case("submission that climbs out", alone(good("../autodiff.py")), "a path with '..' in it"),
    Case(
        "path that climbs out of a leftover",
        beside_path("__MACOSX/../../evil"),
        ignored="__MACOSX/../../evil (a path with '..' in it)",
    ),
    Case("folder that climbs out", beside_path("../"), ignored="../ (a path with '..' in it)"),
    Case("absolute path", beside_path("/etc/cron.d/evil"), ignored="/etc/cron.d/evil (an absolute path)"),
    Case("submission with an absolute path", alone(good("/autodiff.py")), "an absolute path"),
    Case("drive letter", beside_path("C:\\Windows\\evil.dll"), ignored="C:\\Windows\\evil.dll (an absolute path)"),
    Case("drive letter without a folder", beside_path("c:evil.py"), ignored="c:evil.py (an absolute path)"),
    Case("network share", beside_path("\\\\server\\share\\evil"), ignored="evil (an absolute path)"),
    Case("backslashes between parts", alone(good("hw1\\autodiff.py")), note="in the folder 'hw1/'"),
    Case("dots and doubled slashes", alone(good(".//./autodiff.py"))),
    Case(
        "NUL in a name",
        beside_path(b"autodiff.py\0.txt"),
        ignored="autodiff.py\\x00.txt (a name with control characters)",
    ),
    Case("newline in a name", beside_path("a\nscore: 100"), ignored="a\\nscore: 100 (a name with control"),
    Case("terminal escape in a name", beside_path("\x1b[2Jok"), ignored="\\x1b[2Jok (a name with control characters)"),
    Case("text direction reversed", beside_path("\u202eyp.ffidotua"), ignored="reverse the direction"),
    Case("text direction isolated", beside_path("\u2066a\u2069"), ignored="reverse the direction"),
    Case("very long name", beside_path("n" * 5000 + ".py"), ignored="a name of more than 1000 characters"),
    Case("deeply nested file", beside_path("d/" * 40 + "x"), ignored="d/ (inside more than 32 folders)"),
    Case("name made of dots only", beside_path("./."), ignored=""),
]

SPECIAL = [
    Case("submission is a symbolic link", alone(Member("autodiff.py", b"/etc/passwd", mode=0o120777)), "symbolic link"),
    Case("extra symbolic link", beside(Member("data", b"/", mode=0o120777)), ignored="data (a link)"),
    Case("symbolic link made by DOS", beside(Member("data", b"/", mode=0o120777, system=0)), ignored="data (a link)"),
    Case("symbolic link in a leftover", beside(Member(".venv/bin/python", b"/usr/bin/python3", mode=0o120777))),
    Case("character device", beside(Member("zero", mode=stat.S_IFCHR | 0o666)), ignored="(a device or a pipe)"),
    Case("block device", beside(Member("disk", mode=stat.S_IFBLK | 0o666)), ignored="(a device or a pipe)"),
    Case("named pipe", beside(Member("pipe", mode=stat.S_IFIFO | 0o666)), ignored="(a device or a pipe)"),
    Case("socket", beside(Member("sock", mode=stat.S_IFSOCK | 0o666)), ignored="(a device or a pipe)"),
    Case("set-uid bits and no permissions", alone(Member("autodiff.py", GOOD, mode=0o104000))),
    Case(
        "submission is a folder",
        alone(Member("autodiff.py/"), Member("autodiff.py/a.py", GOOD)),
        "is a folder, not a file",
    ),
    Case("submission is an empty folder", beside(Member("hw/"), Member("hw/autodiff.py/")), ignored=""),
    Case(
        "submission is an empty folder alone", alone(Member("autodiff.py/"), Member("a.py", b"1")), "is a folder, not"
    ),
]


def _lzma_of_giant_dictionary() -> bytes:
    packed = struct.pack("<BBHBL", 9, 4, 5, 0x5D, 0xFFFFFFFF) + b"\0" * 40
    return zip_bytes([Member("autodiff.py", GOOD, method=14, packed=packed)])


def _zip64_claims_exabytes() -> bytes:
    sizes = struct.pack("<HHQ", 1, 8, 1 << 62)
    return zip_bytes([Member("autodiff.py", GOOD, size=0xFFFFFFFF, extra=sizes)])


def _whole_overlap() -> bytes:
    return zip_bytes([Member("autodiff.py", GOOD), Member("autodiff.py", GOOD, at=0)])


def _quoted_in_extra_field() -> bytes:
    """The first file's extra field swallows the header of the second (Fifield 2019, section "Extra-field quoting")."""
    second = Member("b.txt", GOOD)
    swallowed = struct.pack("<HH", 0x9999, 30 + len(second.name)) + b""
    first = Member("autodiff.py", GOOD, local_extra=swallowed + second.local()[: 30 + len(second.name)])
    first.packed, second.at = second.packed, 30 + len(first.name) + 4
    return zip_bytes([first, Member("b.txt", GOOD, at=second.at)])


def _nested(levels: int) -> bytes:
    content = b"\0" * (5 * MIB)
    for level in range(levels):
        content = zip_bytes([Member(f"{level}-{copy}.zip", content) for copy in range(4)])
    return zip_bytes([good(), Member("inner.zip", content, STORED)])


def _empty_blocks() -> bytes:
    """A megabyte of deflate blocks that hold nothing, before the file."""
    return zip_bytes([Member("autodiff.py", GOOD, packed=b"\0\0\0\xff\xff" * 200_000 + deflate(GOOD))])


BOMBS = [
    Case("submission packed 1000 times", alone(Member("autodiff.py", b"#" * (8 * MIB))), "more than 200 times"),
    Case("extra file packed 1000 times stays packed", beside(Member("zeros.npy", bytes(8 * MIB))), ignored="zeros.npy"),
    Case(
        "file larger than allowed",
        lambda: zip_bytes([good(), Member("data.bin", bytes(21 * MIB))]),
        ignored="data.bin",
    ),
    Case(
        "files larger than allowed together",
        beside(*(Member(f"{n}.bin", size=19 * MIB) for n in range(6))),
        ignored="5.bin",
    ),
    Case(
        "files that claim too much in the table of contents only",
        beside(*(Member(f"{n}.bin", size=19 * MIB, local_size=0) for n in range(6))),
        ignored="5.bin",
    ),
    Case("claims 4 GiB", alone(Member("autodiff.py", GOOD, size=0xFFFFFFFE, local_size=0xFFFFFFFE)), "at most 20 MiB"),
    Case("claims exabytes by zip64", _zip64_claims_exabytes, "at most 20 MiB"),
    Case(
        "lies: less than it unpacks to",
        alone(Member("autodiff.py", b"x=1\n" * 9000, size=10, local_size=10)),
        "does not have the length",
    ),
    Case(
        "lies: less, with a checksum to match",
        alone(Member("autodiff.py", b"#" * (8 * MIB), size=5, checksum=0x1)),
        "does not have the length",
    ),
    Case(
        "lies: more than it unpacks to",
        alone(Member("autodiff.py", GOOD, size=len(GOOD) + 9)),
        "does not have the length",
    ),
    Case(
        "lies in the table of contents only",
        alone(Member("autodiff.py", GOOD, size=10, local_size=len(GOOD))),
        "does not match",
    ),
    Case(
        "lies: stored file longer than packed",
        alone(Member("autodiff.py", GOOD, STORED, size=9)),
        "does not have the length",
    ),
    Case(
        "bytes left over after the last block",
        alone(Member("autodiff.py", GOOD, packed=deflate(GOOD) + b"PK\x03\x04")),
        "does not have the length",
    ),
    Case("the same file twice in the table", _whole_overlap, "there are two files named"),
    Case("files that quote each other", lambda: overlapping(40, bytes(9000)), "which holds 'f0.txt'"),
    Case("files quoted in an extra field", _quoted_in_extra_field, ignored="b.txt"),
    Case("bomb inside archives inside the archive", lambda: _nested(3), ignored="inner.zip"),
    Case("empty blocks", _empty_blocks),
    Case("500 files", beside(*(Member(f"{n}.txt") for n in range(499))), ignored="0.txt"),
    Case("501 files", beside(*(Member(f"{n}.txt") for n in range(500))), ignored="0.txt"),
    Case("4000 leftovers", beside(*(Member(f".git/{n}") for n in range(4000))), ignored=".git/"),
    Case("100000 files", lambda: _many_files(100_000), "holds more than 5000 files"),
    Case(
        "100000 files with long names", lambda: _many_files(100_000, b"\xc3\xa9n" * 100), "holds more than 5000 files"
    ),
    Case("5001 long names in 32 folders", lambda: _long_names(5001), "holds more than 5000 files"),
    Case("5000 names that are nearly right", lambda: _long_names(5000, "autodif%d.py"), "was found instead"),
    Case("names of 64 kB", beside(*(Member(b"n" * 65_000 + b"%d" % n) for n in range(300))), ignored="1000 characters"),
    Case("table of contents of 10 MB", beside(Member("a", extra=b"\x99\x99\xf0\xff" + bytes(65520))), ignored="a"),
]


def _long_names(count: int, name: str = "%d") -> bytes:
    """Long names, in 32 folders of their own each, of characters that take four bytes each."""
    folders = "/".join(["\U0001f469" * 7] * 27)
    return zip_bytes([Member(f"{n}/{folders}/{name % n}") for n in range(count)])


def _many_files(count: int, name: bytes = b"a") -> bytes:
    local, line = Member(name).local(), Member(name).central(0)
    table = line * count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(table), len(local), 0)
    return local + table + end


COLLISIONS = [
    Case("the same name twice", alone(good(), good()), "there are two files named 'autodiff.py'"),
    Case("the same extra name twice", beside(Member("a", b"1"), Member("a", b"2")), ignored="a"),
    Case("the same name, spelt with './'", alone(good(), good("./autodiff.py")), "there are two files named"),
    Case("names that differ in case", alone(good(), good("AutoDiff.py")), "the same file name on many computers"),
    Case("folders that differ in case", beside(Member("A/x", b"1"), Member("a/x", b"2")), ignored="A/x"),
    Case(
        "names that differ in normal form",
        beside(Member("\u00e9.py"), Member("e\u0301.py")),
        ignored="é.py",
    ),
    Case("names equal after case folding", beside(Member("stra\u00dfe"), Member("STRASSE")), ignored="STRASSE"),
    Case("a file that is also a folder", beside(Member("a", b"1"), Member("a/b", b"2")), ignored="a/b"),
    Case("submission that is also a folder", beside(Member("autodiff.py/x")), "is a folder, not a file"),
    Case("leftovers that collide", beside(Member("__MACOSX/a"), Member("__MACOSX/A")), ignored="__MACOSX/"),
]

ENCODINGS = [
    Case("name in UTF-8, marked", beside(Member("Übung/José.txt")), ignored="Übung/José.txt"),
    Case("name in UTF-8, not marked", beside(Member("Übung.txt".encode())), ignored="Übung.txt"),
    Case("name in code page 437", beside(Member("Übung.txt".encode("cp437"))), ignored="Übung.txt"),
    Case("name in Shift JIS", beside(Member("宿題.txt".encode("shift-jis"))), ignored=".txt"),
    Case(
        "name marked as UTF-8 that is not",
        beside(Member(b"\xff\xfe.txt", flags=UTF8)),
        ignored="\\xff\\xfe.txt (a name that is not UTF-8",
    ),
    Case(
        "wrapping folder with an accent, not marked", alone(Member("José/autodiff.py".encode(), GOOD)), note="'José/'"
    ),
    Case("wrapping folder with an emoji", alone(good("\U0001f469\u200d\U0001f4bb/autodiff.py")), note="in the folder"),
    Case(
        "invisible character in a name",
        alone(Member("autodiff\u200b.py", GOOD)),
        "'autodiff\\u200b.py' was found instead",
    ),
    Case(
        "second name that climbs out",
        alone(Member("autodiff.py", GOOD, extra=unicode_path("../../evil.py", b"autodiff.py"))),
    ),
    Case("accented name in NFD", alone(Member("Jose\u0301/autodiff.py", GOOD)), note="'José/'"),
]

UNUSUAL = [
    Case("password", alone(Member("autodiff.py", GOOD, flags=ENCRYPTED)), "protected by a password"),
    Case(
        "password, said only in the file's header",
        alone(Member("autodiff.py", GOOD, local_flags=ENCRYPTED)),
        "by a password",
    ),
    Case(
        "strong encryption", alone(Member("autodiff.py", GOOD, flags=ENCRYPTED | STRONGLY_ENCRYPTED)), "by a password"
    ),
    Case("AES", alone(Member("autodiff.py", GOOD, method=99, flags=ENCRYPTED)), "protected by a password"),
    Case("bzip2", alone(Member("autodiff.py", GOOD, method=12, packed=bz2.compress(GOOD))), "unusual method (bzip2)"),
    Case("LZMA", lambda: _by_zipfile(zipfile.ZIP_LZMA), "unusual method (LZMA)"),
    Case("LZMA with a dictionary of 4 GiB", _lzma_of_giant_dictionary, "unusual method (LZMA)"),
    Case("Deflate64", alone(Member("autodiff.py", GOOD, method=9)), "unusual method (Deflate64)"),
    Case("Zstandard", alone(Member("autodiff.py", GOOD, method=93)), "unusual method (Zstandard)"),
    Case("method nobody knows", alone(Member("autodiff.py", GOOD, method=77)), "unusual method (number 77)"),
    Case("not compressed", alone(Member("autodiff.py", GOOD, method=STORED))),
    Case("sizes after the data", alone(Member("autodiff.py", GOOD, flags=SIZES_FOLLOW))),
    Case("zip64", lambda: _by_zipfile(zipfile.ZIP_DEFLATED, force_zip64=True)),
    Case("bytes before the zip", lambda: b"\r\n--boundary\r\n" + zip_of(autodiff_py=GOOD)),
    Case("bytes after the zip", lambda: zip_of(autodiff_py=GOOD) + b"\r\n--boundary--\r\n"),
    Case(
        "70 kB after the zip", lambda: zip_of(autodiff_py=GOOD) + bytes(70_000), "70,000 bytes that do not belong to it"
    ),
    Case(
        "70 kB after the zip and its comment",
        lambda: zip_bytes([good()], comment=b"PK\x05\x06") + b"PK\x05" * 70_000,
        "210,000 bytes that do not belong to it follow its end",
    ),
    Case(
        "cut off behind a whole zip",
        lambda: zip_bytes([Member("a.zip", zip_of(autodiff_py=GOOD), STORED), Member("b", bytes(70_000), STORED)])[:-9],
        "its end is missing",
    ),
    Case("longest comment", lambda: zip_bytes([good()], comment=b"c" * 65535)),
    Case(
        "comment that looks like a second end",
        lambda: zip_bytes([good()], comment=b"PK\x05\x06" + bytes(18)),
        "the zip has two ends",
    ),
    Case("comment that holds a zip", lambda: zip_bytes([good()], comment=zip_of(a=b"1")), "the zip has two ends"),
    Case(
        "comment that holds a zip, told from the beginning of the file",
        lambda: _in_its_comment(zip_bytes([good()]), zip_of(a=b"1")),
        "the zip has two ends",
    ),
    Case("zip before the zip", lambda: zip_of(a=b"1") + zip_of(autodiff_py=GOOD), "the zip has two ends"),
    Case("end of an empty zip before the zip", lambda: zip_bytes([]) + zip_of(autodiff_py=GOOD)),
    Case("zip in the zip, not compressed", beside(Member("a.zip", zip_of(a=b"1"), STORED)), ignored="a.zip"),
    Case("comment that begins like an end", lambda: zip_bytes([good()], comment=b"PK\x05\x06" + bytes(17))),
]


def _in_its_comment(first: bytes, second: bytes) -> bytes:
    """Two zips, the second the comment of the first and with a table that says where its files are in the whole."""
    end = bytearray(second)
    place = second.index(b"PK\x01\x02")
    struct.pack_into("<L", end, place + 42, len(first))
    struct.pack_into("<L", end, len(second) - 6, len(first) + place)
    return first[:-2] + struct.pack("<H", len(second)) + bytes(end)


def _by_zipfile(method: int, force_zip64: bool = False) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", method) as archive,
        archive.open("autodiff.py", "w", force_zip64=force_zip64) as member,
    ):
        member.write(GOOD)
    return file.getvalue()


def _cut(fraction: float) -> Callable[[], bytes]:
    def build() -> bytes:
        whole = zip_of(autodiff_py=GOOD)
        return whole[: int(len(whole) * fraction)]

    return build


def _patched(old: bytes, new: bytes, count: int = 1) -> Callable[[], bytes]:
    return lambda: zip_of(autodiff_py=GOOD).replace(old, new, count)


def _last_byte_cut() -> bytes:
    return zip_of(autodiff_py=GOOD)[:-1]


DAMAGED = [
    *(
        Case(f"cut off at {part:.0%}", _cut(part), "damaged: its end is missing")
        for part in (0.05, 0.3, 0.6, 0.8, 0.95)
    ),
    Case("eleven bytes that begin like an end", lambda: b"PK\x05\x06" + bytes(7), "damaged: its end is missing"),
    Case("last byte cut off", _last_byte_cut, "damaged: its end is missing"),
    Case("first four bytes only", lambda: b"PK\x03\x04", "damaged: its end is missing"),
    Case("wrong checksum", alone(Member("autodiff.py", GOOD, checksum=1)), "the checksum of 'autodiff.py' is wrong"),
    Case("wrong checksum of a stored file", alone(Member("autodiff.py", GOOD, STORED, checksum=1)), "the checksum"),
    Case("data that is not deflated", alone(Member("autodiff.py", GOOD, packed=b"\xff" * 99)), "cannot be unpacked"),
    Case(
        "data without its last block",
        alone(Member("autodiff.py", GOOD, packed=deflate(GOOD)[:-9])),
        "does not have the length",
    ),
    Case("wrong checksum of an extra file", beside(Member("a", GOOD, checksum=1)), ignored="a"),
    Case("file header destroyed", _patched(b"PK\x03\x04", b"PK\x03\x05"), "damaged"),
    Case("table of contents destroyed", _patched(b"PK\x01\x02", b"PK\x01\x03"), "its table of contents makes no sense"),
    Case(
        "another name in the file's header",
        alone(Member("autodiff.py", GOOD, local_name=b"../evil.py")),
        "does not match",
    ),
    Case("another method in the file's header", alone(Member("autodiff.py", GOOD, local_method=0)), "does not match"),
    Case("file beyond the end", alone(Member("autodiff.py", GOOD, at=1 << 30)), "points outside"),
    Case("data beyond the end", alone(Member("autodiff.py", GOOD, packed_size=1 << 20)), "longer than the zip itself"),
    Case("table of contents beyond the end", lambda: zip_bytes([good()], table_at=1 << 30), "damaged"),
    Case("needs a future version", lambda: _future_version()),
]


def _future_version() -> bytes:
    whole = bytearray(zip_of(autodiff_py=GOOD))
    whole[whole.index(b"PK\x01\x02") + 6] = 255
    return bytes(whole)


LEFTOVERS = [
    Case(
        "macOS",
        beside(Member("__MACOSX/._autodiff.py", b"\0\5\x16\7"), Member(".DS_Store", b"Bud1")),
        ignored="__MACOSX/",
    ),
    Case("macOS folder icon", beside(Member("Icon\r")), ignored="Icon\\r"),
    Case("Windows", beside(Member("Thumbs.db"), Member("desktop.ini")), ignored="Thumbs.db"),
    Case("Python's cache", beside(Member("__pycache__/autodiff.cpython-311.pyc")), ignored="__pycache__/"),
    Case(
        "repository and virtual environment", beside(Member(".git/HEAD"), Member(".venv/pyvenv.cfg")), ignored=".venv/"
    ),
    Case("extra files", beside(Member("notes.txt", b"hello"), Member("plot.png")), ignored="notes.txt"),
    Case(
        "one wrapping folder",
        alone(Member("hw1/"), good("hw1/autodiff.py")),
        note="in the folder 'hw1/', which is fine",
    ),
    Case("three wrapping folders", alone(good("a/b/c/autodiff.py")), note="in the folder 'a/b/c/'"),
    Case(
        "wrapping folder and its macOS twin",
        alone(good("hw1/autodiff.py"), Member("__MACOSX/hw1/._autodiff.py"), Member("hw1/.DS_Store")),
        note="in the folder 'hw1/'",
        ignored="hw1/.DS_Store",
    ),
    Case("wrapping folder named as the file", alone(good("autodiff/autodiff.py")), note="in the folder 'autodiff/'"),
    Case("file at the top and a copy below", beside(Member("old/autodiff.py", b"old")), ignored="old/autodiff.py"),
    Case(
        "Windows line endings",
        alone(Member("autodiff.py", b"x = 1\r\n")),
        note="Windows line endings",
        content=b"x = 1\r\n",
    ),
    Case("byte order mark", alone(Member("autodiff.py", b"\xef\xbb\xbfx = 1\n")), content=b"\xef\xbb\xbfx = 1\n"),
    Case(
        "UTF-16",
        alone(Member("autodiff.py", "x=1".encode("utf-16"))),
        note="save it as UTF-8",
        content="x=1".encode("utf-16"),
    ),
    Case(
        "UTF-32",
        alone(Member("autodiff.py", "x=1".encode("utf-32"))),
        note="is saved as UTF-32",
        content="x=1".encode("utf-32"),
    ),
    Case(
        "UTF-32, big-endian",
        alone(Member("autodiff.py", b"\0\0\xfe\xff\0\0\0x")),
        note="is saved as UTF-32",
        content=b"\0\0\xfe\xff\0\0\0x",
    ),
    Case("not UTF-8", alone(Member("autodiff.py", b"# \xe9\n")), content=b"# \xe9\n"),
    Case(
        "NUL in the source",
        alone(Member("autodiff.py", b"x = 1\0\n")),
        note="holds NUL characters",
        content=b"x = 1\0\n",
    ),
    Case("empty source", alone(Member("autodiff.py", b"")), note="autodiff.py is empty", content=b""),
]


def _notebook() -> bytes:
    return b'{\n "cells": [],\n "metadata": {},\n "nbformat": 4\n}\n'


def _tar() -> bytes:
    return b"autodiff.py".ljust(257, b"\0") + b"ustar\x0000".ljust(255, b"\0") + bytes(1024)


NOT_A_ZIP = [
    Case("empty archive", lambda: zip_bytes([]), "the zip holds no files"),
    Case("only folders", alone(Member("hw1/")), "the zip holds no files"),
    Case("only leftovers", alone(Member("__MACOSX/._autodiff.py")), "the zip holds no files"),
    Case("empty file", lambda: b"", "'hw1.zip' is empty (0 bytes)"),
    Case("RAR 5", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(50), "is a RAR archive, not a zip file", file_name="hw1.rar"),
    Case("RAR renamed", lambda: b"Rar!\x1a\x07\x00" + bytes(50), "'hw1.zip' is a RAR archive, not a zip file"),
    Case("7-Zip", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), "is a 7-Zip archive"),
    Case("tar.gz", lambda: gzip.compress(_tar()), "is a gzip file", file_name="hw1.tar.gz"),
    Case("tar", _tar, "is a tar archive"),
    Case("tar.bz2", lambda: bz2.compress(_tar()), "is a bzip2 file"),
    Case("tar.xz", lambda: lzma.compress(_tar()), "is an xz file"),
    Case("PDF", lambda: b"%PDF-1.7\n...", "is a PDF document", file_name="hw1.pdf"),
    Case("another Python file", lambda: GOOD, "'main.py' is a single Python file", file_name="main.py"),
    Case(
        "second download of the Python file", lambda: GOOD, "'autodiff (1).py' is a single", file_name="autodiff (1).py"
    ),
    Case("the Python file itself", lambda: GOOD, file_name="autodiff.py"),
    Case("zip called like the Python file", lambda: zip_of(autodiff_py=GOOD), file_name="autodiff.py"),
    Case("notebook", _notebook, "is a Jupyter notebook", file_name="hw1.ipynb"),
    Case("web page saved for the file", lambda: b"\n<!DOCTYPE html><html>", "is a web page"),
    Case("Windows program", lambda: b"MZ\x90\x00" + bytes(60) + zip_of(autodiff_py=GOOD), "is a Windows program"),
    Case("Windows shortcut", lambda: b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), "is a Windows shortcut"),
    Case("picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(60), "is a PNG image"),
    Case("random bytes", lambda: bytes(range(256)) * 40, "the file is not a zip file"),
    Case("plain text", lambda: b"my homework is on my desk\n", "the file is not a zip file"),
    Case(
        "Word document", lambda: zip_of(**{"[Content_Types].xml": b"", "word/a.xml": b""}), "this is an Office document"
    ),
]

MISSING = [
    Case("name of thirty digits", alone(good("1" * 30 + "x.py"), good("v2" * 40 + "!.py")), "is missing"),
    Case("another case", alone(good("Autodiff.py")), "and 'Autodiff.py' was found instead; rename it to autodiff.py"),
    Case(
        "second download",
        alone(good("autodiff (1).py")),
        "'autodiff (1).py' was found instead; rename it to autodiff.py",
    ),
    Case("Windows copy", alone(good("autodiff - Copy.py")), "'autodiff - Copy.py' was found instead; rename it"),
    Case("final version", alone(good("autodiff_final2.py")), "'autodiff_final2.py' was found instead; rename it"),
    Case("misspelt", alone(good("autodif.py")), "'autodif.py' was found instead; rename it"),
    Case(
        "hidden extension",
        alone(good("autodiff.py.txt")),
        "'autodiff.py.txt' was found instead; rename it to autodiff.py",
    ),
    Case(
        "notebook in the zip",
        alone(good("autodiff.ipynb")),
        "'autodiff.ipynb' was found instead; export 'autodiff.ipynb' as autodiff.py (in Jupyter",
    ),
    Case(
        "deeper folder beside others",
        alone(good("src/autodiff.py"), good("a.py")),
        note="found in the folder 'src/'",
        ignored="a.py",
    ),
    Case(
        "two deeper folders",
        alone(good("a/autodiff.py"), good("b/autodiff.py")),
        "autodiff.py lies in 2 folders of the zip, 'a/' and 'b/'",
    ),
    Case(
        "zip inside the zip",
        lambda: zip_bytes([Member("hw1.zip", zip_of(autodiff_py=GOOD))]),
        "holds autodiff.py itself; 'hw1.zip' was not opened",
    ),
    Case(
        "something else altogether",
        alone(good("report.pdf")),
        "which holds 'report.pdf'; submit a zip that holds autodiff.py",
    ),
]

CASES = [*PATHS, *SPECIAL, *BOMBS, *COLLISIONS, *ENCODINGS, *UNUSUAL, *DAMAGED, *LEFTOVERS, *NOT_A_ZIP, *MISSING]
