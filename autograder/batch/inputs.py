"""Records what a batch was graded with (digests of files, and versions), so that a regrade can say what changed."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.files import replace_file
from autograder.grading.digests import program_digest
from autograder.grading.homework_files import homework_files
from autograder.grading.inside.packages import importable_beside
from autograder.model import Assignment, Batch
from autograder.sandbox.packages import distributions

FILE = "inputs.json"
_PACKAGES = ("numpy", "pytest")


class Inputs(msgspec.Struct, frozen=True):
    """What decides how checks end.

    Attributes:
        running_digest: of the batch.
        files: of the homework, by path: blake2b (hex).
        versions: of the autograder, Python and packages.
        program: a digest of the autograder's own code and of all versions.
    """

    running_digest: str
    files: dict[str, str]
    versions: dict[str, str]
    program: str


def write_inputs(folder: Path, assignment: Assignment, batch: Batch) -> None:
    """Write them beside a batch that has just been graded.

    Raises:
        InputError: a file of the homework cannot be read.
        GraderError: the file cannot be written.
    """
    inputs = current_inputs(assignment, batch.running_digest)
    replace_file(folder / FILE, msgspec.json.format(msgspec.json.encode(inputs), indent=1) + b"\n")


def current_inputs(assignment: Assignment, running_digest: str) -> Inputs:
    """What the homework is graded with now."""
    starter = assignment.starter.relative_to(assignment.course.root)
    files = {
        path: hashlib.blake2b(data, digest_size=16).hexdigest()
        for path, data in homework_files(assignment).items()
        if not Path(path).is_relative_to(starter)
    }
    packages = sorted({*_PACKAGES, *distributions(assignment.preload)})
    versions = {"autograder": __version__, "Python": platform.python_version()}
    versions |= {name: version for name in packages if (version := _version(name))}
    program = program_digest((*assignment.preload, *importable_beside(assignment)))
    return Inputs(running_digest, files, versions, program)


def changed_inputs(folder: Path, before: Batch, assignment: Assignment) -> tuple[str, ...] | None:
    """What is different now, in words; None if nobody can tell, as for a batch of an earlier version.

    Args:
        folder: of the earlier batch.
    """
    try:
        old = msgspec.json.decode((folder / FILE).read_bytes(), type=Inputs)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if old.running_digest != before.running_digest:
        return None
    return tuple(_differences(old, current_inputs(assignment, "")))


def _differences(old: Inputs, new: Inputs) -> Iterator[str]:
    for path in sorted({*old.files, *new.files}):
        if path not in old.files:
            yield f"{path} is new"
        elif path not in new.files:
            yield f"{path} is gone"
        elif old.files[path] != new.files[path]:
            yield f"{path} was edited"
    moved = [name for name in {**old.versions, **new.versions} if old.versions.get(name) != new.versions.get(name)]
    for name in moved:
        yield f"{name} {new.versions.get(name, 'none')} instead of {old.versions.get(name, 'none')}"
    if old.program != new.program and not moved:
        yield "the autograder's own code, or a package that it uses"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
