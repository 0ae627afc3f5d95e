"""The default folder of a submission's results, which never overwrites another submission's.

A learning platform gives all students' files the same name. So a folder is one submission's, by path and content:
grading it again replaces its results, and another of the same name gets the next number.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path

from autograder.files import cannot_be_written

_OWNER = "submission.txt"


def own_folder(grades: Path, source: Path, digest: str) -> Path:
    """The folder below `grades` for what lies at `source`; it is made where there is none.

    Args:
        digest: of the content; "" for a submission that was refused.

    Raises:
        InputError: it cannot be made.
    """
    source = source.resolve()
    key = hashlib.blake2b(digest.encode(), key=hashlib.blake2b(bytes(source)).digest(), digest_size=16).hexdigest()
    owner = f"{source}\n{key}\n".encode("utf-8", "surrogateescape")
    for name in _names(source.stem or "submission"):
        folder = grades / name
        try:
            folder.mkdir(parents=True)
            (folder / _OWNER).write_bytes(owner)
            return folder
        except FileExistsError:
            if _read(folder / _OWNER) == owner:
                return folder
        except OSError as error:
            raise cannot_be_written(folder, error) from None
    raise AssertionError("numbers do not end")


def _names(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in itertools.count(2))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
