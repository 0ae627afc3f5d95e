"""Functions of functions, generators and coroutines."""

import asyncio
import functools
import inspect
import itertools
from unittest import mock

import pytest
import streams
from streams import add, counted, is_even, length


def test_a_decorator():
    @counted
    def f(x):
        return x + 1

    assert (f(1), f(2)) == (2, 3)
    assert f.calls == 2


def test_a_decorator_keeps_the_name():
    def f():
        """Words."""

    assert counted(f).__name__ == "f"


def test_a_decorator_keeps_the_docstring():
    @counted
    def f():
        """Words."""

    assert f.__doc__ == "Words."


def test_a_decorator_remembers():
    calls = []

    @streams.memoized
    def square(n):
        calls.append(n)
        return n * n

    assert [square(3), square(3), square(4)] == [9, 9, 16]
    assert calls == [3, 4]


def test_a_decorator_with_arguments():
    @streams.repeat(3)
    def greet(name):
        return f"hi {name}"

    assert greet("Ada") == ["hi Ada"] * 3


def test_a_function_is_tried_again():
    attempts = []

    def flaky():
        attempts.append(1)
        if len(attempts) < 3:
            raise ValueError("not yet")
        return "done"

    assert streams.retry(flaky, 5) == "done"
    assert len(attempts) == 3


def test_an_exception_of_a_callback():
    def fails():
        raise ValueError("never")

    with pytest.raises(ValueError, match="never"):
        streams.retry(fails, 2)


def test_a_closure():
    step = streams.counter()
    assert [step(), step(), step()] == [1, 2, 3]


def test_two_closures():
    first, second = streams.counter(), streams.counter()
    first()
    first()
    assert (first(), second()) == (3, 1)


def test_a_function_is_returned():
    assert streams.adder(3)(4) == 7


def test_functions_of_the_test_are_composed():
    assert streams.compose(lambda x: x + 1, lambda x: 10 * x)(2) == 30


def test_functions_of_libraries_are_composed():
    assert streams.compose(str, len)(12345) == 5


def test_keywords():
    assert streams.by_keyword(2, scale=3, other=1) == (6, {"other": 1})


def test_a_keyword_is_needed():
    with pytest.raises(TypeError):
        streams.by_keyword(2, 3)


def test_positions():
    assert streams.by_position(1) == (1, 2, ())
    assert streams.by_position(*range(4)) == (0, 1, (2, 3))


def test_a_position_is_needed():
    with pytest.raises(TypeError):
        streams.by_position(a=1)


def test_a_function_as_a_key():
    assert sorted(["ccc", "a", "bb"], key=length) == ["a", "bb", "ccc"]
    assert max(["ccc", "a"], key=streams.length) == "ccc"


def test_map_and_filter():
    assert list(map(length, ["a", "bb"])) == [1, 2]
    assert list(filter(is_even, range(5))) == [0, 2, 4]


def test_reduce():
    assert functools.reduce(add, [1, 2, 3]) == 6


def test_partial():
    assert functools.partial(add, 5)(b=6) == 11


def test_a_partial_is_passed():
    assert streams.apply_all([functools.partial(pow, 2), abs], 3) == [8, 3]


def test_a_partial_is_returned():
    assert streams.partial_power(3)(2) == 8


def test_a_generator():
    assert list(streams.squares(4)) == [0, 1, 4, 9]


def test_a_generator_is_one():
    assert inspect.isgenerator(streams.squares(2))


def test_a_generator_function_is_one():
    assert inspect.isgeneratorfunction(streams.squares)


def test_a_generator_is_lazy():
    squares = streams.squares(3)
    assert iter(squares) is squares
    assert next(squares) == 0
    assert list(squares) == [1, 4]


def test_an_endless_generator():
    assert list(itertools.islice(streams.evens(), 3)) == [0, 2, 4]


def test_two_generators_side_by_side():
    assert list(zip(streams.evens(), streams.squares(3))) == [(0, 0), (2, 1), (4, 4)]


def test_something_is_sent_to_a_generator():
    means = streams.averages()
    next(means)
    assert means.send(1) == 1
    assert means.send(3) == 2


def test_a_generator_of_generators():
    assert list(streams.flatten([1, [2, [3, 4]], 5])) == [1, 2, 3, 4, 5]


def test_a_generator_is_closed():
    log = []
    generator = streams.closed(log)
    next(generator)
    generator.close()
    assert log == ["closed"]


def test_a_generator_of_the_test():
    assert streams.take((x * x for x in itertools.count()), 3) == [0, 1, 4]


def test_an_iterator_of_the_test():
    assert streams.take(iter("abc"), 2) == ["a", "b"]


def test_recursion():
    assert streams.depth(200) == 200


def test_recursion_without_end():
    with pytest.raises(RecursionError):
        streams.endless(0)


def test_a_cache():
    assert streams.fibonacci(30) == 832040
    assert streams.fibonacci.cache_info().misses == 31


def test_a_coroutine():
    assert asyncio.run(streams.slow_double(4)) == 8


def test_a_coroutine_function_is_one():
    assert inspect.iscoroutinefunction(streams.slow_double)
    assert streams.add(1, 2) == 3


def test_coroutines_within_one_of_the_test():
    async def both():
        return await streams.slow_double(1), await streams.slow_double(2)

    assert asyncio.run(both()) == (2, 4)


def test_coroutines_together():
    async def every():
        return await asyncio.gather(*(streams.slow_double(x) for x in range(3)))

    assert asyncio.run(every()) == [0, 2, 4]


def test_a_coroutine_fails():
    with pytest.raises(ValueError, match="async"):
        asyncio.run(streams.fail())


def test_a_coroutine_of_the_test_is_passed():
    async def triple(x):
        return 3 * x

    assert asyncio.run(streams.apply(triple, 2)) == 6


def test_a_derivative_of_a_function():
    assert streams.derivative(lambda x: x**3, 2) == pytest.approx(12)


def test_functions_in_a_list():
    assert streams.apply_all([len, str.upper, lambda s: s + "!"], "ab") == [2, "AB", "ab!"]


def test_student_functions_are_passed():
    assert streams.apply_all([is_even, streams.adder(1)], 4) == [True, 5]


def test_groups():
    assert streams.grouped(["a", "bb", "c"], len) == {1: ["a", "c"], 2: ["bb"]}
    assert streams.grouped([1, 2, 3], is_even) == {False: [1, 3], True: [2]}


def test_a_mock_is_called():
    log = mock.Mock()
    assert streams.logged(log, 5) == 5
    log.assert_called_once_with("got 5", level=2)


def test_a_mock_returns():
    flaky = mock.Mock(side_effect=[ValueError, ValueError, 3])
    assert streams.retry(flaky, 3) == 3


def test_a_student_function_is_mocked():
    with mock.patch("streams.add", return_value=50) as fake:
        assert streams.add(1, 2) == 50
        assert streams.PRIMES[2] == 5
    fake.assert_called_once_with(1, 2)


def test_a_student_function_is_put_in_place(monkeypatch):
    monkeypatch.setattr(streams, "depth", lambda n: 40)
    assert streams.depth(3) == 40
    assert streams.squares.__name__ == "squares"
    assert list(streams.squares(3)) == [0, 1, 4]


def test_a_constant_is_put_in_place(monkeypatch):
    assert streams.PRIMES[-1] == 5
    monkeypatch.setattr("streams.PRIMES", (7,))
    assert streams.PRIMES == (7,)


def test_sorted_by_a_function_of_the_test():
    assert streams.sorted_by([3, -5, 1], key=abs) == [1, 3, -5]


def test_constants():
    assert streams.PRIMES == (2, 3, 5)
    assert 5 in streams.PRIMES


def test_functions_in_a_table():
    assert streams.OPERATIONS["add"](1, 2) == 3
    assert set(streams.OPERATIONS) == {"add", "even"}


def test_a_time():
    assert 0 <= streams.timed(lambda: None) < 100


def test_a_name_of_a_function():
    assert streams.length.__name__ == "length"
    assert length("ab") == 2


def test_what_is_callable():
    assert callable(add)
    assert not callable(streams.PRIMES)
    assert add(1, 1) == 2
