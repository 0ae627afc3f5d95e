"""Writes the zip for a platform: the same files always give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.files import Entry, make_folder, replace_file, zipped
from autograder.model import Assignment
from autograder.packaging.entries import contents
from autograder.packaging.targets.gradescope.target import GRADESCOPE
from autograder.packaging.targets.target import Target


def build_package(assignment: Assignment, out: Path, target: Target = GRADESCOPE, more: Sequence[Entry] = ()) -> Path:
    """Write `out`/<assignment>.zip and return its path; a zip that exists already is replaced in one step.

    Args:
        more: further files, e.g. grace days left.

    Raises:
        InputError: a file that belongs into it is missing or unreadable.
        GraderError: the zip cannot be written.
    """
    data = zipped(sorted([*contents(assignment, target), *more], key=lambda entry: entry.path))
    suffix = "" if target is GRADESCOPE else f"-{target.name}"
    path = out / f"{assignment.name}{suffix}.zip"
    make_folder(out)
    replace_file(path, data)
    return path
