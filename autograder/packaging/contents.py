"""What goes into the zip for a platform: our package, one homework with its secrets, and how to install them.

setup.sh  run_autograder       what the platform runs
assignment                     the homework's name
dependencies/                  locks, torch_build.py, install.sh, and which build of torch to take
autograder/                    this package without what only authors need
course/                        course.yaml, assignments/shared/, both folders of the homework
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.errors import InputError
from autograder.model import Assignment
from autograder.packaging.torch_build import CPU, NONE

_PACKAGE = Path(autograder.__file__).parent
_SCRIPTS = Path(__file__).with_name("scripts")
_DEPENDENCIES = ("requirements.lock", "requirements-torch.lock", "torch_build.py")
_NOT_NEEDED = ("authoring",)

# Only these are text to us: the bytes of anything else, tests' data included, are nobody's business.
_TEXT = {".py", ".pyi", ".sh", ".yaml", ".yml", ".toml", ".lock", ".md", ".cfg", ".ini", ".typed", ""}

# Of the secret folder, what grading reads; answers to written questions and the mistakes themselves stay at home.
_SECRET = ("solution", "tests", "oracles")
_SECRET_FILE = "hints.json"


@dataclass(frozen=True)
class Entry:
    """One file of the zip: its path there, its bytes, and whether it can be run."""

    path: str
    data: bytes
    runs: bool = False


def contents(assignment: Assignment) -> list[Entry]:
    """Every file of the zip, sorted by path.

    Raises:
        InputError: a file is a link or cannot be read, or the homework lacks what grading needs.
    """
    entries = [*_scripts(assignment), *_package(), *_course(assignment)]
    return sorted(entries, key=lambda entry: entry.path)


def _scripts(assignment: Assignment) -> Iterator[Entry]:
    yield Entry("setup.sh", _read(_SCRIPTS / "setup.sh"), runs=True)
    yield Entry("run_autograder", _read(_SCRIPTS / "run_autograder"), runs=True)
    yield Entry("assignment", f"{assignment.name}\n".encode())
    yield Entry("dependencies/install.sh", _read(_SCRIPTS / "install.sh"), runs=True)
    yield Entry("dependencies/torch", f"{CPU if 'torch' in assignment.preload else NONE}\n".encode())
    for name in _DEPENDENCIES:
        yield Entry(f"dependencies/{name}", _read(Path(__file__).with_name(name)))


def _package() -> Iterator[Entry]:
    for path in _files(_PACKAGE):
        relative = path.relative_to(_PACKAGE)
        if relative.parts[0] not in _NOT_NEEDED:
            yield Entry(f"autograder/{relative.as_posix()}", _read(path))


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
    files = [public / "course.yaml", assignment.secret / _SECRET_FILE]
    for path in [*files, *(path for folder in folders for path in _files(folder))]:
        if path.is_file():
            yield Entry(f"course/{path.relative_to(root).as_posix()}", _read(path))


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
        if not name.startswith(".") and name != "__pycache__" and not name.endswith((".pyc", "~", ".egg-info"))
    ]


def _read(path: Path) -> bytes:
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
