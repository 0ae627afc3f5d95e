"""One file as all the texts in it: its own, encoded ones and packed ones, at any depth."""

from __future__ import annotations

import base64
import binascii
import bz2
import html
import io
import json
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.authoring.leaks.compiled import read_compiled, texts_in
from autograder.authoring.leaks.constants import constants_of
from autograder.authoring.leaks.pdf import pdf_texts

DEEPEST = 6
LARGEST = 64 << 20  # bytes that one packed file may unfold to

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{2,})*={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){16,}")
_TAG = re.compile(r"<[^<>]*>")
# By opening bytes. A truncated stream gives what is there, and none gives more than LARGEST.
_UNPACKERS: dict[bytes, tuple[str, Callable[[bytes], bytes]]] = {
    b"\x1f\x8b": ("gzip", lambda data: zlib.decompressobj(wbits=31).decompress(data, LARGEST)),
    b"BZh": ("bzip2", lambda data: bz2.BZ2Decompressor().decompress(data, LARGEST)),
    b"\xfd7zXZ": ("xz", lambda data: lzma.LZMADecompressor().decompress(data, LARGEST)),
    **{
        magic: ("zlib", lambda data: zlib.decompressobj().decompress(data, LARGEST))
        for magic in (b"x\x01", b"x\x9c", b"x\xda")
    },
}


@dataclass(frozen=True)
class View:
    """A text found in a file.

    Attributes:
        where: the file, and after "!" the part of it: "hw1.zip!notes.ipynb!cell".
        squeezed: True if white space in it means nothing, as in text from a PDF.
        compiled: the .pyc file it is from, whose functions are compared, too.
    """

    where: str
    text: str
    squeezed: bool = False
    compiled: bytes = b""


@dataclass(frozen=True)
class Unreadable:
    """Something that cannot be read, and so cannot be handed out."""

    where: str
    what: str


def views(where: str, data: bytes, depth: int = 0) -> Iterator[View | Unreadable]:
    """Every text that a file holds, itself first."""
    if depth > DEEPEST:
        yield Unreadable(where, f"is packed more than {DEEPEST} deep")
        return
    name = where.rpartition("!")[2].lower()
    if name.endswith((".pyc", ".pyo")):
        yield from _compiled(where, data)
        return
    if data[:5] == b"%PDF-":
        yield from _pdf(where, data, depth)
    elif zipfile.is_zipfile(io.BytesIO(data)):
        yield from _zip(where, data, depth)
    elif _is_tar(data):
        yield from _tar(where, data, depth)
    elif unpacked := _unpacked(data):
        yield from views(f"{where}!{unpacked[0]}", unpacked[1], depth + 1)
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _png(where, data, depth)
    yield from _text(where, name, data, depth)


def _text(where: str, name: str, data: bytes, depth: int) -> Iterator[View | Unreadable]:
    text = _decoded(data)
    yield View(where, text)
    if b"\0" in data:
        yield from (View(where, data.decode(encoding, "replace")) for encoding in ("utf-16-le", "utf-16-be"))
    if name.endswith((".ipynb", ".json", ".jsonl")):
        yield from _json(where, text, depth)
    if name.endswith((".html", ".htm", ".svg", ".xml", ".md")) and "<" in text:
        yield View(f"{where}!text", html.unescape(_TAG.sub("", text)), squeezed=True)
    if "\\x" in text or "\\u" in text or ".py" in name:
        yield from (View(f"{where}!constant", constant) for constant in constants_of(text))
    yield from _encoded(where, data, depth)


def _decoded(data: bytes) -> str:
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _json(where: str, text: str, depth: int) -> Iterator[View | Unreadable]:
    try:
        strings = [string for document in _documents(text) for string in _strings(document)]
    except RecursionError:
        yield Unreadable(where, "is JSON nested too deeply to be searched")
        return
    for string in strings:
        yield View(f"{where}!string", string)
        yield from _encoded(f"{where}!string", string.encode("utf-8", "replace"), depth)


def _documents(text: str) -> list[object]:
    """What a file of JSON holds: one document, or one on each line that is one."""
    try:
        return [json.loads(text)]
    except ValueError:
        documents: list[object] = []
        for line in text.splitlines():
            try:
                documents.append(json.loads(line))
            except ValueError:
                continue
        return documents


def _strings(value: object) -> Iterator[str]:
    """All strings of a JSON value; a list of strings (a notebook's cell) is one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield "".join(item if item.endswith("\n") else item + "\n" for item in value)
        else:
            for item in value:
                yield from _strings(item)


def _encoded(where: str, data: bytes, depth: int) -> Iterator[View | Unreadable]:
    for match in _BASE64.finditer(data):
        packed = re.sub(rb"\s|=", b"", match[0]).translate(bytes.maketrans(b"-_", b"+/"))
        yield from _inner(f"{where}!base64", _base64(packed), depth)
    for match in _HEX.finditer(data):
        yield from _inner(f"{where}!hex", binascii.unhexlify(match[0]), depth)


def _base64(packed: bytes) -> bytes:
    usable = packed[: len(packed) - (len(packed) % 4 == 1)]
    return base64.b64decode(usable + b"=" * (-len(usable) % 4))


def _inner(where: str, data: bytes, depth: int) -> Iterator[View | Unreadable]:
    """What was encoded, if it is text or a known container; random letters that happen to decode are neither."""
    known = data[:5] == b"%PDF-" or data[:4] == b"PK\x03\x04" or any(data.startswith(magic) for magic in _UNPACKERS)
    printable = sum(32 <= byte < 127 or byte in (9, 10, 13) for byte in data)
    if known or printable >= 0.9 * len(data):
        yield from views(where, data, depth + 1)


def _unpacked(data: bytes) -> tuple[str, bytes] | None:
    for magic, (name, unpack) in _UNPACKERS.items():
        if data.startswith(magic):
            try:
                return name, unpack(data)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
                return None
    return None


def _zip(where: str, data: bytes, depth: int) -> Iterator[View | Unreadable]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield View(f"{where}!comment", _decoded(archive.comment))
        listed = {info.header_offset for info in archive.infolist()}
        for info in archive.infolist():
            inside = f"{where}!{info.filename}"
            if info.comment or info.extra:
                yield View(f"{inside}!comment", _decoded(info.comment + info.extra))
            if info.flag_bits & 1 or info.file_size > LARGEST:
                yield Unreadable(inside, "is encrypted" if info.flag_bits & 1 else "is too large to be searched")
            elif not info.is_dir():
                yield from _member(inside, archive, info, depth)
    for match in re.finditer(rb"PK\x03\x04", data):
        if match.start() not in listed and _is_header(data, match.start()):
            yield Unreadable(where, f"hides an entry at byte {match.start()} that its table of contents does not list")


def _member(inside: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int) -> Iterator[View | Unreadable]:
    try:
        content = archive.read(info)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError):
        yield Unreadable(inside, "is damaged or compressed in a way that cannot be read")
        return
    yield from views(inside, content, depth + 1)


def _is_header(data: bytes, offset: int) -> bool:
    """Whether this is a plausible local header, rather than four bytes of a stored zip's own content."""
    if len(data) < offset + 30:
        return False
    method, name_length = struct.unpack_from("<H", data, offset + 8)[0], struct.unpack_from("<H", data, offset + 26)[0]
    name = data[offset + 30 : offset + 30 + name_length]
    return method in (0, 8, 12, 14) and 0 < name_length < 512 and name.isascii() and not _nested(data, offset)


def _nested(data: bytes, offset: int) -> bool:
    """Whether the offset lies inside the content of a listed entry (a zip stored in a zip)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(
            info.header_offset < offset < info.header_offset + 30 + len(info.filename) + info.compress_size
            for info in archive.infolist()
        )


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b"ustar"


def _tar(where: str, data: bytes, depth: int) -> Iterator[View | Unreadable]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                if content is not None:
                    yield from views(f"{where}!{member.name}", content.read(LARGEST), depth + 1)
    except tarfile.TarError:
        yield Unreadable(where, "is a damaged tar archive")


def _png(where: str, data: bytes, depth: int) -> Iterator[View | Unreadable]:
    """The text chunks of an image, packed or not; its pixels are not read."""
    position = 8
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        content = data[position + 8 : position + 8 + length]
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            for start in (content.find(b"\0") + 2, content.rfind(b"\0") + 1):
                packed = _unpacked(content[start:])
                yield from views(f"{where}!{kind.decode()}", packed[1] if packed else content, depth + 1)
        position += 12 + length


def _pdf(where: str, data: bytes, depth: int) -> Iterator[View | Unreadable]:
    try:
        for part, text in pdf_texts(data):
            if isinstance(text, bytes):
                yield from views(f"{where}!{part}", text, depth + 1)
            else:
                yield View(f"{where}!{part}", text, squeezed=True)
    except Exception as error:  # pypdf raises many kinds on damaged files; all mean the same here
        yield Unreadable(where, f"is a PDF that cannot be read ({type(error).__name__})")


def _compiled(where: str, data: bytes) -> Iterator[View | Unreadable]:
    code = read_compiled(data)
    if code is None:
        yield Unreadable(where, "is compiled by another Python or damaged")
        return
    yield View(where, "\n".join(texts_in(code)), compiled=data)
