"""Notes for the student about files that take long to import, measured before the first check.

It comes from a child that runs the student's files but no check, and before any check has run, so that there is nothing
that it could carry out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def notes(client: RpcClient, paths: Iterable[str], limits: Limits) -> list[str]:
    """What to tell a student whose files `paths` take long to import; nothing where they do not, or cannot be imported.

    Args:
        client: with a child that does nothing else afterwards.
        limits: of a check, in which the import has not ended if it does not end here, and of all of them.
    """
    files = {module_name(path): path for path in paths if path.endswith(".py")}
    try:
        source = _SOURCE.read_text(encoding="utf-8")
        found = _usable(client.run("import_probe", source, "look", list(files)), files)
        return [
            _note(files[name], f"takes {wall:.1f} s", where, line, text) + _cost(wall, limits.total)
            for name, wall, _, where, line, text in found
            if wall > _LONG
        ]
    except TimedOut as fault:
        place = fault.place
        if place is None or not place.top_level:
            return []
        path = plain(place.top_level_file, _LONGEST)
        return [_note(path, f"does not end within {limits.wall:g} s", path, place.top_level)]
    except GraderError:
        raise
    except (
        Exception,
        StudentError,
        StudentFault,
        CheckAuthorError,
    ):  # the answer may be anything; the checks will tell
        return []


def _usable(found: Any, files: Mapping[str, str]) -> list[tuple[str, float, float, str, int, str]]:
    """The answer where it is what the probe gives: student code may have put anything in its place."""
    if type(found) is not list:
        return []
    right = [item for item in found[: len(files)] if type(item) is tuple and [type(part) for part in item] == _TYPES]
    return [item for item in right if item[0] in files]


def _note(path: str, takes: str, where: str, line: int, text: str = "") -> str:
    shown = f" (`{plain(text, _LONGEST)}`)" if text else ""
    of = "" if where == path else f" of {plain(where, _LONGEST)}"
    most = f"; most of that is line {line}{of}{shown}" if line else ""
    return (
        f"importing {path} {takes}{most}. Every check imports it again, so move what the checks do not need "
        f"below `{MAIN}`"
    )


def _cost(seconds: float, total: float) -> str:
    """What an import of so many seconds means for all checks together.

    How many checks there are is not asked: an import whose time a student chooses would tell how many are hidden.

    >>> _cost(8.0, 540.0)
    '. All checks together have 9 minutes, time for 67 such imports: those after that are not run and cost their points'
    """
    return (
        f". All checks together have {total / 60:.3g} minutes, time for {int(total / seconds)} such imports: "
        "those after that are not run and cost their points"
    )
