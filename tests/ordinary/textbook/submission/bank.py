"""A student's account; the interest is wrong from the third year on."""


class Account:
    def __init__(self, balance):
        self.balance, self.history = balance, []

    def deposit(self, amount):
        self.balance += amount
        self.history.append(("deposit", amount))

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount

    def interest(self, rate, years):
        return [self.balance * (1 + rate) ** min(year, 2) for year in range(1, years + 1)]
