"""Writing a results.json so that at every moment there is a whole one, or none."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from autograder.errors import AutograderError, GraderError, InputError
from autograder.reporting.results_model import Results, encode_results

_USERS_FAULT = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR}


def write_results(path: Path, document: Results) -> None:
    """Put `document` at `path` in one step: whoever reads it, or survives us, finds the old one or the new one.

    Raises:
        InputError: the folder is missing or cannot be written.
        GraderError: there is no room, or the disk fails.
    """
    try:
        _replace(path, encode_results(document))
    except OSError as error:
        raise _said(path, error) from error


def _replace(path: Path, data: bytes) -> None:
    name = path.with_name(f".{path.name}.new")  # always the same, so that what a killed run leaves is removed
    name.unlink(missing_ok=True)
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


def _said(path: Path, error: OSError) -> AutograderError:
    if error.errno in _USERS_FAULT:
        return InputError(str(path), f"cannot be written ({error.strerror})", "choose a folder that can be written")
    return GraderError(str(path), f"could not be written ({error.strerror})", "make room on the disk")
