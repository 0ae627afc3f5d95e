"""All text in a PDF: pages, metadata, bookmarks, notes and attached files."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import StreamObject


def pdf_texts(data: bytes) -> Iterator[tuple[str, str | bytes]]:
    """(part, text) for each page, the metadata and notes; (name, bytes) for each attached file."""
    reader = PdfReader(io.BytesIO(data))
    for number, page in enumerate(reader.pages, start=1):
        yield f"page {number}", page.extract_text()
        for note in page.get("/Annots") or []:
            yield f"note on page {number}", str(note.get_object().get("/Contents", ""))
    yield "metadata", "\n".join(str(value) for value in (reader.metadata or {}).values())
    packet = reader.root_object.get("/Metadata")
    if isinstance(packet, StreamObject):
        yield "XMP metadata", packet.get_data().decode("utf-8", "replace")
    yield "bookmarks", "\n".join(_titles(reader.outline))
    for name, contents in reader.attachments.items():
        for content in contents:
            yield name, content


def _titles(outline: object) -> Iterator[str]:
    if isinstance(outline, list):
        for item in outline:
            yield from _titles(item)
    else:
        yield str(getattr(outline, "title", ""))
