"""The files of a zip for a platform: our package, one homework with its secrets, and how to install them.

setup.sh  run_autograder       what the platform runs (these are Gradescope's)
assignment                     the homework's name
dependencies/                  locks, torch_build.py, install.sh, and which build of torch to take
autograder/                    this package without what only authors need
course/                        course.yaml, assignments/shared/, both folders of the homework
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder.errors import InputError
from autograder.files import Entry, is_cache
from autograder.grading import hints
from autograder.model import Assignment
from autograder.packaging.torch_build import CPU, NONE

if TYPE_CHECKING:
    from autograder.packaging.targets.target import Target

_PACKAGE = Path(autograder.__file__).parent
_HERE = Path(__file__).parent
_DEPENDENCIES = ("requirements.lock", "requirements-torch.lock", "torch_build.py")
# What a platform's container runs: what only authors need stays at home, and with it whatever is written later.
_NEEDED = {
    "__init__.py", "__main__.py", "py.typed", "decorators.py", "errors.py", "files.py", "text.py",
    "cli", "config", "grading", "intake", "model", "packaging", "pipeline", "reporting", "sandbox", "scoring",
}  # fmt: skip

# Only these are text to us: the bytes of anything else, tests' data included, are nobody's business.
_TEXT = {".py", ".pyi", ".sh", ".yaml", ".yml", ".toml", ".lock", ".md", ".cfg", ".ini", ".typed", ""}

# Of the secret folder, what grading reads; answers to written questions and the mistakes themselves stay at home; of
# these, their hints.
_SECRET = ("solution", "tests", "oracles")


def contents(assignment: Assignment, target: Target) -> list[Entry]:
    """Every file of the zip for a platform, sorted by path.

    Raises:
        InputError: a file is a link or cannot be read, or the homework lacks what grading needs.
    """
    entries = [*target.entries(assignment), *_dependencies(assignment), *_package(), *_course(assignment)]
    return sorted(entries, key=lambda entry: entry.path)


def _dependencies(assignment: Assignment) -> Iterator[Entry]:
    yield Entry("assignment", f"{assignment.name}\n".encode())
    yield Entry("dependencies/install.sh", read(_HERE / "install.sh"), runs=True)
    yield Entry("dependencies/torch", f"{CPU if 'torch' in assignment.preload else NONE}\n".encode())
    for name in _DEPENDENCIES:
        yield Entry(f"dependencies/{name}", read(_HERE / name))


def _package() -> Iterator[Entry]:
    for path in _files(_PACKAGE):
        relative = path.relative_to(_PACKAGE)
        if relative.parts[0] in _NEEDED:
            yield Entry(f"autograder/{relative.as_posix()}", read(path))


def _course(assignment: Assignment) -> Iterator[Entry]:
    root = assignment.course.root
    if not assignment.hidden_tests.is_dir() or not assignment.solution.is_dir():
        raise InputError(
            str(assignment.secret),
            "has no tests/ and solution/, which grading needs",
            "package in the repository that has the reference solutions",
        )
    public = root / "assignments"
    folders = [public / "shared", assignment.public, *(assignment.secret / name for name in _SECRET)]
    for path in [public / "course.yaml", *(path for folder in folders for path in _files(folder))]:
        if path.is_file():
            yield Entry(f"course/{path.relative_to(root).as_posix()}", read(path))
    catalogue = assignment.secret / hints.FILE
    if catalogue.is_symlink():
        raise _link(catalogue)
    if catalogue.is_file():
        yield Entry(f"course/{catalogue.relative_to(root).as_posix()}", hints.packaged(assignment))


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder in a fixed order, without caches and hidden files; none if there is no folder."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(_kept(folders))
        for name in sorted(_kept(names)):
            yield Path(parent, name)
        for name in folders:
            if Path(parent, name).is_symlink():
                raise _link(Path(parent, name))


def _kept(names: Iterable[str]) -> list[str]:
    return [
        name
        for name in names
        if not (name.startswith(".") or is_cache(Path(name)) or name.endswith((".pyc", "~", ".egg-info")))
    ]


def read(path: Path) -> bytes:
    """The bytes of a file; text has newlines as its only line ends, whatever system it was checked out on."""
    if path.is_symlink():
        raise _link(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "check its permissions") from error
    return data.replace(b"\r\n", b"\n") if path.suffix in _TEXT else data


def _link(path: Path) -> InputError:
    return InputError(str(path), "is a link", "put the file or folder itself there: a package must hold all it needs")
