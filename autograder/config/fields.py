"""What each setting may hold: limits, time zones, paths, modules, pieces."""

from __future__ import annotations

import dataclasses
import keyword
import unicodedata
import zoneinfo
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any, TypeVar

from autograder.config.document import Value, meant
from autograder.config.quantities import DURATION_UNITS, SIZE_UNITS, parse_duration, parse_size
from autograder.errors import ConfigError
from autograder.model import Arguments, FollowThrough, HiddenRuns, Limits, Piece, Rule, Visibility
from autograder.text import collision_key

_Number = TypeVar("_Number", int, float)


def _duration(value: Value) -> float:
    return _quantity(value, parse_duration, f"'10 s' or '2 min' (units: {', '.join(DURATION_UNITS)})")


def _size(value: Value) -> int:
    return _quantity(value, parse_size, f"'20 MB' or '1 GiB' (units: {', '.join(SIZE_UNITS)})")


LIMITS: dict[str, Callable[[Value], float]] = {
    "wall": _duration,
    "memory": _size,
    "threads": Value.count,
    "open_files": Value.count,
    "file_size": _size,
    "scratch": _size,
    "output_kept": _size,
    "output_killed": _size,
    "reply": _size,
    "reply_nodes": Value.count,
    "total": _duration,
    "archive_files": Value.count,
    "archive_file_size": _size,
    "archive_total": _size,
}


#: Limits that courses set; the others are there for what nobody foresaw.
EVERYDAY = ("wall", "total", "memory", "scratch")
_ADVANCED = "advanced"


def read_limits(value: Value | None, defaults: Limits) -> Limits:
    """`defaults`, with the limits in the file replaced."""
    if value is None:
        return defaults
    advanced = tuple(name for name in LIMITS if name not in EVERYDAY)
    for name, where in value.written_keys():
        if name in advanced:
            remedy = f"write it below {_ADVANCED}:, e.g. limits: {{{_ADVANCED}: {{{name}: …}}}}"
            raise ConfigError(where, f"{name} is a limit that hardly any course changes", remedy)
    given = value.section(optional=(*EVERYDAY, _ADVANCED))
    if _ADVANCED in given:
        given |= given.pop(_ADVANCED).section(optional=advanced)
    read: dict[str, Any] = {name: LIMITS[name](limit) for name, limit in given.items()}
    return dataclasses.replace(defaults, **read)


def read_visibility(value: Value | None, default: Visibility) -> Visibility:
    """When results of hidden checks may be seen."""
    return default if value is None else Visibility(value.choice([option.value for option in Visibility]))


def read_hidden_runs(value: Value | None, default: HiddenRuns) -> HiddenRuns:
    """When hidden checks are run."""
    return default if value is None else HiddenRuns(value.choice([option.value for option in HiddenRuns]))


def read_hidden_messages(value: Value | None, default: Visibility) -> Visibility:
    """When messages of hidden checks may be seen; before grades are published they would reveal hidden data."""
    allowed = (Visibility.HIDDEN, Visibility.AFTER_PUBLISHED)
    return default if value is None else Visibility(value.choice([option.value for option in allowed]))


def read_arguments(value: Value | None, default: Arguments) -> Arguments:
    """What happens to a test's own objects when student code changes them in place."""
    return default if value is None else Arguments(value.choice([option.value for option in Arguments]))


def read_rules(value: Value) -> tuple[Rule, ...]:
    """Names that submitted code should not use, each with its reason."""
    rules: dict[str, Rule] = {}
    for item in value.items():
        keys = item.section(required=("forbid", "why"))
        name = keys["forbid"].text()
        if not all(part.isidentifier() for part in name.removeprefix(".").split(".")):
            raise keys["forbid"].wrong(
                f"{name!r} is not a name", "write it as it is imported, e.g. torch.nn.RNN, or .data for an attribute"
            )
        if name in rules:
            raise keys["forbid"].wrong(f"{name!r} appears a second time", "give each name one reason")
        rules[name] = Rule(name, keys["why"].text())
    return tuple(rules.values())


def read_follow_through(value: Value, pieces: Sequence[Piece]) -> tuple[FollowThrough, ...]:
    """Functions of a piece that the reference may replace in checks of other pieces."""
    numbers = [piece.number for piece in pieces]

    def known(item: Value) -> str:
        number = item.label()
        if number not in numbers:
            raise item.wrong(f"there is no piece {number!r}", f"there are {', '.join(numbers)}")
        return number

    def full(item: Value) -> str:
        name = item.text()
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            raise item.wrong(f"{name!r} is not a full name", "write module and function, e.g. ngram_lm.NGramLM.context")
        return name

    found = []
    for item in value.items():
        keys = item.section(required=("piece", "functions", "in"))
        piece, later = known(keys["piece"]), tuple(map(known, keys["in"].items()))
        if piece in later:
            raise keys["in"].wrong(f"piece {piece} cannot stand in for itself", "name the pieces that depend on it")
        found.append(FollowThrough(piece, tuple(map(full, keys["functions"].items())), later))
    return tuple(found)


def read_time_zone(value: Value) -> str:
    """A name of the IANA time zone database, e.g. "America/New_York".

    A machine without that database (a small container) cannot tell right from wrong and takes any
    name: grading there must not depend on it.
    """
    name, known = value.text(), zoneinfo.available_timezones()
    if known and name not in known:
        city = name.rpartition("/")[2].replace(" ", "_").casefold()
        likely = [zone for zone in sorted(known) if zone.casefold().endswith(f"/{city}")]
        remedy = f"did you mean {likely[0]!r}?" if likely else meant(name, sorted(known))
        raise value.wrong(f"{name!r} is not a time zone", remedy or "write it as 'America/New_York' or 'UTC'")
    return name


def read_paths(value: Value) -> tuple[str, ...]:
    """Relative paths of files, "/" between the parts, none of them twice or inside another."""
    seen: dict[str, str] = {}
    for item in value.items():
        path = _relative_path(item)
        key = collision_key(path)
        if key in seen:
            raise item.wrong(f"{path!r} is the same file as {seen[key]!r} on many computers", "name each file once")
        seen[key] = path
    for key, path in seen.items():
        above = next((str(folder) for folder in PurePosixPath(key).parents if str(folder) in seen), None)
        if above is not None:
            raise value.wrong(f"has {seen[above]!r} both as a file and as the folder of {path!r}")
    return tuple(seen.values())


def read_modules(value: Value) -> tuple[str, ...]:
    """Names of modules as `import` takes them, e.g. numpy or torch.nn."""
    names: list[str] = []
    for item in value.items():
        name = item.text()
        if not all(part.isidentifier() and not keyword.iskeyword(part) for part in name.split(".")):
            raise item.wrong(f"{name!r} is not the name of a module", "write it as after 'import', e.g. numpy")
        if name in names:
            raise item.wrong(f"{name!r} appears a second time", "name each module once")
        names.append(name)
    return tuple(names)


def read_pieces(value: Value) -> tuple[Piece, ...]:
    """The parts that carry points; their numbers are unique."""
    pieces: dict[str, Piece] = {}
    for item in value.items():
        keys = item.section(required=("number", "name", "points"))
        number = keys["number"].label()
        if not number.isalnum():
            raise keys["number"].wrong(
                f"cannot be {number!r}", "use letters and digits only: checks 6.1 and 6.2 belong to piece 6"
            )
        if number in pieces:
            raise keys["number"].wrong(f"{number!r} is taken by {pieces[number].name!r}", "give each piece its own")
        pieces[number] = Piece(number, keys["name"].text(), keys["points"].number())
    return tuple(pieces.values())


def _quantity(value: Value, parse: Callable[[str], _Number], examples: str) -> _Number:
    remedy = f"write a number and a unit, for example {examples}"
    try:
        return parse(value.label())
    except ValueError as error:
        raise value.wrong(f"cannot be used: {error}", remedy) from None


def _relative_path(item: Value) -> str:
    path = item.text()
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path:
        raise item.wrong(f"{path!r} is not a relative path", "write it from the top of the zip with '/', e.g. src/a.py")
    if any(part in ("", ".", "..") for part in parts):
        raise item.wrong(f"{path!r} has an empty part, '.' or '..'", "write the plain path from the top of the zip")
    if any(mark in path for mark in "*?[]"):
        raise item.wrong(f"{path!r} is a pattern", "name each file by itself")
    if not path.isprintable() or path != unicodedata.normalize("NFC", path):
        raise item.wrong(f"{path!r} has characters that do not survive a zip", "use plain letters and digits")
    return path
