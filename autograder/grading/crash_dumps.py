"""Finds where a program was when it crashed or hung, from what faulthandler wrote to its standard error.

The student's code may write there as well, so every part of a dump is bounded, and a forged one tells a student no
more than a line that the student made up.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePath

from autograder.grading.remote.faults import Place
from autograder.text import plain

_DUMP = re.compile(r"^(?:Fatal Python error: .*\n\n?|(?=Current thread|Thread 0x|Stack \())", re.MULTILINE)
_FRAME = re.compile(r'File "([^"\n]{1,4096})", line (\d{1,9}) in ([^\n]{1,4096})')


def without_dump(error: str) -> str:
    """Standard error without what the jail's own machinery wrote about a crash or a hang."""
    return _DUMP.split(error, maxsplit=1)[0]


def place_in(error: str, root: str) -> Place | None:
    """The innermost line of the files below `root` in the last dump on standard error; None if there is none."""
    dumps = _DUMP.split(error)
    found: list[Place] = []
    for file, line, function in _FRAME.findall(dumps[-1] if len(dumps) > 1 else ""):
        path = PurePath(file)
        if path.is_relative_to(root):
            name = plain(str(path.relative_to(root)), 200)
            found.append(Place(name, int(line), plain(function, 100)))
    importing = next((place for place in found if place.function == "<module>"), None)
    if not found or importing is None:
        return found[0] if found else None
    return dataclasses.replace(found[0], top_level_file=importing.file, top_level=importing.line)
