"""A size or a duration is a number with its unit, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.config.quantities import DURATION_UNITS, SIZE_UNITS, parse_duration, parse_size


@given(st.integers(1, 10**6), st.sampled_from(sorted(SIZE_UNITS)), st.sampled_from(["", " "]))
def test_a_size_is_its_number_times_its_unit_exactly(number: int, unit: str, gap: str) -> None:
    assert parse_size(f"{number}{gap}{unit}") == number * SIZE_UNITS[unit]


@given(st.integers(1, 10**6), st.sampled_from(sorted(DURATION_UNITS)))
def test_a_duration_is_its_number_times_its_unit(number: int, unit: str) -> None:
    assert parse_duration(f"{number} {unit}") == float(number * DURATION_UNITS[unit])


def test_a_decimal_fraction_is_not_rounded_before_it_is_multiplied() -> None:
    assert parse_size("1.1 GB") == 1_100_000_000
    assert parse_duration("0.1 s") == 0.1


@pytest.mark.parametrize("text", ["", "10", "s", "10 S", "10 sec", "10  s", "-1 s", "1e3 s", "1_000 s", "٣ s", "1. s"])
def test_what_is_not_quite_a_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0 B", "0.5 B", "0 GiB"])
def test_a_size_of_less_than_a_byte_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="less than one byte"):
        parse_size(text)


def test_no_time_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no time at all"):
        parse_duration("0 ms")
