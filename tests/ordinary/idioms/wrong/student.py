"""Every test fails."""

import dataclasses
import enum
import itertools
import random
import time
import warnings

import numpy as np


def sort_in_place(xs):
    return sorted(xs)


def sort_copy(xs):
    xs.sort()
    return xs


def copied(xs):
    return xs


def appended(xs, x):
    return [*xs, x]


def put(table, key, value):
    table = {**table, key: value}


def add(members, member):
    members = members | {member}


def double_rows(rows):
    rows = [[2 * x for x in row] for row in rows]


def collect(x, found=[]):
    found.append(x)
    return found


class Account:
    def __init__(self):
        self.history = []


class Shelf:
    books = []
    kept = []

    def count(self):
        return len(self.kept)


def each(xs, function):
    for x in reversed(xs):
        function(x)


def hello(name):
    return f"Hello, {name}!"


def quiet():
    print("debug")


def complain():
    print("no")


def old_name():
    pass


def ratio(a, b):
    warnings.warn("dividing", RuntimeWarning, stacklevel=1)
    return a / b


def solve(a, b):
    return np.linalg.inv(a) @ b


def greet_user():
    return "Hi you"


def sum_of_lines():
    return 0


def arguments():
    return ["--fast"]


def wait():
    return time.time()


def is_debugging():
    return False


def dice(n):
    return [random.Random().randint(1, 10**9) for _ in range(n)]


def noise(n):
    return np.random.default_rng().standard_normal(n)


def shuffled(xs, rng):
    return sorted(xs)


def area(r):
    return 3.14 * r * r


class BankError(Exception):
    pass


class InsufficientFunds(Exception):
    missing = 7


class Other(BankError):
    def __init__(self):
        super().__init__("other", "words")


def withdraw(balance, amount):
    if amount < 0:
        raise BankError("amount")
    if amount == 5:
        raise InsufficientFunds("too much")
    return balance


def parse(text):
    raise Other


def main(arguments):
    return 2


class Deposit:
    def __init__(self, balance):
        self.balance = balance

    def same(self):
        return Deposit(self.balance)


class Savings(Deposit):
    def __new__(cls, balance):
        return Deposit(balance)


class _Fresh:
    def __getattr__(self, name):
        raise AttributeError(name)


def __getattr__(name):
    if name == "DEFAULT":
        return Deposit(0)
    raise AttributeError(name)


class Stack:
    """No stack"""

    def __init__(self, xs):
        self.xs = [*xs, 7]

    def push(self, x):
        pass


class Table(dict):
    pass


class Point:
    def __init__(self, x, y):
        self.x, self.y = y, x


class Grade(enum.IntEnum):
    A = 2
    B = 1

    def label(self):
        return self.name


class Color(enum.Enum):
    BLUE = "blue"
    RED = "red"


def other(color):
    return color


@dataclasses.dataclass
class Pair:
    left: int
    right: object

    def __post_init__(self):
        self.left = next(_COUNT)

    def __copy__(self):
        return self

    def __dir__(self):
        return []


_COUNT = itertools.count(7)


def scale(x, *, factor=3.0):
    """Multiplies."""
    return x * factor


class Fraction:
    def __init__(self, above, below):
        self.above, self.below = above, below

    def __eq__(self, other):
        return self.above == other.above and self.below == other.below

    def __lt__(self, other):
        return self.above < other.above

    def __hash__(self):
        return id(self)


class Stock(Fraction):
    def __init__(self, names):
        self.names = names

    def __contains__(self, name):
        return True
