"""Values of the standard library that travel by value: numbers, dates and times, paths.

A kind from a student's process selects an entry of the closed table below, and its parts are checked before anything is
built from them. Only exact types travel: a subclass could carry behaviour.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import pathlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import REPLY
from autograder.sandbox.inside.wire.framing import WireError

_MOST_DIGITS, _MOST_EXPONENT = 5000, 10_000  # whoever makes an int of 1E+999999999 never ends
_MOST_PATH = 4096
_WORDS = 64


def encode(value: Any) -> schema.Standard | None:
    """The node of a value of exactly one of the types of the table, or None."""
    kind = type(value)
    take_apart = _PARTS.get(kind)
    parts = take_apart(value) if take_apart is not None else None
    return None if parts is None else schema.Standard(kind.__name__, [_part(part) for part in parts])


def decode(node: schema.Standard) -> Any:
    """The value of a node.

    Raises:
        WireError: there is no such kind, or it does not have such parts.
    """
    if node.kind not in _BUILDERS:
        raise WireError("a value of a kind that may not travel")
    if len(node.parts) > _WORDS:
        raise WireError(f"a {node.kind} of too many parts")
    try:
        return _BUILDERS[node.kind]([_whole(part) for part in node.parts])
    except (ArithmeticError, TypeError, ValueError):
        raise WireError(f"a {node.kind} that cannot be") from None


def _part(part: int | str) -> Any:
    if type(part) is int and not -(1 << 63) <= part < 1 << 63:
        return schema.BigInteger(hex(part))
    return part


def _whole(part: Any) -> Any:
    if type(part) is not schema.BigInteger:
        return part
    if len(part.digits) > REPLY.digits:
        raise ValueError
    return int(part.digits, 16)


# --- taken apart ---


def _of_decimal(value: decimal.Decimal) -> list[Any] | None:
    few = len(value.as_tuple().digits) <= _MOST_DIGITS
    return [str(value)] if few and (not value.is_finite() or abs(value.adjusted()) <= _MOST_EXPONENT) else None


def _of_fraction(value: fractions.Fraction) -> list[Any] | None:
    parts = [value.numerator, value.denominator]
    return parts if all(part.bit_length() <= 4 * REPLY.digits - 12 for part in parts) else None


def _of_path(value: pathlib.PurePath) -> list[Any] | None:
    text = str(value)
    return [text] if len(text) <= _MOST_PATH and text.isascii() else None


def _offset(zone: Any) -> list[Any] | None:
    """The offset from UTC in seconds and microseconds; nothing for a time without a zone."""
    if zone is None:
        return []
    if type(zone) is not datetime.timezone:
        return None
    away = zone.utcoffset(None)
    return [away.days * 86400 + away.seconds, away.microseconds]


def _with_zone(parts: list[int], zone: Any) -> list[Any] | None:
    offset = _offset(zone)
    return None if offset is None else parts + offset


_PARTS: dict[type, Callable[[Any], list[Any] | None]] = {
    decimal.Decimal: _of_decimal,
    fractions.Fraction: _of_fraction,
    datetime.date: lambda d: [d.year, d.month, d.day],
    datetime.time: lambda t: _with_zone([t.hour, t.minute, t.second, t.microsecond, t.fold], t.tzinfo),
    datetime.datetime: lambda d: _with_zone(
        [d.year, d.month, d.day, d.hour, d.minute, d.second, d.microsecond, d.fold], d.tzinfo
    ),
    datetime.timedelta: lambda t: [t.days, t.seconds, t.microseconds],
    datetime.timezone: _offset,
    pathlib.PurePosixPath: _of_path,
    pathlib.PosixPath: _of_path,
    uuid.UUID: lambda u: [u.int],
}


# --- put together ---


def _integers(parts: Sequence[Any], *counts: int) -> Sequence[int]:
    if len(parts) not in counts or not all(type(part) is int for part in parts):
        raise ValueError
    return parts


def _text(parts: Sequence[Any], most: int) -> str:
    if len(parts) != 1 or type(parts[0]) is not str or len(parts[0]) > most or not parts[0].isascii():
        raise ValueError
    return parts[0]


def _decimal(parts: Sequence[Any]) -> decimal.Decimal:
    value = decimal.Decimal(_text(parts, _MOST_DIGITS + 32))
    if _of_decimal(value) is None:
        raise ValueError
    return value


def _fraction(parts: Sequence[Any]) -> fractions.Fraction:
    return fractions.Fraction(*_integers(parts, 2))


def _zone(parts: Sequence[int]) -> datetime.timezone | None:
    return datetime.timezone(datetime.timedelta(seconds=parts[0], microseconds=parts[1])) if parts else None


def _time(parts: Sequence[Any]) -> datetime.time:
    hour, minute, second, microsecond, fold, *zone = _integers(parts, 5, 7)
    return datetime.time(hour, minute, second, microsecond, _zone(zone), fold=fold)


def _datetime(parts: Sequence[Any]) -> datetime.datetime:
    year, month, day, hour, minute, second, microsecond, fold, *zone = _integers(parts, 8, 10)
    return datetime.datetime(year, month, day, hour, minute, second, microsecond, _zone(zone), fold=fold)


_BUILDERS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "Decimal": _decimal,
    "Fraction": _fraction,
    "date": lambda parts: datetime.date(*_integers(parts, 3)),
    "time": _time,
    "datetime": _datetime,
    "timedelta": lambda parts: datetime.timedelta(*_integers(parts, 3)),
    "timezone": lambda parts: _zone(_integers(parts, 2)),
    "PurePosixPath": lambda parts: pathlib.PurePosixPath(_text(parts, _MOST_PATH)),
    "PosixPath": lambda parts: pathlib.PosixPath(_text(parts, _MOST_PATH)),
    "UUID": lambda parts: uuid.UUID(int=_integers(parts, 1)[0]),
}
KINDS = frozenset(_BUILDERS)
