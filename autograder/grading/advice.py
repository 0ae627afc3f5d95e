"""Adds advice to a student's error message where the laptop and the grader differ: packages, files that are not used,
versions, and work at the top level of a file.

Everything looked at here is the student's own text, and the answer goes to the same student.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable

from autograder.grading import messages
from autograder.grading.laptop_errors import MAIN, about_own_file, own_file, told
from autograder.grading.remote.faults import Crashed, Place, StudentError, TimedOut
from autograder.sandbox.packages import told as importable
from autograder.sandbox.packages import version
from autograder.text import listed

_PYTHON = f"Python {platform.python_version()}"
_MISSING = re.compile(r"No module named '([^'\s]{1,200})'")
_NO_NAME = re.compile(r"cannot import name '[^']{1,200}' from (?:partially initialized module )?'([\w.]{1,200})'")
_NO_ATTRIBUTE = re.compile(r"module '([\w.]{1,200})' has no attribute")


def surroundings(preload: Iterable[str], submit: Iterable[str], ignored: Iterable[str]) -> messages.Surroundings:
    """The packages and files that a submission finds when it is graded, for messages.

    Args:
        ignored: names of files that were submitted and are not used.
    """
    packages = {name: version(name) for name in importable(tuple(preload))}
    return messages.Surroundings(packages, list(submit), list(ignored))


def advice(error: BaseException | None, around: messages.Surroundings) -> str:
    """A line or two to add to the message about `error`; "" if there is nothing to add."""
    if isinstance(error, StudentError):
        return _about_error(error, around)
    if isinstance(error, (TimedOut, Crashed)) and error.place is not None:
        return _about_place(error.place)
    return ""


def _about_error(error: StudentError, around: messages.Surroundings) -> str:
    if "ModuleNotFoundError" in error.bases:
        found = _MISSING.match(error.message)
        return _about_missing(found[1], around) if found else ""
    if found_out := told(error, around, _PYTHON):
        return found_out
    pattern = _NO_NAME if "ImportError" in error.bases else _NO_ATTRIBUTE if "AttributeError" in error.bases else None
    found = pattern.match(error.message) if pattern else None
    return _about_version(found[1].partition(".")[0], around) if found else ""


def _about_missing(name: str, around: messages.Surroundings) -> str:
    top = name.partition(".")[0]
    if top in around.packages:
        return f"{_versioned(top, around)}, which has no {name}: is the name right?"
    if top in sys.stdlib_module_names:
        return f"the grader runs {_PYTHON}, which has no {name} here: remove the import"
    own = own_file(top, around.ignored)
    if own:
        return about_own_file(own, around.submit)
    library = listed(["Python's standard library", *around.packages])
    return (
        f"{top} is not available when graded: this homework has {library}, and takes only "
        f"{listed(around.submit)} from you\n"
        f"remove the import, or move it below `{MAIN}` together with what needs it"
    )


def _about_version(top: str, around: messages.Surroundings) -> str:
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


def _versioned(package: str, around: messages.Surroundings) -> str:
    return f"the grader has {package} {around.packages[package]}"
