import io
import subprocess
import sys
import unittest
from contextlib import redirect_stdout
from unittest import mock

import register
from gradescope_utils.autograder_utils.decorators import number, weight
from gradescope_utils.autograder_utils.files import check_submitted_files


class Discounted(register.Register):
    def total(self):
        return super().total() // 2


class TestProgram(unittest.TestCase):
    @weight(1)
    @number("2.1")
    def test_files(self):
        self.assertEqual(check_submitted_files(["register.py"], base="."), [])

    @weight(1)
    @number("2.2")
    def test_subclass(self):
        own = Discounted()
        own.add("x", 10)
        self.assertEqual(own.total(), 5)

    @weight(1)
    @number("2.3")
    def test_prints(self):
        out, one = io.StringIO(), register.Register()
        one.add("x", 1)
        with redirect_stdout(out):
            one.report()
        self.assertEqual(out.getvalue(), "x: 1\n")

    @weight(1)
    @number("2.4")
    def test_asks(self):
        with mock.patch("sys.stdin", io.StringIO("7\n")):
            self.assertEqual(register.ask(), 7)

    @weight(1)
    @number("2.5")
    def test_is_a_program(self):
        ran = subprocess.run([sys.executable, "register.py"], input="1\n2\n", capture_output=True, text=True)
        self.assertEqual((ran.stdout, ran.returncode), ("3\n", 0))
        self.assertEqual(subprocess.run([sys.executable, "register.py"], stdin=subprocess.DEVNULL).returncode, 2)

    @weight(1)
    @number("2.6")
    def test_lies_beside_the_tests(self):
        self.assertTrue(register.__file__.endswith("register.py"))
