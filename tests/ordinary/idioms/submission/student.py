"""Everything right."""

import math
import os
import random
import sys
import time
import warnings

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
