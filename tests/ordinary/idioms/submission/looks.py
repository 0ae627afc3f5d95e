"""What is looked into."""

import abc
import contextlib
import dataclasses
import enum
import functools


def area(x, scale=2.0):
    return x * scale


def test_area():
    assert area(1) == 2


def keyed(*, key=3):
    return key


def counter(start):
    return lambda: start


@functools.lru_cache
def cached(x):
    return x * x


class Ring:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    def __getitem__(self, place):
        return self.items[place % len(self.items)]

    def __eq__(self, other):
        return self.items == other.items

    def __repr__(self):
        return "Ring"


class Meter:
    def __init__(self):
        self.value = 0

    def read(self):
        return self.value


class Shape:
    pass


class Circle(Shape):
    pass


class Slim:
    __slots__ = ("x", "y")


class Solid(abc.ABC):
    @abc.abstractmethod
    def volume(self): ...


@dataclasses.dataclass
class Pair:
    left: int
    right: int


class Color(enum.Enum):
    RED = 1
    BLUE = 2


logged = contextlib.nullcontext()
