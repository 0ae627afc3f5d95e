"""Writes the files that were found, and nothing else; a failure leaves nothing behind."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GraderError, SubmissionRefused
from autograder.intake.listing import Entry, in_mebibytes
from autograder.intake.names import quoted
from autograder.model import Limits, SubmittedFile

_HEAD = 500
# A comment in the first two lines that names an encoding (PEP 263).
_DECLARED = re.compile(rb"\A(?:[^\n]*\n)?[ \t\f]*#[^\n]*coding[:=][ \t]*[-\w.]+")


@dataclass(frozen=True)
class Stored:
    """The files written, a blake2b digest (hex) of their paths and contents, and sentences about them."""

    files: tuple[SubmittedFile, ...]
    digest: str
    notes: tuple[str, ...]


def store(found: Mapping[str, Entry], into: Path, limits: Limits) -> Stored:
    """Write each entry to `into` under the path it is submitted as.

    Raises:
        SubmissionRefused: a file is damaged, or larger than announced or allowed.
        GraderError: `into` cannot be written.
    """
    try:
        return _store(found, into, limits)
    except BaseException:
        _clear(into)
        raise


def _store(found: Mapping[str, Entry], into: Path, limits: Limits) -> Stored:
    total = 0
    files: list[SubmittedFile] = []
    notes: list[str] = []
    digest = hashlib.blake2b(digest_size=32)
    for path in sorted(found):
        content = _Content(found[path], min(limits.archive_file_size, limits.archive_total - total))
        _write(into / path, content)
        # Fixed-width parts and a length: no two different submissions feed the digest the same bytes.
        digest.update(len(path.encode()).to_bytes(8, "little") + path.encode() + content.digest.digest())
        files.append(SubmittedFile(path, content.size))
        notes += _remarks(path, content)
        total += content.size
    return Stored(tuple(files), digest.hexdigest(), tuple(notes))


class _Content:
    """The chunks of one entry, measured, hashed and bounded as they pass."""

    def __init__(self, entry: Entry, most: int) -> None:
        self._entry, self._most = entry, most
        self.size, self.head, self.has_crlf, self.has_nul = 0, b"", False, False
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self.digest = hashlib.blake2b(digest_size=32)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks():
            self.head = self.head or chunk[:_HEAD]
            self.has_crlf = self.has_crlf or b"\r\n" in chunk
            self.has_nul = self.has_nul or b"\0" in chunk
            self.size += len(chunk)
            if self.size > self._most:
                raise SubmissionRefused(
                    f"{quoted(self._entry.path)} is larger than {in_mebibytes(self._most)}", "submit a smaller file"
                )
            self.digest.update(chunk)
            self._decode(chunk)
            yield chunk
        self._decode(b"", final=True)

    @property
    def is_utf8(self) -> bool:
        return self._decoder is not None

    def _decode(self, chunk: bytes, final: bool = False) -> None:
        try:
            if self._decoder is not None:
                self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            self._decoder = None

    def _chunks(self) -> Iterator[bytes]:
        try:
            yield from self._entry.read()
        except OSError as error:
            raise SubmissionRefused(
                f"{quoted(self._entry.path)} cannot be read: {error.strerror}", "check it"
            ) from None


def _write(path: Path, content: _Content) -> None:
    """Create one file, readable for the jailed user whatever the umask is."""
    try:
        _make_folders(path.parent)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.writelines(content)
    except OSError as error:
        raise GraderError(
            str(path), f"cannot be written: {error.strerror}", "free space or choose another folder"
        ) from error


def _make_folders(folder: Path) -> None:
    if not folder.exists():
        _make_folders(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def _remarks(path: str, content: _Content) -> Iterator[str]:
    if not content.size:
        yield f"{path} is empty"
    elif content.head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):  # begins like UTF-16, so it comes first
        yield f"{path} is saved as UTF-32, which Python cannot read; save it as UTF-8"
    elif content.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield f"{path} is saved as UTF-16, which Python cannot read; save it as UTF-8"
    elif path.endswith(".py") and content.has_nul:
        yield f"{path} holds NUL characters, as UTF-16 does, and Python cannot read it; save it as UTF-8"
    elif path.endswith(".py") and not content.is_utf8 and not _DECLARED.search(content.head):
        yield f"{path} is not UTF-8, which Python expects; save it as UTF-8"
    elif content.has_crlf:
        yield f"{path} has Windows line endings, which is fine"


def _clear(folder: Path) -> None:
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child, ignore_errors=True)
        else:
            child.unlink(missing_ok=True)
