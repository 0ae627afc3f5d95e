"""A small picture: squares of few colours, as a PNG written by hand."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_INDEXED = 3
_AS_IT_IS, _AS_ABOVE = b"\0", b"\2"  # how a line of pixels is told


def png(rows: Sequence[bytes], palette: Sequence[str], tall: int = 1) -> bytes:
    """A PNG with one column for each number of a row.

    Args:
        rows: from the top; each byte is the index of a colour, and all rows are equally long.
        palette: at most 16 colours, as "#rrggbb".
        tall: the height of a row in pixels; tall rows add hardly any bytes.

    Raises:
        ValueError: there are no pixels, or rows differ in length.
    """
    width = len(rows[0]) if rows else 0
    if not width or any(len(row) != width for row in rows):
        raise ValueError("a picture needs rows of one length")
    header = struct.pack(">IIBBBBB", width, len(rows) * tall, 4, _INDEXED, 0, 0, 0)
    colours = b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in palette)
    same = _AS_ABOVE + bytes((width + 1) // 2)
    pixels = b"".join(_AS_IT_IS + _packed(row) + same * (tall - 1) for row in rows)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def data_address(data: bytes) -> str:
    """The picture as a data: URL, so that a page needs no separate file."""
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def _packed(row: bytes) -> bytes:
    """Two pixels in a byte."""
    pairs = zip(row[::2], (*row[1::2], 0), strict=False)
    return bytes(first << 4 | second for first, second in pairs)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
