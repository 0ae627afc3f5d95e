"""Remembers that grading found nothing wrong, so that the check of an unchanged homework takes seconds.

Only success is stored: after a finding, everything is graded again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from autograder.files import files_below, make_folder, replace_file
from autograder.grading.digests import code_digest, running_digest
from autograder.grading.homework_files import with_unix_line_ends
from autograder.model import Assignment

_OWN_CODE = ("authoring", "config", "intake", "scoring")
_PUBLIC = ("tests", "given", "data")
_SECRET = ("solution", "variants", "tests", "oracles", "mistakes")


def found_nothing(assignment: Assignment) -> str | None:
    """The counts of the last check, if grading these same files found nothing wrong; otherwise None."""
    try:
        kept = json.loads(_path(assignment).read_text(encoding="utf-8"))
        return str(kept["counts"]) if kept["digest"] == _digest(assignment) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_nothing_found(assignment: Assignment, counts: str) -> None:
    """Store that nothing was found."""
    path = _path(assignment)
    make_folder(path.parent)
    replace_file(path, json.dumps({"digest": _digest(assignment), "counts": counts}).encode())


def _path(assignment: Assignment) -> Path:
    return assignment.course.root / "build" / "check" / f"{assignment.name}.json"


def _digest(assignment: Assignment) -> str:
    """Of everything that decides what grading the homework's own answers shows, points and titles among it."""
    root = assignment.course.root
    digest = hashlib.blake2b(running_digest(assignment).encode(), digest_size=32)
    digest.update(code_digest(_OWN_CODE).encode())
    files = [root / "assignments" / "course.yaml", assignment.public / "assignment.yaml"]
    folders = [assignment.public / name for name in _PUBLIC] + [assignment.secret / name for name in _SECRET]
    for path in [*files, *(path for folder in folders for path in files_below(folder))]:
        content = with_unix_line_ends(path.read_bytes()) if path.is_file() else b""
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
