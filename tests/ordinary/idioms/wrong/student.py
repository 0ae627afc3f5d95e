# ruff: noqa: B006, RUF012
"""Every test fails."""

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
