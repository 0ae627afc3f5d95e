"""The files of a homework that grading reads, by one rule: packages hold these files, and digests cover them.

A file whose path assignment.yaml names is always among them. Other hidden files, caches and editors' backups are not,
because they are no part of a homework. Text has Unix line ends, on whatever system it was checked out. Given files keep
their bytes, as students get them, unless they are Python source, where line ends do not matter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import InputError
from autograder.files import is_left_behind
from autograder.grading.staging import given_file, shared_folder
from autograder.model import Assignment

#: Only these are text to us: the bytes of anything else, tests' data included, are nobody's business.
TEXT = frozenset({".py", ".pyi", ".sh", ".yaml", ".yml", ".toml", ".lock", ".md", ".cfg", ".ini", ".typed"})
_SOURCE = frozenset({".py", ".pyi"})


def homework_files(assignment: Assignment) -> dict[str, bytes]:
    """Path from the course's folder -> content: public and shared files, solution, hidden tests, oracles.

    Raises:
        InputError: a file is a link or cannot be read, or a given file is not there.
    """
    root = assignment.course.root
    given = {given_file(assignment, path) for path in assignment.given}
    named = {assignment.solution / path for path in assignment.submit}
    secret = (assignment.solution, assignment.hidden_tests, assignment.secret / "oracles")
    folders = (shared_folder(assignment), assignment.public, *secret)
    paths = {
        *given,
        *(path for path in named if path.is_file()),
        *(p for folder in folders for p in kept_below(folder)),
    }
    kinds = {path: _SOURCE if path in given else TEXT for path in paths}
    return {path.relative_to(root).as_posix(): content(path, kinds[path]) for path in sorted(paths)}


def kept_below(folder: Path) -> Iterator[Path]:
    """The files below a folder in a fixed order, except those that are left out; none if there is no folder.

    Raises:
        InputError: a folder below it is a link.
    """
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_left_behind(Path(name)))
        yield from (Path(parent, name) for name in sorted(names) if not is_left_behind(Path(name)))
        for name in folders:
            if Path(parent, name).is_symlink():
                raise link_error(Path(parent, name))


def content(path: Path, text: frozenset[str] = TEXT) -> bytes:
    """The bytes of a file; those of text have newlines as their only line ends.

    Args:
        text: endings of names of text.

    Raises:
        InputError: it is a link or cannot be read.
    """
    if path.is_symlink():
        raise link_error(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "check its permissions") from error
    return with_unix_line_ends(data) if path.suffix in text else data


def with_unix_line_ends(data: bytes) -> bytes:
    """Text as it is wherever it was checked out."""
    return data.replace(b"\r\n", b"\n")


def link_error(path: Path) -> InputError:
    """What to say about a link where files are expected."""
    return InputError(str(path), "is a link", "put the file or folder itself there: a package must hold all it needs")
