"""Values of libraries, files and programs; every test fails."""

import collections
import decimal
import enum

import numpy as np


class Card:
    def __init__(self, rank, suit="spades", tags=[]):
        self.rank, self.suit, self.tags = -rank, suit, tags


class Money:
    def __init__(self, amount=0, currency="EUR"):
        self.amount, self.currency = amount, currency


class Level(enum.Enum):
    READ = 1
    WRITE = 3


class Planet(enum.Enum):
    EARTH = 0.5
    MARS = 9
    VENUS = 1

    @property
    def is_light(self):
        return False


class Box:
    def __init__(self, content):
        self.content = [content]


def letters(text):
    return collections.Counter(text[1:])


def recent(xs, n):
    return collections.deque(xs)


def index(words):
    return {word[0]: word for word in words}


def third():
    return 1 / 3


def price(text):
    return decimal.Decimal(text)


def next_day(day):
    return day


def pixels(n):
    return list(range(n))


def as_bytes(text):
    return text


def both(a, b):
    return a


def frozen(xs):
    return set(xs)


def roots():
    return complex(1, 1)


def unicode():
    return "naive"


def nothing():
    return 0


def nested():
    return {"a": [(1, [2]), [None, {"b": "c"}]]}


def large():
    return 2.0**200


def find(pattern, text):
    return None


def movie():
    return {"title": "M"}


def softmax(x):
    return np.exp(x) / 3


def normalize(x):
    return x - x.mean()


def table():
    return np.array([(1, 2.5)])


def masked(x):
    return x


def names():
    return np.array(["a", "b"])


def days():
    return np.array(["2026-01-02"], dtype="datetime64[D]")


def objects():
    return np.array([1, "b", None], dtype=object)


def walk(n, rng):
    return np.random.default_rng().normal(size=n)


def pick(xs):
    return "none"


def counts(path):
    return -1


def read_rows(file):
    return []


def write_rows(file, rows):
    file.write("?")


def save(path, value):
    pass


def load(text):
    return text


def dump(value):
    return str(value)


def config():
    return "other"


def warn_in_log():
    pass


def ask():
    return []


def show(text, file=None):
    pass


def home():
    return "nowhere"


def stats(xs):
    """Mean."""
    return 0


def gcd(a, b):
    return 1


def sort(xs):
    return xs[:1]


def reverse(text):
    return text


if __name__ == "__main__":
    print("Bye")
