"""Lays out a submission as Gradescope does in its container."""

from __future__ import annotations

import contextlib
import json
import shutil
import stat
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from autograder.errors import InputError, SubmissionRefused
from autograder.grading.workdir import Workdir
from autograder.intake import receive
from autograder.intake.listing import Contents, Entry
from autograder.intake.locate import tops_of
from autograder.intake.source import opened_contents
from autograder.model import Assignment

# More than any honest submission; of what is not graded, the rest is left out.
_MOST_BYTES = 1 << 30


def lay_out(submission: Path, assignment: Assignment, base: Path) -> None:
    """Put the submission into `base`/submission: a zip unpacked, as the platform does, others as they are.

    Intake reads a file as it does for `autograder grade`, so both refuse the same files in the same words.

    Raises:
        InputError: there is no such file or folder.
        SubmissionRefused: the file cannot be graded.
    """
    into = base / "submission"
    if submission.is_dir():
        _copy(submission, into)
        return
    if not submission.is_file():
        raise InputError(str(submission), "there is no such file or folder", "name a student's zip or folder")
    with Workdir() as folder:
        receive(submission, assignment, folder)
    into.mkdir(parents=True)
    with opened_contents(submission, assignment) as contents:
        if contents.noun == "zip":
            _unpack(contents, assignment.submit, into)
        else:
            shutil.copyfile(submission, into / submission.name)


def _copy(folder: Path, into: Path) -> None:
    try:
        shutil.copytree(folder, into, symlinks=True, ignore=_special)
    except RecursionError:
        raise InputError(str(folder), "its folders are nested too deeply to be copied", "submit a zip") from None


def _special(folder: str, names: list[str]) -> list[str]:
    """Pipes, sockets and devices, which cannot be copied and which no platform hands on."""
    modes = {name: (Path(folder) / name).lstat().st_mode for name in names}
    return [
        name for name, mode in modes.items() if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))
    ]


def _unpack(contents: Contents, submit: Sequence[str], into: Path) -> None:
    """Write all that can be read, what is graded first; intake lets no name through that leads out of `into`."""
    graded = {top + path for top in tops_of(contents.entries, submit) for path in submit}
    left = _MOST_BYTES
    for path, entry in sorted(contents.entries.items(), key=lambda item: item[0] not in graded):
        if path in graded or entry.size <= left:
            left -= entry.size
            _write(into / path, entry)
    leftovers = (name for name, fault in contents.aside.items() if name.endswith("/") and not fault)
    for name in (*sorted(contents.folders), *leftovers):
        with contextlib.suppress(OSError):
            (into / name).mkdir(parents=True, exist_ok=True)


def _write(path: Path, entry: Entry) -> None:
    """Nothing, where the file is damaged, no file, or has a name that this system does not take."""
    if entry.refusal is not None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("xb")
    except OSError:
        return
    with file:
        try:
            file.writelines(entry.read())
        except (OSError, SubmissionRefused):
            path.unlink()


def invented_metadata(assignment: Assignment, now: datetime) -> bytes:
    """A submission_metadata.json such as the platform writes, for a student who submits half a day late."""
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
