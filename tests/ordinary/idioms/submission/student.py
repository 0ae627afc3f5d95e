"""Everything right."""

import dataclasses
import enum
import functools
import math
import os
import random
import sys
import time
import warnings
from typing import NamedTuple

import numpy as np


def sort_in_place(xs):
    xs.sort()


def sort_copy(xs):
    return sorted(xs)


def copied(xs):
    return list(xs)


def appended(xs, x):
    xs.append(x)
    return xs


def put(table, key, value):
    table[key] = value


def add(members, member):
    members.add(member)


def double_rows(rows):
    for row in rows:
        row[:] = [2 * x for x in row]


def collect(x, found=None):
    found = [] if found is None else found
    found.append(x)
    return found


class Account:
    def __init__(self):
        self._history = []

    @property
    def history(self):
        return list(self._history)


class Shelf:
    def __init__(self):
        self.books = []

    def count(self):
        return len(self.books)


def each(xs, function):
    for x in xs:
        function(x)


def hello(name):
    print(f"Hello, {name}!")


def quiet():
    pass


def complain():
    print("no", file=sys.stderr)


def old_name():
    warnings.warn("old_name is old", DeprecationWarning, stacklevel=2)


def ratio(a, b):
    return a / b


def solve(a, b):
    return np.linalg.solve(a, b)


def greet_user():
    return "Hi " + input("Who? ")


def sum_of_lines():
    return sum(int(line) for line in sys.stdin)


def arguments():
    return sys.argv[1:]


def wait():
    time.sleep(3)
    return "waited"


def is_debugging():
    return os.environ.get("DEBUG_LEVEL", "0") != "0"


def dice(n):
    return [random.randint(1, 6) for _ in range(n)]


def noise(n):
    return np.random.randn(n)


def shuffled(xs, rng):
    xs = list(xs)
    rng.shuffle(xs)
    return xs


def area(r):
    return math.pi * r * r


class BankError(Exception):
    pass


class InsufficientFunds(BankError, ValueError):
    def __init__(self, missing):
        super().__init__(f"{missing} too little")
        self.missing = missing


def withdraw(balance, amount):
    if amount < 0:
        raise ValueError("amount below zero")
    if amount > balance:
        raise InsufficientFunds(amount - balance)
    return balance - amount


def parse(text):
    try:
        return int(text)
    except ValueError as error:
        raise BankError("cannot parse", text) from error


def main(arguments):
    if "--bad" in arguments:
        sys.exit(2)


class Bank:
    pass


class Deposit:
    def __init__(self, balance):
        self.balance = balance

    def same(self):
        return self


class Savings(Deposit):
    pass


DEFAULT = Deposit(0)


class Stack(list):
    """A stack."""

    def push(self, x):
        self.append(x)


class Table(dict):
    def __missing__(self, key):
        return 0


class Point(NamedTuple):
    x: int
    y: int


class Grade(enum.IntEnum):
    A = 1
    B = 2

    def label(self):
        return f"grade {self.name}"


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


def other(color):
    return Color.BLUE if color is Color.RED else Color.RED


@dataclasses.dataclass
class Pair:
    left: int
    right: object

    def __str__(self):
        return f"{self.left} and {self.right}"


def scale(x: float, factor: float = 2.0) -> float:
    """Multiplies by a factor."""
    return x * factor


@functools.total_ordering
class Fraction:
    def __init__(self, above, below):
        self.above, self.below = above, below

    def __eq__(self, other):
        return self.above * other.below == other.above * self.below

    def __lt__(self, other):
        return self.above * other.below < other.above * self.below

    def __hash__(self):
        return hash(self.above / self.below)

    def __bool__(self):
        return self.above != 0


class Stock:
    def __init__(self, names):
        self.names = set(names)

    def __contains__(self, name):
        return name in self.names
