"""Everything right."""

import sys
import warnings


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
