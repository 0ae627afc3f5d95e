"""Values of the standard library and of NumPy."""

import collections
import datetime
import decimal
import fractions
import json
import math
import random
import unittest

import numpy as np
import numpy.testing as npt
import pytest
import records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from records import Card, Level, Money, Planet


def test_a_counter():
    assert records.letters("abca") == {"a": 2, "b": 1, "c": 1}
    assert records.letters("aab").most_common(1) == [("a", 2)]


def test_a_deque():
    assert records.recent([1, 2, 3], 2) == collections.deque([2, 3], maxlen=2)


def test_a_defaultdict():
    assert records.index(["ab", "ac", "b"]) == {"a": ["ab", "ac"], "b": ["b"]}


def test_a_fraction():
    assert records.third() + fractions.Fraction(2, 3) == 1
    assert isinstance(records.third(), fractions.Fraction)


def test_a_decimal():
    assert records.price("1.10") == decimal.Decimal("2.20")


def test_a_date():
    assert records.next_day(datetime.date(2024, 2, 28)) == datetime.date(2024, 2, 29)


def test_a_range():
    assert records.pixels(3) == range(3)


def test_bytes():
    assert records.as_bytes("ä") == b"\xc3\xa4"


def test_sets():
    assert records.both({1}, {2}) == {1, 2}


def test_a_frozenset():
    assert type(records.frozen([1, 1])) is frozenset


def test_a_complex_number():
    assert records.roots() ** 2 == -1


def test_a_text():
    assert records.unicode() == "naïve ☃"


def test_none():
    assert records.nothing() is None


def test_nested_containers():
    assert records.nested() == {"a": [(1, {2}), [None, {"b": b"c"}]]}


def test_a_large_integer():
    assert records.large() == 1 << 200
    assert isinstance(records.large(), int)


def test_a_match():
    assert records.find(r"(\d+)", "abc 42").group(1) == "42"


def test_a_match_is_there():
    assert records.find("b", "abc")


def test_no_match():
    assert records.find("x", "abc") is None
    assert records.find("c", "abc") is not None


def test_a_typed_dictionary():
    assert records.movie() == {"title": "M", "year": 1931}


def test_a_generic_class():
    assert records.Box(3).content == 3


def test_defaults_of_a_dataclass():
    assert Card(3).suit == "hearts"


def test_dataclasses_are_compared():
    assert Card(2) < Card(3)
    assert sorted([Card(3), Card(1)]) == [Card(1), Card(3)]


def test_dataclasses_in_containers():
    assert [Card(1), Card(2)] == [Card(1), Card(2)]


def test_a_dataclass_shares_no_list():
    first, second = Card(1), Card(2)
    first.tags.append("x")
    assert second.tags == []


def test_a_frozen_dataclass():
    with pytest.raises(AttributeError):
        Money(1).amount = 2


def test_dataclasses_in_a_set():
    assert len({Money(1), Money(1), Money(2)}) == 2


def test_flags():
    assert Level.READ | Level.WRITE == Level(3)
    assert Level.READ in Level.READ | Level.WRITE


def test_members_by_value_and_by_name():
    assert Planet(5.97) is Planet.EARTH
    assert Planet["MARS"] is Planet.MARS


def test_a_property_of_a_member():
    assert Planet.MARS.is_light
    assert not Planet.EARTH.is_light


def test_all_members():
    assert len(Planet) == 2
    assert [planet.value for planet in Planet] == [5.97, 0.64]


def test_members_as_keys():
    weights = {Planet.EARTH: 1, Planet.MARS: 0.1}
    assert weights[Planet.MARS] == 0.1
    assert len(Planet) == 2


def test_json():
    assert json.loads(records.dump({"b": 1, "a": [2]})) == {"b": 1, "a": [2]}


def test_an_approximation():
    assert records.stats([0.1, 0.2]) == pytest.approx(0.15)


def test_approximations_in_a_list():
    assert list(records.softmax(np.zeros(4))) == pytest.approx([0.25] * 4)


def test_isclose():
    assert math.isclose(records.stats([1, 2]), 1.5)


def test_allclose():
    assert np.allclose(records.softmax(np.log([1.0, 3.0])), [0.25, 0.75])


def test_assert_allclose():
    assert_allclose(records.softmax(np.zeros(2)), 0.5)


def test_assert_allclose_of_large_values():
    npt.assert_allclose(records.softmax(np.array([1000.0, 1000.0])), [0.5, 0.5])


def test_assert_array_equal():
    assert_array_equal(records.softmax(np.zeros(1)), [1])


def test_shape_and_dtype():
    got = records.softmax(np.zeros(5, np.float32))
    assert got.shape == (5,)
    assert got.dtype == np.float32
    assert got.sum() == pytest.approx(1)


def test_an_array_in_place():
    x = np.array([1.0, 3.0])
    records.normalize(x)
    assert x.tolist() == [-1, 1]


def test_a_view_in_place():
    x = np.zeros((2, 2))
    x[0] = [1, 3]
    records.normalize(x[0])
    assert x.tolist() == [[-1, 1], [0, 0]]


def test_a_structured_array():
    assert records.table()["x"][0] == 2.5


def test_a_masked_array():
    assert records.masked(np.array([1, -1])).sum() == 1
    assert np.ma.is_masked(records.masked(np.array([1, -1])))


def test_an_array_of_texts():
    assert records.names().tolist() == ["a", "bb"]


def test_an_array_of_dates():
    assert str(records.days()[0]) == "2026-01-01"


def test_an_array_of_objects():
    assert list(records.objects()) == [1, "a", None]


def test_a_generator_of_numpy():
    expected = np.random.default_rng(3).normal(size=4).cumsum()
    assert_allclose(records.walk(4, np.random.default_rng(3)), expected)


def test_a_choice_of_a_seed():
    random.seed(5)
    got = records.pick(range(1000))
    random.seed(5)
    assert got == random.choice(range(1000))


@given(st.lists(st.integers()))
@settings(max_examples=15, deadline=None, database=None, derandomize=True)
def test_hypothesis(xs):
    assert records.sort(xs) == sorted(xs)


@given(a=st.integers(1, 99), b=st.integers(1, 99))
@settings(max_examples=15, deadline=None, database=None, derandomize=True)
def test_hypothesis_by_name(a, b):
    assert a % records.gcd(a, b) == 0
    assert records.gcd(a, b) == math.gcd(a, b)


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text())
def test_hypothesis_with_a_fixture(text, tmp_path):
    assert records.reverse(records.reverse(text)) == text
    assert records.reverse("ab") == "ba"


class TestAsserts(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(records.gcd(12, 18), 6)

    def test_almost_equal(self):
        self.assertAlmostEqual(records.stats([0.1, 0.3]), 0.2)

    def test_the_same_items(self):
        self.assertCountEqual(records.sort([2, 1]), [1, 2])

    def test_a_type(self):
        self.assertIsInstance(records.letters("aa"), collections.Counter)
        self.assertEqual(records.letters("aa"), {"a": 2})

    def test_a_dictionary(self):
        self.assertDictEqual(dict(records.index(["ab"])), {"a": ["ab"]})

    def test_what_is_in_it(self):
        self.assertIn("title", records.movie())
        self.assertIn("year", records.movie())

    def test_truth(self):
        self.assertTrue(records.find("b", "abc"))

    def test_none(self):
        self.assertIsNone(records.nothing())

    def test_subtests(self):
        for a, b, expected in [(4, 6, 2), (3, 5, 1)]:
            with self.subTest(a=a, b=b):
                self.assertEqual(records.gcd(a, b), expected)

    def test_raises(self):
        with self.assertRaises(json.JSONDecodeError):
            records.load("{")

    def test_a_regular_expression(self):
        self.assertRegex(records.unicode(), "☃$")
