"""A unittest suite with gradescope-utils, as their documentation shows them."""

import unittest

from bank import Account
from gradescope_utils.autograder_utils.decorators import leaderboard, number, partial_credit, visibility, weight


class TestAccount(unittest.TestCase):
    def setUp(self):
        self.account = Account(10)

    @weight(2)
    @number("1.1")
    def test_deposit(self):
        """Account.deposit: adds to the balance"""
        self.account.deposit(5)
        self.assertEqual(self.account.balance, 15)

    @weight(2)
    @number("1.2")
    @visibility("after_published")
    def test_overdraw(self):
        """Account.withdraw: refuses more than there is"""
        with self.assertRaises(ValueError):
            self.account.withdraw(11)
        self.assertEqual(self.account.balance, 10)

    @partial_credit(4)
    @number("1.3")
    def test_interest(self, set_score=None):
        """Account.interest: a point for each year that is right"""
        years = self.account.interest(0.5, 4)
        set_score(sum(abs(got - 10 * 1.5**year) < 1e-9 for year, got in enumerate(years, start=1)))

    @weight(1)
    @number("1.4")
    def test_history(self):
        """Account.history: what happened, in order"""
        for amount in (1, 2, 3):
            with self.subTest(amount=amount):
                self.account.deposit(amount)
                self.assertEqual(self.account.history[-1], ("deposit", amount))

    @weight(0)
    @number("1.5")
    @leaderboard("wealth")
    def test_wealth(self, set_leaderboard_value=None):
        """Account: how rich one gets"""
        set_leaderboard_value(self.account.balance)
