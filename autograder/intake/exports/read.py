"""Recognises which platform a download is from, and reads its submissions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.errors import InputError
from autograder.intake.exports import gradescope, lms, plain
from autograder.intake.exports.folder import Folder
from autograder.intake.exports.tree import opened
from autograder.model import Export, ExportedSubmission
from autograder.text import collision_key

_DEEPEST = 3


def read_export(path: Path, into: Path, *, history: bool = False) -> Export:
    """All submissions of a download, in the order of their ids.

    Args:
        path: Gradescope's, Canvas' or Moodle's download of all submissions, a zip or the unpacked folder; or a folder
            or zip of zips, folders or files, each of them one submission.
        into: an existing empty folder, to unpack into.
        history: also read earlier submissions of the same students, if their files are there.

    Raises:
        InputError: it cannot be read, or there are no submissions in it.
        GraderError: `into` cannot be written.
    """
    with opened(path) as top:
        read, inside = _format(top)
        found, remarks = read(inside, into, history)
    if not found:
        raise InputError(str(path), "there are no submissions in it", "name a class's export, or a folder of zips")
    name = "folder" if read is plain.read else "gradescope" if read is gradescope.read else lms.name_of(inside.names())
    return Export(path, name, _in_order(found), tuple(remarks))


def looks_like_export(path: Path) -> bool:
    """Whether a zip or folder holds many submissions.

    It has a platform's files or names, or several zips, or nothing but zips and folders, notes and tables beside them.
    """
    try:
        with opened(path) as top:
            read, inside = _format(top)
            names = inside.names()
            zips = [name for name in names if name.lower().endswith(".zip")]
            packed = [name for name in names if name in zips or inside.is_folder(name)]
            rest = [name for name in names if name not in packed and not plain.lies_beside(name)]
            several = len(zips) > 1 or len(plain.numbered(names)) > 1 or (len(packed) > 1 and not rest)
            return read is not plain.read or several
    except InputError:
        return False


def _format(top: Folder) -> tuple[plain.Reader, Folder]:
    """Who reads it, and the folder of it that holds the submissions: often one inside the zip."""
    inside = top
    for _ in range(_DEEPEST):
        names = inside.names()
        if reader := _platform(inside):
            return reader, inside
        below = inside.folder(names[0]) if len(names) == 1 and inside.is_folder(names[0]) else None
        if below is None or not (_platform(below) or plain.holds_several(below)):
            break
        inside = below
    return plain.read, inside


def _platform(folder: Folder) -> plain.Reader | None:
    """Who reads a folder, if a platform has made it."""
    if gradescope.recognises(folder):
        return gradescope.read
    return lms.read if lms.recognises(folder.names()) else None


def _in_order(found: list[ExportedSubmission]) -> tuple[ExportedSubmission, ...]:
    """By their ids as people count; no id twice, on any file system."""
    taken: set[str] = set()
    unique = []
    for one in sorted(found, key=lambda one: (len(one.id) if one.id.isdecimal() else 0, one.id)):
        identifier, count = one.id, 1
        while collision_key(identifier) in taken:
            count += 1
            identifier = f"{one.id}-{count}"
        taken.add(collision_key(identifier))
        unique.append(replace(one, id=identifier, latest=identifier if one.latest == one.id else one.latest))
    return tuple(unique)
