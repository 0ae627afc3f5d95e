"""Ways to import student code, and to expect failures."""

import sys

import pytest

sys.path.append("./src")

try:
    from student import sort_copy
except ImportError:
    sort_copy = None

from student import *

SHELF = Shelf()


def test_everything_is_imported():
    assert ratio(3, 2) == 1.5
    assert sort_copy([2, 1]) == [1, 2]
    xs = [1]
    sort_copy(xs)
    assert appended(xs, 5) is xs


def test_a_module_of_the_package():
    import student

    names = [name for name in dir(student) if name.endswith("Funds")]
    assert names == ["InsufficientFunds"]
    assert student.InsufficientFunds(3).missing == 3


def test_an_object_of_the_module():
    assert SHELF.books == []
    SHELF.books.append("a")
    assert SHELF.count() == 1


@pytest.mark.parametrize("bank", [Savings(3), Savings(4)])
def test_objects_as_parameters(bank):
    assert bank.balance in (3, 4)
    assert bank.same() is bank
