import unittest

from gradescope_utils.autograder_utils.decorators import number, partial_credit, visibility, weight
from register import Register
from table import ROWS


class TestTotals(unittest.TestCase):
    def setUp(self):
        self.register = Register()

    @weight(2)
    @number("1.1")
    def test_empty(self):
        """An empty register"""
        self.assertEqual(self.register.total(), 0)

    @weight(3)
    @number("1.2")
    @visibility("after_due_date")
    def test_rows(self):
        """Prices are added"""
        for name, price in ROWS:
            self.register.add(name, price)
        self.assertEqual(self.register.total(), 8)

    @partial_credit(4)
    @number("1.3")
    def test_partly(self, set_score=None):
        """Points for each price"""
        self.register.add("x", 1)
        set_score(4 if self.register.total() == 1 else 0)
