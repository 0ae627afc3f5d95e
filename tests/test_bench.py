"""The table of goals says whether each is met."""

from __future__ import annotations

from bench.speed_goals import Row, copy, ping


def test_a_row_says_what_was_measured_what_it_should_be_and_whether_it_is() -> None:
    assert Row("a call", 3.0, 4, "µs").cells() == ("a call", "3 µs", "≤ 4 µs", "met")
    assert Row("a call", 5.25, 4, "µs").cells() == ("a call", "5.25 µs", "≤ 4 µs", "missed")
    assert Row("a copy", 0.7, 0.6, "× bare", least=True).cells() == ("a copy", "0.7 × bare", "≥ 0.6 × bare", "met")


def test_what_is_compared_with_does_its_work() -> None:
    assert ping(2) > 0 and copy(2) > 0
