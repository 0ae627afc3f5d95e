"""Fixtures, setups, parameters and marks."""

import sys
import unittest

import pytest
import records
import shapes
import streams
from shapes import Rectangle, Square, Vector


@pytest.fixture
def rectangle():
    return Rectangle(2, 3)


@pytest.fixture(scope="module")
def of_module():
    return Rectangle(4, 5)


@pytest.fixture(scope="session")
def of_session():
    rectangle = Rectangle(1, 7)
    yield rectangle
    rectangle.area()


@pytest.fixture(scope="module")
def data_of_module():
    return [1, 2, 3]


@pytest.fixture(scope="module")
def on_top(of_session, data_of_module):
    return [of_session.area(), *data_of_module]


@pytest.fixture
def maker():
    return lambda side: Square(side)


@pytest.fixture(params=[1, 2])
def side(request):
    return request.param


@pytest.fixture(params=[Rectangle, lambda a, b: Rectangle(b, a)])
def kind(request):
    return request.param


@pytest.fixture
def opened():
    recorder = shapes.Recorder()
    with recorder:
        yield recorder


def test_a_fixture(rectangle):
    assert rectangle.area() == 6


def test_a_fixture_of_conftest(shared_vector):
    assert shared_vector.xs == [1, 2, 3]
    assert shared_vector @ Vector(1, 1, 1) == 6


def test_a_fixture_that_makes_objects(maker):
    assert maker(3).area() == 9


def test_a_fixture_with_parameters(side):
    assert Square(side).area() == side**2


def test_a_fixture_with_classes_as_parameters(kind):
    assert kind(2, 3).area() == 6


def test_a_fixture_that_cleans_up(opened):
    assert opened.log == ["enter"]


def test_a_fixture_of_the_module(of_module):
    assert of_module.area() == 20


def test_a_fixture_of_the_module_again(of_module):
    assert of_module.width == 4
    assert of_module.describe() == "Rectangle of 20"


def test_a_fixture_of_the_session(of_session):
    assert of_session.height == 7
    assert of_session.area() == 7


def test_a_fixture_on_top_of_another(on_top):
    assert on_top == [7, 1, 2, 3]


def test_a_fixture_by_its_name(request):
    assert request.getfixturevalue("rectangle").width == 2


@pytest.mark.usefixtures("rectangle")
def test_a_fixture_that_is_only_used():
    assert Square(2).area() == 4


@pytest.mark.parametrize("a, b, expected", [(4, 6, 2), (9, 6, 3)])
def test_values_as_parameters(a, b, expected):
    assert records.gcd(a, b) == expected


@pytest.mark.parametrize("function", [streams.length, len])
def test_functions_as_parameters(function):
    assert function("ab") == 2
    assert streams.length("c") == 1


@pytest.mark.parametrize("kind", [Square, shapes.Square], ids=["one", "other"])
def test_classes_as_parameters(kind):
    assert kind(2).area() == 4


@pytest.mark.parametrize("name", ["sort", "reverse"])
def test_names_as_parameters(name):
    assert list(getattr(records, name)([2, 1])) == [1, 2]


@pytest.mark.parametrize("a", [1, 2])
@pytest.mark.parametrize("b", [3, 4])
def test_crossed_parameters(a, b):
    assert streams.add(a, b) == a + b


@pytest.mark.parametrize("x, error", [("x", TypeError), (None, TypeError)])
def test_errors_as_parameters(x, error):
    with pytest.raises(error):
        records.stats(x)


@pytest.mark.parametrize("rectangle", [5], indirect=True)
def test_indirect_parameters(rectangle):
    assert rectangle.area() == 6


@pytest.mark.parametrize("x", [pytest.param(3, id="three"), pytest.param(4, marks=pytest.mark.filterwarnings("error"))])
def test_parameters_with_names(x):
    assert streams.adder(1)(x) == x + 1


@pytest.mark.skipif(sys.version_info < (3, 8), reason="old")
def test_a_condition():
    assert streams.add(2, 2) == 4


@pytest.mark.timeout(50)
def test_a_time_limit():
    assert streams.is_even(2) is True


class TestSetup:
    def setup_method(self):
        self.vector = Vector(1, 2)

    def test_setup_of_a_method(self):
        assert self.vector.xs == [1, 2]
        assert len(self.vector) == 2


class TestSetupOfClass:
    @classmethod
    def setup_class(cls):
        cls.vector = Vector(3, 4)

    def test_setup_of_a_class(self):
        assert abs(self.vector) == 5

    def test_setup_of_a_class_again(self):
        assert self.vector[0] == 3

    @pytest.fixture(scope="class")
    def of_class(self):
        return Vector(6, 8)

    def test_a_fixture_of_the_class(self, of_class):
        assert abs(of_class) == 10


class TestUnittest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = Rectangle(2, 2)
        cls.words = ["a"]

    def setUp(self):
        self.square = Square(2)

    def tearDown(self):
        assert self.square.width == 2

    def test_setup(self):
        self.assertEqual(self.square.area(), 4)

    def test_setup_of_the_class(self):
        self.assertEqual(self.base.area(), 4)
        self.assertEqual(self.words, ["a"])

    def test_cleanup(self):
        self.addCleanup(self.square.area)
        self.assertEqual(self.square.describe(), "Square of 4")


class TestState:
    values = [1, 2]

    def test_data_of_the_class(self):
        assert streams.add(*self.values) == 3


def setup_module():
    global MADE
    MADE = Vector(9, 8)


def test_setup_of_the_module():
    assert MADE[1] == 8


def test_a_helper():
    check_area(Square(3), 9)


def check_area(shape, expected):
    assert shape.area() == expected, f"{shape.describe()} should have the area {expected}"
