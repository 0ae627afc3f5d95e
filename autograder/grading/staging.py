"""Puts together the folder that a child sees: our given files, and only the files that the student submits."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import ConfigError, GraderError
from autograder.files import CACHES, files_below, is_behind_link
from autograder.grading.messages import RunnerConfig
from autograder.model import Assignment, Submission


def given_file(assignment: Assignment, path: str) -> Path:
    """Where a given file lies: in the homework's given/, or among the files that homeworks share.

    There is no other place for it, and handouts and grading both ask this function, so they use the same file.

    Raises:
        ConfigError: it is in neither, or is a link or behind one, which could lead to the secrets.
    """
    for folder in (assignment.given_folder, shared_folder(assignment)):
        if (folder / path).is_file() and not is_behind_link(folder / path, folder):
            return folder / path
    raise ConfigError(
        _line_of_given(assignment, path),
        f"given: {path} is neither in assignments/{assignment.name}/given nor in assignments/shared",
        "put it into the first, or take it from the list",
    )


def _line_of_given(assignment: Assignment, path: str) -> str:
    """Where assignment.yaml lists a given file, e.g. "assignments/hw/assignment.yaml:12"."""
    shown = f"assignments/{assignment.name}/assignment.yaml"
    try:
        lines = (assignment.course.root / shown).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return shown
    begins = next((number for number, line in enumerate(lines, 1) if line.startswith("given:")), 0)
    named = (number for number, line in enumerate(lines, 1) if 0 < begins <= number and path in line)
    return f"{shown}:{next(named, begins)}" if begins else shown


def shared_folder(assignment: Assignment) -> Path:
    """The folder of files that several homeworks use; it may be missing."""
    return assignment.course.root / "assignments" / "shared"


def is_shared(assignment: Assignment, path: str) -> bool:
    """Whether a given file is one of those that several homeworks use: tests import it themselves."""
    return given_file(assignment, path).parent == shared_folder(assignment)


def stage(assignment: Assignment, submission: Submission, into: Path, suite: bool = False) -> Path:
    """Create `into`, readable by every user, with the given files and the submission's.

    Args:
        suite: with the public tests in a folder tests/, too, as a suite that runs beside student code expects. A file
            that students submit replaces a test file of the same name.

    Raises:
        ConfigError: a given file is not there.
        GraderError: it cannot be written.
    """
    try:
        into.mkdir(mode=0o755)
        for path, source in _sources(assignment, submission, suite).items():
            _copy(source, into / path)
    except OSError as error:
        raise GraderError(str(into), f"cannot be written: {error.strerror}", "free some space") from error
    return into


def _sources(assignment: Assignment, submission: Submission, suite: bool) -> dict[str, Path]:
    """Path in the staged folder -> the file that is copied to it."""
    tests = assignment.public_tests
    beside = [path for path in files_below(tests) if not is_behind_link(path, tests)] if suite else []
    return {
        **{f"tests/{path.relative_to(tests).as_posix()}": path for path in beside},
        **{path: given_file(assignment, path) for path in assignment.given},
        **{file.path: submission.root / file.path for file in submission.files},
    }


class ReferenceFolders:
    """The folders of the reference: copies of a slot's own where its child has a user of its own.

    Args:
        config: says where they lie.
        folder: where copies go.
    """

    def __init__(self, config: RunnerConfig, folder: Path) -> None:
        self._has_any = bool(config.solution)
        self._folders = [path for path in (config.solution, config.given, config.oracles, config.shared) if path]
        self._folder, self._copies, self._lock = folder, dict[int, list[str]](), threading.Lock()

    def folders(self, slot: int, user: int | None) -> list[str]:
        """The solution's folder first; none if there is no solution.

        Raises:
            GraderError: copies cannot be written.
        """
        if not self._has_any or user is None:
            return self._folders if self._has_any else []
        with self._lock:
            if slot not in self._copies:
                into = self._folder / f"reference-{slot}-{secrets.token_hex(8)}"
                self._copies[slot] = stage_reference(self._folders, into, user)
            return self._copies[slot]


def stage_reference(folders: Sequence[str], into: Path, user: int) -> list[str]:
    """Copies of the reference's folders that only `user` (and root) can read; the first is the solution's.

    Raises:
        GraderError: they cannot be written.
    """
    copies = [into / str(number) for number, _ in enumerate(folders)]
    try:
        into.mkdir(mode=0o711)
        for folder, copy in zip(folders, copies, strict=True):
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(*CACHES))
            for path in (copy, *copy.rglob("*")):
                os.chown(path, user, user)
                path.chmod(0o500 if path.is_dir() else 0o400)
    except OSError as error:
        raise GraderError(str(into), f"cannot be written: {error.strerror}", "free some space") from error
    return [str(copy) for copy in copies]


def _copy(source: Path, target: Path) -> None:
    missing = [folder for folder in reversed(target.parents) if not folder.exists()]
    for folder in missing:
        folder.mkdir()
        os.chmod(folder, 0o755)
    shutil.copyfile(source, target)
    os.chmod(target, 0o644)
