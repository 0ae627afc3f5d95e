"""What objects of student classes are, say and look like."""

import copy
import dataclasses
import inspect
import pickle
from dataclasses import asdict

import pytest
import student
from student import Color, Grade, Pair, Point, Stack, Table, scale


def test_a_list_of_its_own():
    stack = Stack([1, 2])
    stack.push(3)
    assert isinstance(stack, list)
    assert stack == [1, 2, 3]
    assert stack != [1, 2]
    assert 3 in stack
    assert stack


def test_a_dict_of_its_own():
    table = Table(a=1)
    assert isinstance(table, dict)
    assert table == {"a": 1}
    assert table["missing"] == 0


def test_a_named_tuple():
    point = Point(1, 2)
    assert point.x == 1
    assert point == (1, 2)
    assert point < (1, 3)
    assert isinstance(point, tuple)
    x, y = point
    assert (x, y) == (1, 2)


def test_an_enumeration_of_integers():
    assert Grade.A == 1
    assert Grade.A < Grade.B
    assert Grade.B > 1


def test_an_enumeration():
    assert student.other(Color.RED) == Color.BLUE
    assert student.other(Color.RED) is Color.BLUE
    assert Color.RED != Color.BLUE
    assert [color.name for color in Color] == ["RED", "BLUE"]


def test_a_dataclass():
    assert Pair(1, [2]) == Pair(1, [2])
    assert Pair(1, [2]) != Pair(1, [3])


def test_a_dataclass_as_a_dict():
    assert asdict(Pair(1, [2])) == {"left": 1, "right": [2]}
    assert dataclasses.astuple(Pair(1, 2)) == (1, 2)


def test_text():
    assert str(Pair(1, 2)) == "1 and 2"
    assert f"{Pair(1, 2)}" == "1 and 2"
    assert f"<{Pair(1, 2)!r}>" == "<Pair(left=1, right=2)>"
    assert repr(Pair(1, 2)) == "Pair(left=1, right=2)"
    assert f"{Grade.A.label():>9}" == "  grade A"


def test_a_hash():
    assert hash(Point(1, 2)) == hash(Point(1, 2)) == hash((1, 2))


def test_a_docstring():
    assert "factor" in scale.__doc__
    assert student.Stack.__doc__ == "A stack."


def test_annotations():
    assert scale.__annotations__ == {"x": float, "factor": float, "return": float}


def test_a_signature():
    parameters = inspect.signature(scale).parameters
    assert list(parameters) == ["x", "factor"]
    assert parameters["factor"].default == 2.0


def test_copies():
    pair = Pair(1, [2])
    other, deep = copy.copy(pair), copy.deepcopy(pair)
    other.left = 5
    deep.right.append(3)
    assert (pair.left, pair.right) == (1, [2])
    assert other.right is pair.right


def test_attributes():
    pair = Pair(1, 2)
    assert vars(pair) == {"left": 1, "right": 2}
    assert "left" in dir(pair)
    assert hasattr(pair, "right")
    assert not hasattr(pair, "middle")


@pytest.mark.own_word
def test_its_own_equality():
    assert student.Fraction(1, 2) == student.Fraction(2, 4)
    assert student.Fraction(1, 2) != student.Fraction(1, 3)
    assert student.Fraction(1, 3) < student.Fraction(1, 2)
    assert student.Fraction(1, 2)
    assert not student.Fraction(0, 1)
    assert len({student.Fraction(1, 2), student.Fraction(2, 4)}) == 1


@pytest.mark.own_word
def test_what_is_in_it():
    shelf = student.Stock(["a"])
    assert "a" in shelf
    assert "b" not in shelf


def test_it_is_pickled():
    assert list(pickle.loads(pickle.dumps(Stack([1, 2])))) == [1, 2]
