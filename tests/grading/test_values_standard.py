"""Numbers, dates and paths of the standard library arrive as what they are."""

from __future__ import annotations

import pathlib
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from autograder.grading.remote.faults import CheckAuthorError

VALUES = [
    Decimal("1.10"), Decimal("-0"), Decimal("Infinity"), Decimal("1E-30"), Fraction(1, 3), Fraction(-(10**40), 7),
    date(2026, 11, 30), time(1, 2, 3, 4), datetime(2026, 1, 2, 3, 4, 5, 6, fold=1), timedelta(-1, 5, 7),
    datetime(2026, 1, 2, tzinfo=timezone.utc), time(1, tzinfo=timezone(timedelta(hours=-3))), timezone(timedelta(hours=2)),
    pathlib.PurePosixPath("a/b"), UUID(int=2**127),
]  # fmt: skip
ECHO = "def echo(x): return x\ndef kind(x): return type(x).__name__\n"


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_of_the_standard_library_comes_back_as_it_was(child, value):
    module = child(ECHO)
    assert module.kind(value) == type(value).__name__
    got = module.echo([value])[0]
    assert type(got) is type(value)
    assert got == value
    assert repr(got) == repr(value)


def test_a_path_compares_as_one_and_opens_nothing(child):
    module = child(ECHO)
    path = pathlib.Path("/etc/passwd")
    got = module.echo(path)
    assert module.kind(got) == module.kind(path) == "PosixPath"
    assert got == path
    assert isinstance(got, pathlib.Path)
    assert got.name == "passwd"
    assert repr(got) == repr(path)
    for ask in ("read_text", "exists", "open", "iterdir", "stat"):
        with pytest.raises(CheckAuthorError, match="driver"):
            getattr(got, ask)()


def test_a_number_that_is_too_large_stays_behind_a_handle(child):
    module = child("from decimal import Decimal\nhuge = Decimal('1E+999999')\n")
    assert type(module.huge) is not Decimal
