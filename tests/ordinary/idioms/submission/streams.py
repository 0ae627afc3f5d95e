"""Functions of functions, generators, coroutines; everything right."""

import asyncio
import functools
import itertools
import time


def counted(function):
    @functools.wraps(function)
    def wrapped(*arguments, **keywords):
        wrapped.calls += 1
        return function(*arguments, **keywords)

    wrapped.calls = 0
    return wrapped


def memoized(function):
    known = {}

    def wrapped(n):
        if n not in known:
            known[n] = function(n)
        return known[n]

    return wrapped


def repeat(times):
    def decorate(function):
        return lambda *arguments: [function(*arguments) for _ in range(times)]

    return decorate


def retry(function, times):
    for n in range(times):
        try:
            return function()
        except ValueError:
            if n == times - 1:
                raise
    return None


def counter():
    n = 0

    def step():
        nonlocal n
        n += 1
        return n

    return step


def adder(n):
    return lambda x: x + n


def compose(*functions):
    return lambda x: functools.reduce(lambda value, function: function(value), functions, x)


def by_keyword(a, *, scale=1, **rest):
    return a * scale, rest


def by_position(a, b=2, /, *rest):
    return a, b, rest


def length(text):
    return len(text)


def is_even(n):
    return n % 2 == 0


def add(a, b):
    return a + b


def evens():
    return itertools.count(0, 2)


def squares(n):
    for i in range(n):
        yield i * i


def averages():
    total, n, mean = 0, 0, None
    while True:
        total += yield mean
        n += 1
        mean = total / n


def flatten(xs):
    for x in xs:
        if isinstance(x, list):
            yield from flatten(x)
        else:
            yield x


def closed(log):
    try:
        yield 1
    finally:
        log.append("closed")


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def endless(n):
    return endless(n + 1)


@functools.lru_cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


async def slow_double(x):
    await asyncio.sleep(0)
    return 2 * x


async def fail():
    raise ValueError("async")


async def apply(function, x):
    return await function(x)


def derivative(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


def apply_all(functions, x):
    return [function(x) for function in functions]


def take(xs, n):
    return [x for x, _ in zip(xs, range(n), strict=False)]


def grouped(xs, key):
    found = {}
    for x in xs:
        found.setdefault(key(x), []).append(x)
    return found


def partial_power(n):
    return functools.partial(pow, exp=n)


def logged(log, value):
    log(f"got {value}", level=2)
    return value


def sorted_by(xs, key):
    return sorted(xs, key=key)


def timed(function):
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


PRIMES = (2, 3, 5)
OPERATIONS = {"add": add, "even": is_even}
