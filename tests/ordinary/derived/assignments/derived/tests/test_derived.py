"""Classes that derive from a student's class, as tests write them."""

import math
import sys
from functools import reduce
from unittest import TestCase

import numpy as np
import pytest

sys.path.append("./lib")

import layers
from layers import Chain, Layer, LayerError

OFFSETS = [1, 2, 3]
SCALE = 10


def halved(x):
    return x / 2


class Helper:
    """Nothing of a student's."""

    def total(self, xs):
        return reduce(lambda a, b: a + b, xs)


class Double(Layer):
    """A text
    of two lines."""

    def forward(self, x):
        return 2 * x


class Quadruple(Double):
    def forward(self, x):
        return 2 * super().forward(x)


class Shifted(layers.Layer):
    def forward(self, x):
        return x + Helper().total(OFFSETS) + SCALE


class Root(Layer):
    def forward(self, x):
        return math.sqrt(halved(x))


class Sum(Layer):
    def forward(self, x):
        return float(np.sum(x))


class TooLarge(LayerError):
    def __init__(self, size):
        super().__init__(f"{size} is too large")
        self.size = size


def test_method_of_a_base():
    assert Double()(3) == 6


def test_argument_of_a_base():
    assert Double(scale=5)(3) == 30


def test_class_of_a_class():
    assert Quadruple()(3) == 12


def test_globals_and_helper_class():
    assert Shifted()(1) == 17


def test_library_and_helper_function():
    assert Root()(8) == 2.0


def test_array():
    assert Sum()(np.arange(4.0)) == 6.0


def test_class_as_argument():
    assert layers.run(Double, 4) == 8


def test_objects_as_arguments():
    assert Chain(Double(), Quadruple())(1) == 8


def test_isinstance():
    layer = Quadruple()
    assert isinstance(layer, Double)
    assert isinstance(layer, Layer)
    assert layer(1) == 4


def test_attribute_and_base_text():
    assert Double.__doc__.startswith("A text")
    assert Double(7)(1) == 14


def test_local_class():
    class Triple(Layer):
        def forward(self, x):
            return 3 * x

    assert Triple()(2) == 6


def test_local_class_sees_locals():
    seen = []
    factor = 3

    class Noting(Layer):
        def forward(self, x):
            seen.append(x)
            return factor * x

    assert Noting()(5) == 15
    assert seen == [5]


def test_local_class_calls_the_test():
    calls = []

    def note(x):
        calls.append(x)
        return x

    class Calling(Layer):
        def forward(self, x):
            return note(x)

    assert Calling()(5) == 5
    assert calls == [5]


def test_left_out_method():
    class Empty(Layer):
        pass

    with pytest.raises(NotImplementedError):
        Empty()(1)


def test_registered():
    class Known(Layer):
        pass

    assert "Known" in layers.names()
    assert Known(2).scale == 2


def test_own_error():
    def fail():
        raise TooLarge(7)

    class Failing(Layer):
        def forward(self, x):
            raise TooLarge(x)

    with pytest.raises(LayerError, match="7 is too large"):
        Failing()(7)


@pytest.fixture
def layer():
    class Fixed(Layer):
        def forward(self, x):
            return x + 1

    return Fixed(2)


def test_fixture(layer):
    assert layer(1) == 4


@pytest.mark.parametrize(("kind", "expected"), [(Double, 6), (Quadruple, 12)], ids=["double", "quadruple"])
def test_parametrized(kind, expected):
    assert kind()(3) == expected


class TestLayers(TestCase):
    def setUp(self):
        class Negated(Layer):
            def forward(self, x):
                return -x

        self.layer = Negated()

    def test_method(self):
        self.assertEqual(self.layer(3), -3)

    def test_mutable_global(self):
        self.assertEqual(Shifted(2)(1), 34)


def test_data_of_the_suite():
    with open("tests/data/numbers.txt", encoding="utf-8") as file:
        numbers = [int(word) for word in file.read().split()]
    assert [Double()(number) for number in numbers] == [6, 8]
