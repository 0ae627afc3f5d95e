"""Classes; everything right."""

import abc
import contextlib


class Shape(abc.ABC):
    count = 0

    @abc.abstractmethod
    def area(self):
        """What it covers."""

    def describe(self):
        return f"{type(self).__name__} of {self.area()}"


class Rectangle(Shape):
    sides = 4

    def __init__(self, width, height):
        self.width, self.height = width, height
        Shape.count += 1

    @classmethod
    def square(cls, side):
        return cls(side, side)

    @staticmethod
    def fits(inner, outer):
        return inner <= outer

    @property
    def diagonal(self):
        return (self.width**2 + self.height**2) ** 0.5

    @diagonal.setter
    def diagonal(self, value):
        factor = value / self.diagonal
        self.width, self.height = self.width * factor, self.height * factor

    @property
    def perimeter(self):
        return 2 * (self.width + self.height)

    def area(self):
        return self.width * self.height


class Square(Rectangle):
    def __init__(self, side):
        super().__init__(side, side)


class Slotted:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


class Vector:
    def __init__(self, *xs):
        self.xs = list(xs)

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self.xs, other.xs, strict=True)))

    def __sub__(self, other):
        return Vector(*(a - b for a, b in zip(self.xs, other.xs, strict=True)))

    def __mul__(self, factor):
        return Vector(*(factor * x for x in self.xs))

    __rmul__ = __mul__

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __iadd__(self, other):
        self.xs = [a + b for a, b in zip(self.xs, other.xs, strict=True)]
        return self

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self.xs, other.xs, strict=True))

    def __neg__(self):
        return -1 * self

    def __abs__(self):
        return (self @ self) ** 0.5

    def __pow__(self, power):
        return Vector(*(x**power for x in self.xs))

    def __invert__(self):
        return Vector(*reversed(self.xs))

    def __round__(self, digits=0):
        return Vector(*(round(x, digits) for x in self.xs))

    def __divmod__(self, n):
        return [x // n for x in self.xs], [x % n for x in self.xs]

    def __floor__(self):
        return int(min(self.xs) // 1)

    def __len__(self):
        return len(self.xs)

    def __getitem__(self, place):
        return Vector(*self.xs[place]) if isinstance(place, slice) else self.xs[place]

    def __setitem__(self, place, x):
        self.xs[place] = x

    def __delitem__(self, place):
        del self.xs[place]

    def __iter__(self):
        return iter(self.xs)

    def __reversed__(self):
        return iter([*self.xs[::-1], "end"])

    def __call__(self, x, *, power=1):
        return sum(a * x ** (i * power) for i, a in enumerate(self.xs))

    def __float__(self):
        return float(abs(self))

    def __int__(self):
        return len(self.xs)

    def __index__(self):
        return len(self.xs)


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, place):
        i, j = place
        return self.rows[i][j]


class Missing:
    def __getattr__(self, name):
        if name.startswith("get_"):
            return lambda: name[4:]
        raise AttributeError(name)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


class Recorder:
    def __init__(self, swallows=()):
        self.swallows, self.log, self.error = swallows, [], None

    def __enter__(self):
        self.log.append("enter")
        return self

    def __exit__(self, kind, error, _):
        self.log.append("exit")
        self.error = None if kind is None else f"{kind.__name__}: {error}"
        return kind is not None and issubclass(kind, tuple(self.swallows))


@contextlib.contextmanager
def tag(name, log):
    log.append(f"<{name}>")
    yield name.upper()
    log.append(f"</{name}>")


class Singleton:
    _one = None

    def __new__(cls):
        cls._one = cls._one or super().__new__(cls)
        return cls._one


class Node:
    def __init__(self, value, after=None):
        self.value, self.next = value, after


class LinkedList:
    def __init__(self, values=()):
        self.head = None
        for value in reversed(values):
            self.head = Node(value, self.head)

    def __iter__(self):
        node = self.head
        while node is not None:
            yield node.value
            node = node.next

    def __len__(self):
        return sum(1 for _ in self)


class Tree:
    def __init__(self, value):
        self.value, self.left, self.right = value, None, None

    def insert(self, value):
        side = "left" if value < self.value else "right"
        below = getattr(self, side)
        if below is None:
            setattr(self, side, Tree(value))
        else:
            below.insert(value)
        return self


class Positive:
    def __set_name__(self, owner, name):
        self.name = f"_{name}"

    def __get__(self, thing, kind=None):
        return getattr(thing, self.name)

    def __set__(self, thing, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} has to be positive")
        setattr(thing, self.name, value)


class Item:
    price = Positive()

    def __init__(self, price):
        self.price = price
        self.__secret = 7
