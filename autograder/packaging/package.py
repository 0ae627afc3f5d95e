"""Writing the zip for a platform: the same files always give the same bytes."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import GraderError
from autograder.model import Assignment
from autograder.packaging.contents import Entry, contents

# The earliest moment that a zip can name.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def build_package(assignment: Assignment, out: Path) -> Path:
    """Write `out`/<assignment>.zip and return its path; a zip that is there already is replaced in one step.

    Raises:
        InputError: something that belongs into it is missing or unreadable.
        GraderError: the zip cannot be written.
    """
    data = zipped(contents(assignment))
    path = out / f"{assignment.name}.zip"
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=out)
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise GraderError(str(path), f"cannot be written ({error.strerror})", "make room or choose a folder") from error
    return path


def zipped(entries: Iterable[Entry]) -> bytes:
    """A zip of these files in this order.

    Nothing is compressed: the bytes of compressed data depend on the version of zlib, and the whole is small.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, _MOMENT)
            info.create_system = _UNIX
            info.external_attr = (0o100755 if entry.runs else 0o100644) << 16
            archive.writestr(info, entry.data)
    return buffer.getvalue()
