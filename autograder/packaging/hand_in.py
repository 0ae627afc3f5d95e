"""A hand-in laid out as the platform lays it out in its container."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from autograder.errors import InputError
from autograder.model import Assignment
from autograder.sandbox.inside.trees import remove

# More than any honest hand-in; a larger archive is left packed, and intake says so in the container.
_MOST_FILES, _MOST_BYTES = 100_000, 1 << 30
_MOST_REMOVED, _REMOVAL_SECONDS = 1_000_000, 60.0


def lay_out(submission: Path, base: Path) -> None:
    """Put the hand-in into `base`/submission: a zip unpacked, as the platform does, a folder or another file as it is.

    Raises:
        InputError: there is no such file or folder.
    """
    into = base / "submission"
    if submission.is_dir():
        _copy(submission, into)
        return
    if not submission.is_file():
        raise InputError(str(submission), "there is no such file or folder", "name a student's zip or folder")
    into.mkdir(parents=True)
    if not _unpacked(submission, into):
        remove(str(into), _MOST_REMOVED, _REMOVAL_SECONDS)
        into.mkdir(exist_ok=True)
        shutil.copyfile(submission, into / submission.name)


def _copy(folder: Path, into: Path) -> None:
    try:
        shutil.copytree(folder, into, symlinks=True, ignore=_special)
    except RecursionError:
        raise InputError(str(folder), "its folders are nested too deeply to be copied", "hand in a zip") from None


def _special(folder: str, names: list[str]) -> list[str]:
    """Pipes, sockets and devices, which cannot be copied and which no platform hands on."""
    modes = {name: (Path(folder) / name).lstat().st_mode for name in names}
    return [
        name for name, mode in modes.items() if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))
    ]


def _unpacked(submission: Path, into: Path) -> bool:
    try:
        with zipfile.ZipFile(submission) as archive:
            members = archive.infolist()
            if len(members) > _MOST_FILES or sum(member.file_size for member in members) > _MOST_BYTES:
                return False
            archive.extractall(into)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return False
    return True


def invented_metadata(assignment: Assignment, now: datetime) -> bytes:
    """A submission_metadata.json such as the platform writes, for a student who hands in half a day late."""
    due = now - timedelta(hours=12)
    dates = {
        "release_date": _moment(due - timedelta(days=14)),
        "due_date": _moment(due),
        "late_due_date": _moment(due + timedelta(days=3)),
    }
    user = {"id": 1, "name": "Student User", "email": "student@example.com", "sid": "1", "sections": []}
    document = {
        "id": 1,
        "created_at": _moment(now),
        "assignment": {
            "id": 1,
            "course_id": 1,
            "title": assignment.title,
            "group_submission": False,
            "group_size": None,
            "total_points": str(assignment.points),
            "outline": [],
            **dates,
        },
        "submission_method": "upload",
        "users": [{**user, "assignment": dates}],
        "previous_submissions": [],
    }
    return json.dumps(document, indent=1).encode()


def _moment(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat()
