"""The same without what is looked for, or with what must not be there."""

import abc
import dataclasses
import enum
import functools


def area(x):
    return x if x == 0 else area(x - 1)  # noqa: F821


def keyed(*, key=4):
    return key


def counter(start):
    more = start + 1
    return lambda: more


@functools.lru_cache
def cached(x):
    return x + x


class Ring:
    def __init__(self, items):
        self.items = items


class Meter:
    value = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def __len__(self):
        return 1

    def __iter__(self):
        return iter(())

    def __add__(self, other):
        return self

    def __call__(self):
        return self

    def __eq__(self, other):
        return self is other

    def read(self):
        return 0


class Top:
    pass


class Shape(Top):
    pass


class Circle(Top):
    pass


class Slim:
    pass


class Solid(abc.ABC):
    def volume(self): ...


@dataclasses.dataclass
class Pair:
    right: int
    left: int


class Color(enum.Enum):
    RED = 1
    GREEN = 2


def logged():
    pass


del Top
area_of = area
del area


def __getattr__(name):
    if name == "area":
        return area_of
    raise AttributeError(name)
