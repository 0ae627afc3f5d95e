"""What a submission holds, file by file, and the same without the people in it."""

from __future__ import annotations

import io
import json
import os
import stat
import tempfile
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.anonymise.rewrite import Rewriter
from autograder.authoring.leaks.views import View, views
from autograder.errors import SubmissionRefused
from autograder.files import Entry, zipped
from autograder.intake.archive import every_entry
from autograder.intake.file_types import HEAD, is_zip
from autograder.intake.names import fault_of, is_junk, relative
from autograder.text import collision_key

_LARGEST, _ALL, _MOST_FILES, _DEEPEST = 20 << 20, 200 << 20, 5000, 3
_NOT_SEARCHED = "cannot be searched for names"
_LARGE = "is too large"


@dataclass(frozen=True)
class File:
    """One file of a submission.

    Attributes:
        data: None if it cannot be read, or is left out.
        why: then why.
    """

    path: str
    data: bytes | None
    why: str = ""


def files_of(source: Path) -> Iterator[File]:
    """The files of a zip, of a folder, or the one file; what tools leave behind is passed over."""
    if source.is_dir():
        yield from _bounded(_in_folder(source))
        return
    try:
        with open(source, "rb") as file:
            if is_zip(file.read(HEAD)):
                yield from _bounded(_in_zip(file.fileno()))
                return
        yield from _bounded(iter([File(source.name, _read(source))]))
    except OSError as error:
        yield File(source.name, None, f"cannot be read ({error.strerror})")


def rewritten(file: File, rewriter: Rewriter, depth: int = 0) -> list[File]:
    """The file without people, first; behind it what of it had to be left out."""
    path = rewriter.path(file.path)
    if file.data is None:
        return [File(path, None, file.why)]
    if path.lower().endswith(".zip") and is_zip(file.data[:HEAD]):
        return _zip(path, file.data, rewriter, depth)
    try:
        return [File(path, _text(file.path, file.data, rewriter))]
    except (ValueError, SyntaxError, LookupError, RecursionError):
        return [File(path, None, _NOT_SEARCHED)]


def without_collisions(files: list[File]) -> list[File]:
    """The same with another name where two files would have one, which pseudonyms can bring about."""
    taken: set[str] = set()
    found = []
    for file in files:
        path, count = file.path, 1
        while collision_key(path) in taken:
            count += 1
            stem, dot, ending = file.path.rpartition(".")
            path = f"{stem}_{count}{dot}{ending}" if dot else f"{file.path}_{count}"
        taken.add(collision_key(path))
        found.append(File(path, file.data, file.why))
    return found


def _in_folder(folder: Path) -> Iterator[File]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        try:
            mode = path.lstat()
            if stat.S_ISREG(mode.st_mode) and mode.st_nlink == 1:
                large = mode.st_size > _LARGEST
                yield File(name, None, _LARGE) if large else File(name, _read(path))
            elif not stat.S_ISDIR(mode.st_mode):
                yield File(name, None, "is a link or a device")
        except OSError as error:
            yield File(name, None, f"cannot be read ({error.strerror})")


def _read(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read(_LARGEST + 1)


def _in_zip(descriptor: int) -> Iterator[File]:
    try:
        for entry in every_entry(descriptor):
            if entry.path.endswith(("/", "\\")) or fault_of(entry.path):
                continue
            name = relative(entry.path)
            if entry.refusal is not None or entry.size > _LARGEST:
                yield File(name, None, _LARGE if entry.refusal is None else entry.refusal.what)
                continue
            try:
                yield File(name, b"".join(entry.read()))
            except SubmissionRefused as refused:
                yield File(name, None, refused.what)
    except SubmissionRefused as refused:
        yield File("everything", None, refused.what)


def _bounded(files: Iterator[File]) -> Iterator[File]:
    """The files that somebody wrote, as many as there is room for."""
    size = count = 0
    for file in files:
        if is_junk(file.path):
            continue
        count, size = count + 1, size + len(file.data or b"")
        if count > _MOST_FILES or size > _ALL:
            yield File("the rest", None, _LARGE)
            return
        yield file if len(file.data or b"") <= _LARGEST else File(file.path, None, _LARGE)


def _zip(path: str, data: bytes, rewriter: Rewriter, depth: int) -> list[File]:
    if depth >= _DEEPEST:
        return [File(path, None, f"is packed more than {_DEEPEST} deep")]
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        inside = [each for one in _bounded(_in_zip(file.fileno())) for each in rewritten(one, rewriter, depth + 1)]
    inside = without_collisions(inside)
    kept = [Entry(each.path, each.data) for each in inside if each.data is not None]
    lost = [File(f"{path}!{each.path}", None, each.why) for each in inside if each.data is None]
    return [File(path, zipped(kept)), *lost]


def _text(path: str, data: bytes, rewriter: Rewriter) -> bytes:
    """A text file rewritten.

    Raises:
        ValueError, SyntaxError, LookupError: it is no text, or none of an encoding that it names.
        RecursionError: it is nested too deeply.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    if path.lower().endswith(".py") and encoding == "utf-8":
        encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0].removesuffix("-sig")
    text = data.decode(encoding)
    if "\0" in text or "\ufffd" in text:
        raise ValueError(path)
    if path.lower().endswith(".ipynb"):
        return _notebook(json.loads(text), rewriter)
    is_program = path.lower().endswith((".py", ".pyi", ".pyw"))
    written = (rewriter.program(text) if is_program else rewriter.prose(text)).encode(encoding)
    is_nested = path.lower().endswith((".json", ".jsonl"))
    if is_nested and not all(isinstance(view, View) for view in views(path, written)):
        raise ValueError(path)  # the scan of what was written could not look into it
    return written


def _notebook(notebook: Any, rewriter: Rewriter) -> bytes:
    """A notebook's cells; outputs, attachments and metadata, which name machines and hold pictures, are left out."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("cells")
    cells = [_cell(cell, rewriter) for cell in notebook["cells"] if isinstance(cell, dict)]
    kept = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(kept, ensure_ascii=False, indent=1).encode()


def _cell(cell: dict[str, Any], rewriter: Rewriter) -> dict[str, Any]:
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    if cell.get("cell_type") == "code":
        code = rewriter.program(text)
        return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code}
    return {"cell_type": "markdown", "metadata": {}, "source": rewriter.prose(text)}
