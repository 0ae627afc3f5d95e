"""hidden_checks.json: what students may know of the hidden checks beforehand, derived from the hidden tests.

A platform that shows hidden checks after grades are published does not show them at all before, not even their names.
So the handout lists them, from the hidden tests where they are. The file is for where they are not: it lies in
assignments/<homework>/, which may be published. `autograder starter` writes it, and `autograder check` says when it is
stale. A check whose title says too much is left out of the list by `@tags("unlisted")`, and one that nobody will ever
be shown by its visibility: of these, only the points are told, by piece.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.authoring.source.test_functions import TestFunction, read_test_modules
from autograder.errors import ConfigError
from autograder.model import Assignment, Visibility

FILE = "hidden_checks.json"
UNLISTED = "unlisted"


class HiddenCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hidden test: its number, or its piece's where it has no title to be told, and the points of its checks."""

    number: str
    title: str
    points: float


def path_of(assignment: Assignment) -> Path:
    """Where the list lies."""
    return assignment.public / FILE


def is_stale(assignment: Assignment) -> bool:
    """Whether the file is not what the hidden tests say; never where there are none."""
    path = path_of(assignment)
    found = path.read_bytes() if path.is_file() else b""
    return assignment.hidden_tests.is_dir() and found != expected_list(assignment)


def listed_checks(assignment: Assignment) -> tuple[HiddenCheck, ...]:
    """The list: from the hidden tests where they are, else as it stands in the public folder; empty if it does not.

    Raises:
        ConfigError: the file is not what `autograder starter` writes, or a test file is not valid Python.
    """
    if assignment.hidden_tests.is_dir():
        return msgspec.json.decode(expected_list(assignment) or b"[]", type=tuple[HiddenCheck, ...])
    where = path_of(assignment).relative_to(assignment.course.root).as_posix()
    try:
        return msgspec.json.decode(path_of(assignment).read_bytes(), type=tuple[HiddenCheck, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError(where, f"cannot be used: {error}", f"run 'autograder starter {assignment.name}'") from None


def expected_list(assignment: Assignment) -> bytes:
    """The file as the hidden tests say it must be; b"" if there are none.

    Raises:
        ConfigError: a test file is not valid Python.
    """
    found = [test for module in read_test_modules(assignment) if module.hidden for test in module.functions]
    named = [_entry(test) for test in found if _may_be_named(test, assignment)]
    silent: dict[str, float] = {}
    for test in found:
        if not _may_be_named(test, assignment):
            entry = _entry(test)
            piece = entry.number.partition(".")[0]
            silent[piece] = silent.get(piece, 0.0) + entry.points
    entries = [*named, *(HiddenCheck(piece, "", points) for piece, points in silent.items())]
    entries = [entry for entry in entries if entry.points]
    return _encoded(sorted(entries, key=_order)) if entries else b""


def _entry(test: TestFunction) -> HiddenCheck:
    return HiddenCheck(str(test.argument("number") or ""), test.title, (test.points or 0.0) * (test.variations or 1))


def _may_be_named(test: TestFunction, assignment: Assignment) -> bool:
    tags = test.decorator("tags")
    if tags is not None and UNLISTED in tags.arguments:
        return False
    word = test.argument("visibility")
    return (word if word is not None else assignment.hidden.value) != Visibility.HIDDEN.value


def _order(entry: HiddenCheck) -> tuple[object, ...]:
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in entry.number.split(".")], entry.title


def _encoded(entries: list[HiddenCheck]) -> bytes:
    """One entry a line, so that a change can be reviewed."""
    lines = ",\n ".join(msgspec.json.encode(entry).decode() for entry in entries)
    return f"[\n {lines}\n]\n".encode()
