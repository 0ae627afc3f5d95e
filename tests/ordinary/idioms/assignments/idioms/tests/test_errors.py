"""Exceptions of the student's own, and classes."""

import contextlib
import unittest

import pytest
import student
from student import BankError, InsufficientFunds, Savings, withdraw


def test_an_own_exception():
    with pytest.raises(InsufficientFunds):
        withdraw(1, 2)


def test_its_base():
    with pytest.raises(BankError) as caught:
        withdraw(1, 2)
    assert caught.value.missing == 1
    assert caught.type is not BankError


def test_by_its_module():
    with pytest.raises(student.InsufficientFunds, match="1 too little"):
        withdraw(1, 2)


def test_one_of_two():
    with pytest.raises((KeyError, InsufficientFunds)):
        withdraw(1, 2)


def test_except():
    try:
        withdraw(1, 5)
    except student.InsufficientFunds as error:
        assert error.missing == 4
        assert isinstance(error, BankError)
        assert isinstance(error, ValueError)
    else:
        pytest.fail("nothing was raised")


def test_except_one_of_two():
    try:
        withdraw(1, 5)
    except (KeyError, BankError) as error:
        assert str(error) == "4 too little"
    else:
        raise AssertionError


def test_another_exception_is_not_caught():
    with pytest.raises(ValueError, match="amount"):
        try:
            withdraw(1, -1)
        except BankError:
            pytest.fail("that is no BankError")


def test_its_cause():
    with pytest.raises(BankError) as caught:
        student.parse("x")
    assert isinstance(caught.value.__cause__, ValueError)


def test_its_arguments():
    with pytest.raises(BankError) as caught:
        student.parse("y")
    assert caught.value.args == ("cannot parse", "y")


def test_the_end_of_a_program():
    with pytest.raises(SystemExit) as caught:
        student.main(["--bad"])
    assert caught.value.code == 2


def test_the_end_of_a_program_is_caught():
    code = 0
    try:
        student.main(["--bad"])
    except SystemExit as end:
        code = end.code
    assert code == 2


def test_suppressed():
    reached = False
    with contextlib.suppress(BankError):
        withdraw(1, 2)
        reached = True
    assert not reached


def test_the_type():
    account = Savings(1)
    assert type(account) is Savings
    assert type(account) == student.Savings  # noqa: E721
    assert type(account) is not student.Deposit


def test_a_subclass():
    assert issubclass(Savings, student.Deposit)
    assert issubclass(InsufficientFunds, (KeyError, ValueError))
    assert not issubclass(Savings, BankError)


def test_an_object_is_itself():
    account = Savings(1)
    assert account.same() is account
    assert student.DEFAULT is student.DEFAULT


class TestErrors(unittest.TestCase):
    def test_own(self):
        with self.assertRaises(InsufficientFunds) as caught:
            withdraw(1, 2)
        self.assertEqual(caught.exception.missing, 1)

    def test_own_with_a_function(self):
        self.assertRaises(student.BankError, withdraw, 1, 2)

    def test_regex(self):
        with self.assertRaisesRegex(InsufficientFunds, "too little"):
            withdraw(1, 2)

    def test_end(self):
        with self.assertRaises(SystemExit):
            student.main(["--bad"])
