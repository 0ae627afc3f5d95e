"""What a student's message says beyond the error itself, where the laptop and the grader differ: packages, files that
are not taken, versions, and work at the top level of a file.

Everything looked at here is the student's own text, and the answer goes to the same student.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable

from autograder.grading import jobs
from autograder.grading.faults import Crashed, Place, StudentError, TimedOut
from autograder.sandbox.packages import told, version

_PYTHON = f"Python {platform.python_version()}"
_REFUSED = (
    "while it is graded, a program can start no other program or process (a DataLoader needs num_workers=0), open no "
    "connection, and write no file but below $TMPDIR where the homework has it"
)
_NO_SHARED_MEMORY = (
    "while it is graded, a program is one process: leave share_memory_() and the like out where there is one process"
)
MAIN = 'if __name__ == "__main__":'
_MISSING = re.compile(r"No module named '([^'\s]{1,200})'")
_NO_NAME = re.compile(r"cannot import name '[^']{1,200}' from (?:partially initialized module )?'([\w.]{1,200})'")
_NO_ATTRIBUTE = re.compile(r"module '([\w.]{1,200})' has no attribute")


def surroundings(preload: Iterable[str], submit: Iterable[str], ignored: Iterable[str]) -> jobs.Surroundings:
    """What a hand-in meets, for messages.

    Args:
        ignored: names of files that were handed in and are not taken.
    """
    packages = {name: version(name) for name in told(tuple(preload))}
    return jobs.Surroundings(packages, list(submit), list(ignored))


def advice(error: BaseException | None, around: jobs.Surroundings) -> str:
    """A line or two to add to the message about `error`; "" where there is nothing to add."""
    if isinstance(error, StudentError):
        return _about_error(error, around)
    if isinstance(error, (TimedOut, Crashed)) and error.place is not None:
        return _about_place(error.place)
    return ""


def _about_error(error: StudentError, around: jobs.Surroundings) -> str:
    if "ModuleNotFoundError" in error.bases:
        found = _MISSING.match(error.message)
        return _about_missing(found[1], around) if found else ""
    if error.type_name == "PermissionError":
        return _REFUSED
    if error.type_name == "RuntimeError" and error.message.startswith("unable to open shared memory object"):
        return _NO_SHARED_MEMORY
    if error.type_name == "SyntaxError":
        return f"the grader runs {_PYTHON}; if this works on your computer, its Python is newer"
    pattern = _NO_NAME if "ImportError" in error.bases else _NO_ATTRIBUTE if "AttributeError" in error.bases else None
    found = pattern.match(error.message) if pattern else None
    return _about_version(found[1].partition(".")[0], around) if found else ""


def _about_missing(name: str, around: jobs.Surroundings) -> str:
    top = name.partition(".")[0]
    submit = _listed(around.submit)
    if top in around.packages:
        return f"{_versioned(top, around)}, which has no {name}: is the name right?"
    if top in sys.stdlib_module_names:
        return f"the grader runs {_PYTHON}, which has no {name} here: remove the import"
    own = _own_file(top, around.ignored)
    if own:
        return (
            f"{own} was in your hand-in, but this homework takes only {submit}: "
            f"put what you need from {own} into {_nearest(around.submit)}, and remove the import"
        )
    library = _listed(["Python's standard library", *around.packages])
    return (
        f"{top} is not available when graded: this homework has {library}, and takes only {submit} from you\n"
        f"remove the import, or move it below `{MAIN}` together with what needs it"
    )


def _about_version(top: str, around: jobs.Surroundings) -> str:
    if top in around.packages:
        return f"{_versioned(top, around)}: is yours another version?"
    if top in sys.stdlib_module_names:
        return f"the grader runs {_PYTHON}: is yours another version?"
    return ""


def _about_place(place: Place) -> str:
    if not place.top_level:
        return ""
    return (
        f"line {place.top_level} of {place.top_level_file} runs whenever the file is imported, so in every check: "
        f"move it below `{MAIN}` if the checks do not need it"
    )


def _versioned(package: str, around: jobs.Surroundings) -> str:
    return f"the grader has {package} {around.packages[package]}"


def _own_file(top: str, ignored: Iterable[str]) -> str:
    """The handed-in file or folder that a top-level import means on the student's computer.

    >>> _own_file("helpers", ["notes.txt", "src/helpers.py"]), _own_file("model", ["model/layers.py"])
    ('src/helpers.py', 'model/')
    """
    for path in ignored:
        folders, _, name = f"/{path}".rpartition("/")
        if name == f"{top}.py":
            return path
        if name.endswith(".py") and top in folders.split("/"):
            return f"{path[: f'/{path}'.index(f'/{top}/') + len(top)]}/"
    return ""


def _nearest(submit: list[str]) -> str:
    return submit[0] if len(submit) == 1 else "one of these files"


def _listed(names: Iterable[str]) -> str:
    """
    >>> _listed(["a"]), _listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
