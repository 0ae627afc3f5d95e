"""Keeps what was refused beside a batch, so that staff can look at it: as it was submitted, and unless it is large."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from autograder.files import cannot_be_written

_MOST_FILES, _MOST_BYTES = 200, 4 << 20


def keep_refused(folder: Path, identifier: str, source: Path) -> Path | None:
    """Copy a refused submission to refused/<id>/ of a batch's folder, in place of what an earlier run left there.

    Args:
        identifier: of the submission, safe as the name of a folder.

    Returns:
        Where it is now; None if it is too much, or holds no plain file.

    Raises:
        GraderError: it cannot be written.
    """
    place = folder / "refused" / identifier
    is_folder = source.is_dir()
    try:
        files = list(itertools.islice(_plain_files(source), _MOST_FILES + 1))
        if not 0 < len(files) <= _MOST_FILES or sum(file.stat().st_size for file in files) > _MOST_BYTES:
            return None
        shutil.rmtree(place, ignore_errors=True)
        for file in files:
            copy = place / (file.relative_to(source) if is_folder else source.name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    except OSError as error:
        raise cannot_be_written(place, error) from None
    return place if is_folder else place / source.name


def _plain_files(source: Path) -> Iterator[Path]:
    """The files of a folder, or the one file; behind no link."""
    if source.is_file() and not source.is_symlink():
        yield source
    for folder, _, names in os.walk(source):
        yield from (path for name in sorted(names) if (path := Path(folder, name)).is_file() and not path.is_symlink())
