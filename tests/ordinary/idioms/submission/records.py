"""Values of libraries, files and programs; everything right."""

import collections
import csv
import dataclasses
import datetime
import decimal
import enum
import fractions
import json
import logging
import os
import pathlib
import random
import re
import sys
import typing

import numpy as np

HERE = pathlib.Path(__file__).parent
T = typing.TypeVar("T")


@dataclasses.dataclass(order=True)
class Card:
    rank: int
    suit: str = "hearts"
    tags: list = dataclasses.field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True)
class Money:
    amount: int
    currency: str = "EUR"


class Level(enum.Flag):
    READ = 1
    WRITE = 2


class Planet(enum.Enum):
    EARTH = 5.97
    MARS = 0.64

    @property
    def is_light(self):
        return self.value < 1


class Movie(typing.TypedDict):
    title: str
    year: int


class Box(typing.Generic[T]):
    def __init__(self, content: T) -> None:
        self.content = content


def letters(text):
    return collections.Counter(text)


def recent(xs, n):
    return collections.deque(xs, maxlen=n)


def index(words):
    found = collections.defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return found


def third():
    return fractions.Fraction(1, 3)


def price(text):
    return decimal.Decimal(text) * 2


def next_day(day):
    return day + datetime.timedelta(days=1)


def pixels(n):
    return range(n)


def as_bytes(text):
    return text.encode()


def both(a, b):
    return a | b


def frozen(xs):
    return frozenset(xs)


def roots():
    return complex(0, 1)


def unicode():
    return "naïve ☃"


def nothing():
    return None


def nested():
    return {"a": [(1, {2}), [None, {"b": b"c"}]]}


def large():
    return 2**200


def find(pattern, text):
    return re.search(pattern, text)


def movie():
    return Movie(title="M", year=1931)


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def normalize(x):
    x -= x.mean()


def table():
    return np.array([(1, 2.5)], dtype=[("n", "i4"), ("x", "f8")])


def masked(x):
    return np.ma.masked_less(x, 0)


def names():
    return np.array(["a", "bb"])


def days():
    return np.array(["2026-01-01"], dtype="datetime64[D]")


def objects():
    return np.array([1, "a", None], dtype=object)


def walk(n, rng):
    return rng.normal(size=n).cumsum()


def pick(xs):
    return random.choice(xs)


def counts(path):
    with open(path) as file:
        return len(file.readlines())


def read_rows(file):
    return [row for row in csv.reader(file)]


def write_rows(file, rows):
    csv.writer(file, lineterminator="\n").writerows(rows)


def save(path, value):
    with open(path, "w") as file:
        json.dump(value, file)


def load(text):
    return json.loads(text)


def dump(value):
    return json.dumps(value, sort_keys=True)


def config():
    return (HERE / "records.py").name


def warn_in_log():
    logging.getLogger("records").warning("careful")


def ask():
    return [input("a? "), input("b? ")]


def show(text, file=None):
    print(text, file=file)


def script():
    print("Hello", *sys.argv[1:])
    if not sys.stdin.isatty():
        for line in sys.stdin:
            print(line.strip().upper())
    if "fail" in sys.argv:
        print("failed", file=sys.stderr)
        sys.exit(3)


def home():
    return os.path.basename(os.getcwd())


def stats(xs):
    """Mean and more.

    >>> stats([1, 3])
    2.0
    """
    return sum(xs) / len(xs)


def gcd(a, b):
    return a if b == 0 else gcd(b, a % b)


def sort(xs):
    return sorted(xs)


def reverse(text):
    return text[::-1]


if __name__ == "__main__":
    script()
