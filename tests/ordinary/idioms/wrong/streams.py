"""Functions of functions, generators, coroutines; every test fails."""


def counted(function):
    def wrapped(*arguments):
        return function(*arguments)

    wrapped.calls = 7
    return wrapped


def memoized(function):
    return function


def repeat(times):
    return lambda function: function


def retry(function, times):
    return None


def counter():
    return lambda: 1


def adder(n):
    return lambda x: x - n


def compose(*functions):
    return functions[0]


def by_keyword(a, scale=1, rest=None, **more):
    return a, rest


def by_position(a, b=3, *rest, **more):
    return a, b, []


def length(text):
    return -len(text)


def is_even(n):
    return n % 2


def add(a, b):
    return a - b


def evens():
    return iter(range(1, 99, 2))


def squares(n):
    return [2 * i for i in range(n)]


def averages():
    while True:
        yield 0


def flatten(xs):
    return iter(xs)


def closed(log):
    yield 1


def depth(n):
    return -n


def endless(n):
    return n


def fibonacci(n):
    return n


fibonacci.cache_info = lambda: None


async def slow_double(x):
    return x


async def fail():
    return None


async def apply(function, x):
    return x


def derivative(f, x, h=1e-6):
    return f(x)


def apply_all(functions, x):
    return [x for _ in functions]


def take(xs, n):
    return [next(xs, None)] * 5


def grouped(xs, key):
    return {}


def partial_power(n):
    return abs


def logged(log, value):
    log(value)
    return value


def sorted_by(xs, key):
    return list(xs)


def timed(function):
    return -1.0


PRIMES = (2, 3, 4)
OPERATIONS = {"sub": add}
