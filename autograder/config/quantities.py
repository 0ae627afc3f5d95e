"""Sizes and durations as people write them: a number and a unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

SIZE_UNITS: Mapping[str, Fraction] = {
    "B": Fraction(1),
    "kB": Fraction(10**3),
    "MB": Fraction(10**6),
    "GB": Fraction(10**9),
    "KiB": Fraction(1 << 10),
    "MiB": Fraction(1 << 20),
    "GiB": Fraction(1 << 30),
}
DURATION_UNITS: Mapping[str, Fraction] = {
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "min": Fraction(60),
    "h": Fraction(3600),
}

_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([A-Za-z]+)")


def parse_size(text: str) -> int:
    """Bytes, rounded down to a whole number.

    >>> parse_size("1 GiB"), parse_size("20 MB"), parse_size("1.5kB")
    (1073741824, 20000000, 1500)
    >>> parse_size("20 mb")
    Traceback (most recent call last):
        ...
    ValueError: '20 mb' is not a size
    """
    size = int(_quantity(text, SIZE_UNITS, "size"))
    if size == 0:
        raise ValueError(f"{text!r} is less than one byte")
    return size


def parse_duration(text: str) -> float:
    """Seconds.

    >>> parse_duration("10 s"), parse_duration("2 min"), parse_duration("1.5h"), parse_duration("250 ms")
    (10.0, 120.0, 5400.0, 0.25)
    >>> parse_duration("10")
    Traceback (most recent call last):
        ...
    ValueError: '10' is not a duration
    """
    seconds = float(_quantity(text, DURATION_UNITS, "duration"))
    if seconds == 0:
        raise ValueError(f"{text!r} is no time at all")
    return seconds


def _quantity(text: str, units: Mapping[str, Fraction], noun: str) -> Fraction:
    match = _QUANTITY.fullmatch(text.strip())
    if match is None or match[2] not in units:
        raise ValueError(f"{text!r} is not a {noun}")
    return Fraction(match[1]) * units[match[2]]
