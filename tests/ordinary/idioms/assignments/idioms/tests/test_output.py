"""What student code prints and warns of."""

import contextlib
import io
import unittest
import warnings

import pytest
import student


def test_it_prints(capsys):
    student.hello("Ada")
    assert capsys.readouterr().out == "Hello, Ada!\n"


def test_it_prints_nothing(capsys):
    student.quiet()
    out, err = capsys.readouterr()
    assert out == err == ""


def test_it_prints_to_a_file_descriptor(capfd):
    student.hello("Bob")
    assert capfd.readouterr().out == "Hello, Bob!\n"


def test_it_complains(capsys):
    student.complain()
    assert capsys.readouterr().err == "no\n"


def test_redirected():
    buffer = io.StringIO()
    with contextlib.redirect_stdout(buffer):
        student.hello("Eve")
    assert buffer.getvalue().strip() == "Hello, Eve!"


def test_only_what_was_printed_within_is_redirected():
    student.hello("before")
    with contextlib.redirect_stdout(io.StringIO()) as buffer:
        student.quiet()
    assert buffer.getvalue() == ""


def test_the_order_of_what_both_print(capsys):
    student.each([1, 2], print)
    print("end")
    assert capsys.readouterr().out == "1\n2\nend\n"


def test_it_warns():
    with pytest.warns(DeprecationWarning, match="old_name"):
        student.old_name()


def test_it_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert student.ratio(1, 2) == 0.5


def test_warnings_are_recorded(recwarn):
    student.old_name()
    student.old_name()
    assert [w.category for w in recwarn] == [DeprecationWarning] * 2


def test_an_error_is_made_of_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DeprecationWarning):
            student.old_name()


class TestOutput(unittest.TestCase):
    def test_a_warning(self):
        with self.assertWarns(DeprecationWarning):
            student.old_name()
