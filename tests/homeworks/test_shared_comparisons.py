"""The comparisons that all homeworks' tests share: what they let pass, and what they say about the rest."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from tools.laptop.homework import ROOT

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(ROOT / "assignments" / "shared"))
    from comparisons import chi_square_p_value, close, equal, number, numbers, of_shape, sequence, shown, unchanged

    for name in ("comparisons", "explanations"):
        sys.modules.pop(name)

WANT = np.array([[1.0, 2.0], [3.0, 4.0]])
SINGLE = WANT.astype(np.float32)


def complaint(call, *arguments, **options):
    """The message that a comparison fails with."""
    with pytest.raises(AssertionError) as caught:
        call(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("got", "want", "options"),
    [
        (WANT, WANT, {}),
        (WANT * (1 + 1e-8), WANT, {}),
        (SINGLE * np.float32(1 + 1e-6), WANT, {"dtype": "float32"}),
        (SINGLE, WANT, {}),
        (WANT + 0.1, WANT, {"atol": 0.2}),
        (WANT * 1.1, WANT, {"rtol": 0.2}),
        (3, 3.0, {}),
        (np.float32(3), 3.0, {"dtype": "float32"}),
        ([-np.inf, 1.0], [-np.inf, 1.0], {}),
        (np.zeros((0, 3)), np.zeros((0, 3)), {}),
    ],
)
def test_what_is_equal_up_to_rounding_passes(got, want, options):
    close(np.array(got) if type(got) is list else got, want, "f", **options)


@pytest.mark.parametrize(
    ("got", "want", "options", "message"),
    [
        (None, WANT, {}, "f is None (never returned, or never set?), expected an array or a number"),
        ([1.0], [1.0], {}, "f is a list of length 1, expected an array or a number"),
        (object(), 1.0, {}, "f is a thing of type object, expected an array or a number"),
        (WANT[:1], WANT, {}, "f has shape (1, 2), expected (2, 2)"),
        (WANT[:, :1], WANT[:, 0], {}, "f has shape (2, 1), expected (2,); its entries are right"),
        (np.ones((2, 3)), np.ones((3, 2)), {}, "f has shape (2, 3), expected (3, 2); its transpose is right"),
        (WANT, [4.0, 6.0], {}, "f has shape (2, 2), expected (2,); its sum over axis 0 is right"),
        (WANT, [1.5, 3.5], {}, "f has shape (2, 2), expected (2,); its mean over axis 1 is right"),
        (
            WANT,
            [1.0, 4.0],
            {},
            "f has shape (2, 2), expected (2,); its diagonal is right: the entries are picked for all pairs of indices",
        ),
        (WANT, 10.0, {}, "f has shape (2, 2), expected (); the sum of all its entries is right"),
        (WANT, 2.5, {}, "f has shape (2, 2), expected (); the mean of all its entries is right"),
        (WANT, WANT, {"dtype": "float32"}, "f has dtype float64, expected float32"),
        (WANT.astype(complex), WANT, {}, "f has dtype complex128, expected real numbers"),
        (WANT.T, WANT, {}, "f[0, 1] is 3, expected 2 (2 of 4 entries differ; it is the transpose of the right answer)"),
        (-WANT, WANT, {}, "f[1, 1] is -4, expected 4 (4 of 4 entries differ; every wrong entry has the wrong sign)"),
        (3 * WANT, WANT, {}, "f[1, 1] is 12, expected 4 (4 of 4 entries differ; every wrong entry is 3 times too large)"),
        (
            3 * WANT,
            WANT,
            {"batch": 3},
            "f[1, 1] is 12, expected 4 (4 of 4 entries differ; "
            "3 times too large for a batch of 3: perhaps a sum where a mean is asked)",
        ),
        (WANT / 3, WANT, {}, "f[1, 1] is 1.33333, expected 4 (4 of 4 entries differ; every wrong entry is 3 times too small)"),
        (WANT + 1, WANT, {}, "f[0, 0] is 2, expected 1 (4 of 4 entries differ; every wrong entry is too large by 1)"),
        (0 * WANT, WANT, {}, "f[1, 1] is 0, expected 4 (4 of 4 entries differ; every wrong entry is 0)"),
        (
            np.log(WANT),
            WANT,
            {},
            "f[1, 1] is 1.38629, expected 4 (4 of 4 entries differ; "
            "its exponential is right: perhaps a logarithm where the thing itself is asked)",
        ),
        (np.exp(WANT), WANT, {}, "f[1, 1] is 54.5982, expected 4 (4 of 4 entries differ; its logarithm is right)"),
        (np.sqrt(WANT), WANT, {}, "f[1, 1] is 2, expected 4 (3 of 4 entries differ; its square is right)"),
        (
            np.log2(WANT + 1),
            np.log(WANT + 1),
            {},
            "f[1, 1] is 2.32193, expected 1.60944 (4 of 4 entries differ; 1.443 times too large: perhaps a logarithm to base 2)",
        ),
        (WANT * np.nan, WANT, {}, "f[0, 0] is nan, expected 1 (4 of 4 entries differ; 4 of them are not finite)"),
        (np.array([1.0, np.inf]), [1.0, 2.0], {}, "f[1] is inf, expected 2 (1 of 2 entries differ; 1 of them is not finite)"),
        (np.array([-5.0, 1.0]), [-np.inf, 1.0], {}, "f[0] is -5, expected -inf (1 of 2 entries differ)"),
        (np.float64(2.4), 1.9, {}, "f is 2.4, expected 1.9"),
        (4.0, 2.0, {}, "f is 4, expected 2 (it is 2 times too large)"),
        (-2.0, 2.0, {}, "f is -2, expected 2 (it has the wrong sign)"),
        (1.00001, 1.0, {}, "f is 1.00001, expected 1"),
        (1.0000001, 1.0, {"rtol": 0, "atol": 0}, "f is 1.0000001, expected 1"),
        (1 + 2e-15, 1.0, {"rtol": 0, "atol": 0}, "f is 1.000000000000002, expected 1"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_described_in_words(got, want, options, message):
    assert complaint(close, got, want, "f", **options) == message


def test_an_array_of_another_shape_is_never_broadcast():
    for got in (np.ones(3), np.ones((1, 3)), np.ones((3, 1)), np.ones(()), np.ones((0,))):
        assert "has shape" in complaint(close, got, np.ones((3, 3)), "f")


def test_float32_is_judged_by_its_own_precision():
    close(np.float32(1) + np.float32(5e-6), 1.0, "f")
    assert complaint(close, 1 + 5e-6, 1.0, "f") == "f is 1.00001, expected 1"


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ([1, 2], (1, 2)),
        ((1, [2]), [1, (2,)]),
        (np.int64(3), 3),
        (np.array(3), 3),
        (True, True),
        (None, None),
        ("a", "a"),
        ({1, 2}, {2, 1}),
        ({"a": [1], ("b", 2): None}, {("b", 2): None, "a": [1]}),
        (np.array([1, 2], dtype=np.int32), np.array([1, 2])),
    ],
)
def test_what_is_the_same_passes(got, want):
    equal(got, want, "f")


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        (None, 3, "f is None, expected 3"),
        (1, True, "f is 1, expected True"),
        (True, 1, "f is True, expected 1"),
        ([3], 3, "f is a list of length 1, expected 3"),
        ("b", "a", "f is 'b', expected 'a'"),
        ({1, 2}, {1, 3}, "f is {1, 2}, expected {1, 3}"),
        (3, [3], "f is a thing of type int, expected a list of length 1"),
        ([1, 2, 3], [1, 2], "f has length 3, expected 2: [1, 2, 3] instead of [1, 2]"),
        ([1, [2, 5]], [1, [2, 3]], "f[1][1] is 5, expected 3"),
        ({"a": 1}, {"a": 1, "b": 2, "c": 3}, "f has no entry for 'b' (2 of 3 entries are missing)"),
        ({"a": 1, "b": 2}, {"a": 1}, "f has an entry for 'b', which should not be there"),
        ({"a": 1, "b": 2, "c": 3}, {"a": 1}, "f has an entry for 'b', which should not be there (and 1 more)"),
        ({"a": {"x": 3}}, {"a": {"x": 4}}, "f['a']['x'] is 3, expected 4"),
        ([], {}, "f is a list of length 0, expected a dict of length 0"),
        ([1], np.array([1]), "f is a list of length 1, expected an array of shape (1,)"),
        (np.array([1]), np.array([1, 2]), "f has shape (1,), expected (2,)"),
        (np.array([1.0]), np.array([1]), "f has dtype float64, expected int64"),
        (np.array([[1, 2]]), np.array([[1, 3]]), "f[0, 1] is 2, expected 3 (1 of 2 entries differ)"),
        (np.array(2), np.array(3), "f is 2, expected 3"),
    ],
)
def test_a_wrong_thing_is_described_in_words(got, want, message):
    assert complaint(equal, got, want, "f") == message


class Watched:
    """A thing that counts how often anything asks for its repr."""

    asked = 0

    def __repr__(self):
        Watched.asked += 1
        return "w"


@pytest.mark.parametrize(
    "thing",
    [
        None, True, -3, 2.5, 1j, "it's", 'a"b', b"a", bytearray(b"a"), (), (1,), (1, "a"), [], [[], ()], {}, {"a": [1]}, set(),
        {1}, frozenset(), frozenset({"x"}), range(3), slice(1, None, 2), ..., int, np.arange(4), np.eye(2, dtype=np.float32),
        np.array(3), [np.array([1.5])], [np.float64(2.5)], {(1, 2): np.zeros(2)}, 10**70, object, list(range(19)),
    ],
    ids=repr,
)  # fmt: skip
def test_a_small_thing_is_shown_as_python_shows_it(thing):
    assert shown(thing) == repr(thing)


def test_a_numpy_number_is_shown_as_the_number_it_is():
    assert shown(np.float32(1.5)) == "1.5"


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (list(range(10**6)), repr(list(range(40)))[:77] + "…"),
        (dict.fromkeys(range(10**6), "a"), repr(dict.fromkeys(range(40), "a"))[:77] + "…"),
        ("x" * 10**7, "'" + "x" * 76 + "…"),
        (b"x" * 10**7, "b'" + "x" * 75 + "…"),
        (10**80, "1" + "0" * 76 + "…"),
        (1 << 10**7, "an int of 10000001 bits"),
        (np.zeros((1000, 1000)), "array([0.0, 0.0, 0.0, …], shape=(1000, 1000), dtype=float64)"),
        ([np.zeros(1000)] * 10**6, "[array([0.0, 0.0, 0.0, …], shape=(1000,), dtype=float64), array([0.0, 0.0, 0.…"),
        (slice("x" * 10**7), "slice(None, '" + "x" * 64 + "…"),
    ],
    ids=["list", "dict", "text", "bytes", "int", "int beyond what Python writes", "array", "arrays", "slice"],
)
def test_of_a_large_thing_only_the_beginning_is_shown(thing, text):
    assert shown(thing) == text


@pytest.mark.parametrize("wrapped", [list, tuple, lambda things: {0: list(things)}, lambda things: [[[*things]]]])
def test_no_more_of_a_large_thing_is_looked_at_than_is_shown(wrapped):
    Watched.asked = 0
    assert complaint(equal, wrapped(Watched() for _ in range(1000)), "a", "f").startswith("f is ")
    assert complaint(equal, [1, wrapped(Watched() for _ in range(1000))], [1], "f").endswith("… instead of [1]")
    assert Watched.asked <= 80


def test_a_thing_inside_itself_and_one_nested_very_deeply_are_shown():
    deep = itself = []
    itself.append(itself)
    for _ in range(10_000):
        deep = [deep]
    assert shown(itself) == shown(deep) == "[" * 77 + "…"


def test_a_very_large_array_of_the_wrong_shape_is_not_searched_for_reasons():
    assert complaint(close, np.ones((2000, 1000)), np.ones((1000, 2000)), "f").endswith("expected (1000, 2000)")


def test_helpers_give_what_they_have_checked():
    assert number(3, "f") == number(np.float32(3), "f") == 3.0
    assert complaint(number, True, "f") == "f is True, expected a number"
    assert complaint(number, np.ones(2), "f") == "f has shape (2,), expected ()"
    assert numbers([1, 2.5], 2, "f").tolist() == [1.0, 2.5]
    assert complaint(numbers, (1, 2), 2, "f") == "f returned a tuple of length 2, expected a list of 2 numbers"
    assert of_shape(SINGLE, (2, 2), "f", dtype="float32") is SINGLE
    assert complaint(of_shape, SINGLE, (2, 2), "f", dtype="float64") == "f has dtype float32, expected float64"
    assert sequence((1, 2), 2, "f") == (1, 2)
    assert complaint(sequence, "ab", 2, "f") == "f is a str of length 2, expected a tuple of length 2"


def test_a_change_in_place_is_seen_even_in_nan_and_in_the_sign_of_zero():
    unchanged(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), "x")
    unchanged([1, 2], [1, 2], "x")
    message = "x was modified in place; leave the arguments as they are and compute something new"
    assert complaint(unchanged, np.array([0.0]), np.array([-0.0]), "x") == message
    assert complaint(unchanged, np.array([1]), np.array([1.0]), "x") == message
    assert complaint(unchanged, [1], [2], "x") == message


# (statistic, degrees of freedom, probability): Abramowitz and Stegun, table 26.8.
@pytest.mark.parametrize(
    ("statistic", "freedom", "probability"),
    [(3.84146, 1, 0.05), (5.99147, 2, 0.05), (7.81473, 3, 0.05), (13.2767, 4, 0.01), (18.3070, 10, 0.05), (20.5150, 5, 0.001)],
)  # fmt: skip
def test_chi_square_probabilities_are_those_of_the_tables(statistic, freedom, probability):
    cells = freedom + 1
    expected = np.full(cells, 1000.0)
    shift = (
        math.sqrt(statistic * 1000 / 2) * np.eye(1, cells, 0)[0]
        - math.sqrt(statistic * 1000 / 2) * np.eye(1, cells, 1)[0]
    )
    assert chi_square_p_value(expected + shift, np.full(cells, 1 / cells)) == pytest.approx(probability, rel=1e-4)


def test_chi_square_on_counts_that_are_drawn_right_and_wrong():
    rng = np.random.default_rng(0)
    probabilities = np.array([0.5, 0.3, 0.15, 0.05, 0.0])
    values = [chi_square_p_value(rng.multinomial(1000, probabilities), probabilities) for _ in range(300)]
    assert 0.4 < np.mean(values) < 0.6
    assert 0.02 < np.mean(np.array(values) < 0.1) < 0.2
    assert chi_square_p_value(rng.multinomial(3000, [0.4, 0.4, 0.15, 0.05, 0.0]), probabilities) < 1e-6
    assert chi_square_p_value([10, 5, 2, 1, 1], probabilities) == 0
    assert chi_square_p_value([3, 1, 0, 0, 0], probabilities) == 1, "everything is pooled: nothing can be said"


def test_comparisons_need_numpy_alone():
    """They run in the process that holds the tests, which has no torch."""
    program = "import sys; sys.path.append(sys.argv[1]); import comparisons; print('torch' in sys.modules)"
    command = [sys.executable, "-c", program, str(ROOT / "assignments" / "shared")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"
