"""Classes; every test fails."""


class Shape:
    count = 5

    def __init__(self, *_):
        pass

    def area(self):
        return 0

    def describe(self):
        return "a shape"


class Rectangle:
    sides = 3
    count = 0

    def __init__(self, width=0, height=0):
        self.width, self.height = width + 1, height
        self.perimeter = 0

    def square(self, side=None):
        return Rectangle(1, 2)

    def fits(self, outer):
        return outer < self

    def diagonal(self):
        return 1

    def area(self):
        return -1

    def describe(self):
        return "a rectangle"


class Square(Shape):
    def __init__(self, side):
        self.width = side

    def area(self):
        return -1


class Slotted:
    def __init__(self, x):
        self.x = x


class Vector:
    def __init__(self, *xs):
        self.xs = list(xs)

    def __add__(self, other):
        return Vector(*self.xs, *other.xs)

    def __sub__(self, other):
        return Vector(0)

    def __mul__(self, factor):
        return Vector(*(factor * self.xs))

    def __rmul__(self, factor):
        return Vector()

    def __radd__(self, other):
        return Vector()

    def __iadd__(self, other):
        return Vector(*self.xs)

    def __matmul__(self, other):
        return Vector(*(a * b for a, b in zip(self.xs, other.xs, strict=True)))

    def __neg__(self):
        return self

    def __abs__(self):
        return sum(self.xs)

    def __pow__(self, power):
        return self

    def __invert__(self):
        return self

    def __round__(self, digits=0):
        return self

    def __divmod__(self, n):
        return [], []

    def __floor__(self):
        return 0

    def __len__(self):
        return 77

    def __getitem__(self, place):
        if not isinstance(place, slice) and place > 5:
            raise IndexError
        return Vector(*self.xs) if isinstance(place, slice) else 0

    def __setitem__(self, place, x):
        pass

    def __delitem__(self, place):
        pass

    def __iter__(self):
        return iter(self.xs[1:])

    def __reversed__(self):
        return iter([])

    def __call__(self, x, power=1):
        return self

    def __float__(self):
        return 0.5

    def __int__(self):
        return -1

    def __index__(self):
        return 0


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, place):
        i, j = place
        return self.rows[j][i]


class Missing:
    def __getattr__(self, name):
        return lambda: name


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n))

    def __next__(self):
        return self.n


class Recorder:
    def __init__(self, swallows=()):
        self.log, self.error = ["?"], None

    def __enter__(self):
        self.log.append("enter")

    def __exit__(self, *_):
        return False


class tag:
    def __init__(self, name, log):
        self.log = log

    def __enter__(self):
        self.log.append("<>")

    def __exit__(self, *_):
        pass


class Singleton:
    pass


class Node:
    def __init__(self, value, after=None):
        self.value, self.next = value, after


class LinkedList:
    def __init__(self, values=()):
        self.head = Node(None)

    def __iter__(self):
        return iter([1, 1])

    def __len__(self):
        return 0


class Tree:
    def __init__(self, value):
        self.value, self.left, self.right = value, None, None

    def insert(self, value):
        self.right = Tree(value)
        return Tree(value)


class Item:
    def __init__(self, price):
        self.price = price
        self._secret = 7
