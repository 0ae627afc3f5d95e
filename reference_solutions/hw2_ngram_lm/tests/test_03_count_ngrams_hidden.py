"""Piece 3, hidden: count_ngrams."""

from collections import Counter

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import equal, fail, integers, unchanged
from comparisons import sequence
from drivers import times_of_counting
from judging import needs
from ngram_lm import count_ngrams

Array = np.ndarray

pytestmark = pytest.mark.in_place  # each check looks whether the ids are as they were


def check(ids: Array, n: int, what: str) -> None:
    """count_ngrams must agree with a loop in Python over whole numbers of any size."""
    kept, numbers = ids.copy(), [int(i) for i in ids]
    want = sorted(Counter(tuple(numbers[start : start + n]) for start in range(len(numbers) - n + 1)).items())
    grams, counts = sequence(count_ngrams(ids, n), 2, what)
    integers(grams, (len(want), n), f"{what}: the n-grams")
    integers(counts, (len(want),), f"{what}: the counts")
    equal(grams.tolist(), [list(gram) for gram, _ in want], f"{what}: the n-grams")
    equal(counts.tolist(), [count for _, count in want], f"{what}: the counts")
    unchanged(ids, kept, f"{what}: ids")


@weight(1.5)
@number("3.3")
def test_count_ngrams_of_random_ids(rng: np.random.Generator) -> None:
    """count_ngrams: values on random ids, for several n and sizes of vocabulary; the ids are not modified"""
    for n in range(1, 6):
        size = int(rng.choice([3, 10, 60]))
        first = int(rng.integers(1, 9))  # so that no id is its own rank
        ids = first + rng.integers(0, size, size=200)
        check(ids, n, f"count_ngrams of 200 ids from {first} to {first + size - 1}, n = {n}")


@weight(1)
@number("3.4")
def test_count_ngrams_of_narrow_dtypes(rng: np.random.Generator) -> None:
    """count_ngrams: the same for ids of any integer dtype, narrow ones too"""
    for dtype, size in ((np.uint8, 256), (np.int8, 128), (np.int16, 3000), (np.int32, 70_000), (np.uint64, 900)):
        few = rng.choice(size, size=30)
        for n in (1, 2, 3):
            ids = rng.choice([*few, size - 1], size=120).astype(dtype)
            check(ids, n, f"count_ngrams of {dtype.__name__} ids below {size}, n = {n}")
    often = rng.integers(0, 2, size=140_000).astype(np.uint8)  # counts that no 16 bits can hold
    check(often, 1, "count_ngrams of 140,000 uint8 ids below 2, n = 1")


@weight(1)
@number("3.5")
def test_count_ngrams_where_numbers_could_overflow(rng: np.random.Generator) -> None:
    """count_ngrams: right where V^n is larger than any 64-bit integer"""
    for size, n in ((65_536, 5), (1_000_003, 4), (2**33, 2), (2**40, 6), (2**62, 3), (100, 10)):
        few = [*rng.integers(0, size, size=8), size - 1, 0, size // 2, size // 4]
        check(rng.choice(few, size=150), n, f"count_ngrams of ids below {size}, n = {n}")
    many = 7 * rng.permutation(6000)  # so many different ids that their ranks, read as digits, overflow as well
    check(many, 6, "count_ngrams of 6,000 different ids, n = 6")
    ends = [[*many[k : k + 5], many[k + last]] for k in (0, 1000, 2000) for last in (7, 6)]
    twice = np.concatenate([many, *ends])  # 6-grams that differ in the last id
    check(twice, 6, "count_ngrams of 6,000 different ids, some of them three times, n = 6")
    size = 3**31  # small enough to be squared only after something has been done about it, with this many of them
    check(rng.integers(0, size, size=20_000), 3, f"count_ngrams of 20,000 ids below {size}, n = 3")


@weight(0.75)
@number("3.6")
def test_count_ngrams_of_few_ids(rng: np.random.Generator) -> None:
    """count_ngrams: arrays of n ids have one n-gram, shorter ones none, with the right shapes"""
    for length in range(4):
        for n in range(1, 6):
            check(rng.integers(0, 9, size=length), n, f"count_ngrams of {length} ids, n = {n}")


@weight(1.25)
@number("3.7")
def test_count_ngrams_is_vectorised(rng: np.random.Generator) -> None:
    """count_ngrams: clearly faster than counting tuples in a Counter and sorting them, and no sort of rows, both timed

    Of 40 different ids, a right solution takes 0.04 to 0.39 of the time, and a loop over positions 1 and more. Of 5, a
    right solution takes 0.3 to 1.9 times as long, and a sort of rows 8 times, since few tuples are quickly counted.
    Time is CPU time, the middle of seven rounds, with a second and a third chance. Wrong counts are worth nothing,
    however fast.
    """
    with needs("3.1", "3.2"):
        check(rng.integers(0, 40, size=400), 3, "count_ngrams of 400 ids below 40, n = 3")
    arrays = [rng.integers(0, 40, size=20_000), rng.integers(0, 5, size=40_000)]
    for last in (False, False, True):
        ratios = [yours / plain for yours, plain in times_of_counting(arrays, 3)]
        if ratios[0] <= 0.65 and ratios[1] <= 4:
            return
        if last:
            fail(
                f"count_ngrams takes {ratios[0]:.2g} times as long as counting tuples in a Counter and sorting them, "
                f"expected 0.65 at most, and {ratios[1]:.2g} times as long for few different ids, expected 4 at "
                f"most; loop over no positions, and sort numbers instead of rows"
            )
