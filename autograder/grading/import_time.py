"""Notes for the student about files that are slow to import, measured before the first check.

They come from a child that runs the student's files but no check, before any check has run, so there is nothing that
they could carry out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import GraderError
from autograder.grading.laptop_errors import MAIN
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import CheckAuthorError, StudentError, StudentFault, TimedOut
from autograder.grading.remote.import_hook import module_name
from autograder.model import Limits
from autograder.sandbox import import_probe
from autograder.text import plain

_SOURCE = Path(import_probe.__file__)
_LONG = 1.0  # seconds
_LONGEST = 200
_TYPES = [str, float, float, str, int, str]


@dataclass(frozen=True)
class SlowImport:
    """A file that takes long to import.

    Attributes:
        path: of the file; takes: the time it takes, in words.
        where, line, text: the line that took most of it; "", 0, "" where that is unknown.
    """

    path: str
    takes: str
    where: str = ""
    line: int = 0
    text: str = ""


@dataclass(frozen=True)
class Imports:
    """What importing the files of a submission was like.

    Attributes:
        slow: the files that take long; none if nothing does, or if nobody can tell.
        seconds: whole seconds for all files, by our clock; 0 if the import does not end, or nothing is slow.
        modules: the files' modules.
    """

    slow: tuple[SlowImport, ...] = ()
    seconds: int = 0
    modules: tuple[str, ...] = ()


def look(client: RpcClient, paths: Iterable[str], limits: Limits) -> Imports:
    """Import the files `paths`, and see which take long.

    Args:
        client: with a child that runs no check.
        limits: of a check, in which the import has not ended if it does not end here.
    """
    files = {module_name(path): path for path in paths if path.endswith(".py")}
    begun = time.monotonic()
    try:
        source = _SOURCE.read_text(encoding="utf-8")
        found = _usable(client.run("import_probe", source, "look", list(files)), files)
    except TimedOut as fault:
        place = fault.place
        if place is None or not place.top_level:
            return Imports()
        path = plain(place.top_level_file, _LONGEST)
        return Imports((SlowImport(path, f"does not end within {limits.wall:g} s", path, place.top_level),))
    except GraderError:
        raise
    except (
        Exception,
        StudentError,
        StudentFault,
        CheckAuthorError,
    ):  # the answer may be anything; the checks will tell
        return Imports()
    seconds = math.ceil(min(time.monotonic() - begun, limits.wall))
    slow = tuple(
        SlowImport(files[name], f"takes {wall:.1f} s", where, line, text)
        for name, wall, _, where, line, text in found
        if wall > _LONG
    )
    return Imports(slow, seconds, tuple(files)) if slow else Imports()


def notes(imports: Imports, is_shared: bool, total: float) -> list[str]:
    """What to tell the student.

    Args:
        is_shared: whether the checks share the import.
        total: seconds that all checks together have.
    """
    return [_note(found, imports.seconds, is_shared, total) for found in imports.slow]


def _usable(found: Any, files: Mapping[str, str]) -> list[tuple[str, float, float, str, int, str]]:
    """The answer, if it has the form that the probe gives: student code may have put anything in its place."""
    if type(found) is not list:
        return []
    right = [item for item in found[: len(files)] if type(item) is tuple and [type(part) for part in item] == _TYPES]
    return [item for item in right if item[0] in files]


def _note(found: SlowImport, seconds: int, is_shared: bool, total: float) -> str:
    shown = f" (`{plain(found.text, _LONGEST)}`)" if found.text else ""
    of = "" if found.where == found.path else f" of {plain(found.where, _LONGEST)}"
    most = f"; most of that is line {found.line}{of}{shown}" if found.line else ""
    advice = f"move what the checks do not need below `{MAIN}`"
    takes = f"importing {found.path} {found.takes}{most}."
    if is_shared:
        return f"{takes} This time was spent once, and counts for no check; still, {advice}"
    return f"{takes} Every check imports it again, so {advice}{_cost(seconds, total) if seconds else ''}"


def _cost(seconds: int, total: float) -> str:
    """What an import of so many seconds means for all checks together.

    How many checks there are is not asked: an import whose time a student chooses would tell how many are hidden.

    >>> _cost(8, 540.0)
    '. That counts for no single check, but all checks together have 9 minutes, time for 67 such imports: those after \
that are not run and cost their points'
    """
    return (
        f". That counts for no single check, but all checks together have {total / 60:.3g} minutes, time for "
        f"{int(total / seconds)} such imports: those after that are not run and cost their points"
    )
