# ruff: noqa: B006, RUF012
"""Every test fails."""

import warnings


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
