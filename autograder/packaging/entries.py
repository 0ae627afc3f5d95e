"""The files of a zip for a platform: our package, one homework with its secrets, and how to install them.

setup.sh  run_autograder       what the platform runs (these are Gradescope's)
assignment                     the homework's name
dependencies/                  locks, torch_build.py, install.sh, and which build of torch to take
autograder/                    this package without what only authors need
course/                        course.yaml, assignments/shared/, both folders of the homework
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder.errors import InputError
from autograder.files import Entry
from autograder.grading import hints
from autograder.grading.homework_files import TEXT, content, homework_files, kept_below, link_error
from autograder.model import Assignment
from autograder.packaging.homework_lock import current_lock
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
    own = current_lock(assignment)
    if own is not None:
        yield Entry("dependencies/requirements-homework.lock", own)
    for name in _DEPENDENCIES:
        yield Entry(f"dependencies/{name}", read(_HERE / name))


def _package() -> Iterator[Entry]:
    for path in kept_below(_PACKAGE):
        relative = path.relative_to(_PACKAGE)
        if relative.parts[0] in _NEEDED:
            yield Entry(f"autograder/{relative.as_posix()}", read(path))


def _course(assignment: Assignment) -> Iterator[Entry]:
    root = assignment.course.root
    whole = assignment.hidden_tests.is_dir() and assignment.solution.is_dir()
    if not (whole or (assignment.adopted and assignment.secret.is_dir())):
        raise InputError(
            str(assignment.secret),
            "has no tests/ and solution/, which grading needs",
            "package in the repository that has the reference solutions",
        )
    course, catalogue = root / "assignments" / "course.yaml", assignment.secret / hints.FILE
    if course.is_file():
        yield Entry("course/assignments/course.yaml", content(course))
    # Answers to written questions and the mistakes themselves stay at home; of these, their hints.
    yield from (Entry(f"course/{path}", data) for path, data in homework_files(assignment).items())
    if catalogue.is_symlink():
        raise link_error(catalogue)
    if catalogue.is_file():
        yield Entry(f"course/{catalogue.relative_to(root).as_posix()}", hints.packaged(assignment))


def read(path: Path) -> bytes:
    """The bytes of one of our files, with Unix line ends in scripts and other text.

    Raises:
        InputError: it is a link or cannot be read.
    """
    return content(path, TEXT | {""})
