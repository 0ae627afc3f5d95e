"""Recognises what the user gave: a zip, a folder, the one file itself, or something else."""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionRefused
from autograder.intake.archive import read_zip
from autograder.intake.file_types import HEAD, is_zip, kind_of
from autograder.intake.folder import read_folder
from autograder.intake.listing import CHUNK, Contents, Entry
from autograder.intake.locate import notebook_remedy
from autograder.intake.names import quoted
from autograder.model import Assignment
from autograder.text import listed


@contextmanager
def opened_contents(source: Path, assignment: Assignment) -> Iterator[Contents]:
    """What `source` holds; its entries can be read inside the `with`.

    Raises:
        SubmissionRefused: `source` cannot be read, or is of a kind that cannot be submitted.
    """
    descriptor = _open(source)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            contents = read_folder(source, assignment.submit, assignment.limits)
        elif stat.S_ISREG(status.st_mode):
            contents = _file_contents(descriptor, status.st_size, source.name, assignment)
        else:
            raise _not_usable(source.name, "is a device or a pipe", assignment.submit)
        yield contents
    finally:
        os.close(descriptor)


def _open(source: Path) -> int:
    try:
        # Without O_NONBLOCK, opening a pipe waits for its writer.
        return os.open(source, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        raise SubmissionRefused(f"there is no file or folder {quoted(str(source))}", "check the name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        raise SubmissionRefused(f"{quoted(str(source))} cannot be read: {reason}", "check the file") from None


def _file_contents(descriptor: int, size: int, name: str, assignment: Assignment) -> Contents:
    try:
        return _zip_or_file(descriptor, size, name, assignment)
    except OSError as error:
        raise SubmissionRefused(f"{quoted(name)} cannot be read: {error.strerror}", "check the file") from None


def _zip_or_file(descriptor: int, size: int, name: str, assignment: Assignment) -> Contents:
    head = os.pread(descriptor, HEAD, 0)
    if not is_zip(head) and _is_the_one_file(name, assignment.submit):
        path = assignment.submit[0]
        return Contents("file", {path: Entry(path, size, functools.partial(_chunks, descriptor))})
    _refuse_by_sight(name, head, size, assignment.submit)
    return read_zip(descriptor, assignment.submit, assignment.limits)


def _is_the_one_file(name: str, submit: Sequence[str]) -> bool:
    return len(submit) == 1 and name == PurePosixPath(submit[0]).name


def _refuse_by_sight(name: str, head: bytes, size: int, submit: Sequence[str]) -> None:
    """Refuse what cannot be a zip file; how large one is does not matter, as most of it is never read."""
    if not size:
        raise SubmissionRefused(f"{quoted(name)} is empty (0 bytes)", "make the zip again and submit the new one")
    kind = kind_of(head, name)
    if kind is not None and not is_zip(head):
        raise _not_usable(name, f"is {kind}, not a zip file", submit)


def _not_usable(name: str, fault: str, submit: Sequence[str]) -> SubmissionRefused:
    if name.endswith(".py") and len(submit) == 1:
        remedy = f"if it is your {submit[0]}, rename it to {submit[0]} and submit again"
    elif name.endswith(".ipynb"):
        remedy = notebook_remedy(name, submit)
    else:
        remedy = f"put {listed(submit, most=5)} into an ordinary zip file and submit that"
    return SubmissionRefused(f"{quoted(name)} {fault}", remedy)


def _chunks(descriptor: int) -> Iterator[bytes]:
    position = 0
    while chunk := os.pread(descriptor, CHUNK, position):
        position += len(chunk)
        yield chunk
