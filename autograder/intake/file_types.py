"""Recognises a file by its first bytes, for sentences such as "this is a RAR archive"."""

from __future__ import annotations

HEAD = 4096

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"\x1f\x8b", "a gzip file (.gz or .tar.gz)"),
    (0, b"BZh91AY&SY", "a bzip2 file (.bz2 or .tar.bz2)"),
    (0, b"\xfd7zXZ\x00", "an xz file (.xz or .tar.xz)"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd file (.zst)"),
    (257, b"ustar", "a tar archive"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"MZ\x90\x00", "a Windows program"),
    (0, b"\x7fELF", "a Linux program"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "a Windows shortcut, which only points at the file"),
    (0, b"[InternetShortcut]", "a link to a web page"),
    (0, b"bplist00", "a macOS property list or link"),
)


def is_zip(head: bytes) -> bool:
    """True when a file begins as zip files do: with an entry, or with the end of an empty archive."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def kind_of(head: bytes, name: str) -> str | None:
    """What the file is, if it is one of the things students submit by mistake; `head` is its first HEAD bytes.

    >>> kind_of(b"%PDF-1.7", "hw1.zip"), kind_of(b"import numpy", "main.py"), kind_of(b"?", "hw1.zip")
    ('a PDF document', 'a single Python file', None)
    """
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset):
            return kind
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"{") and (b'"cells"' in text or b'"nbformat"' in text or name.endswith(".ipynb")):
        return "a Jupyter notebook"
    if text[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "a single Python file" if name.lower().endswith(".py") else None
