"""Piece 9: sample."""

from gradescope_utils.autograder_utils.decorators import number, weight

from checking import counting, equal, fail, shown, unigram
from drivers import make_lm, sample


def ints(drawn: object, count: int, vocab_size: int, what: str) -> list[int]:
    """The list of `count` tokens that `sample` must return."""
    __tracebackhide__ = True
    if type(drawn) is not list or len(drawn) != count or not all(type(token) is int for token in drawn):
        fail(f"{what} returned {shown(drawn)}, expected a list of {count} ints")
    wrong = [token for token in drawn if not 0 < token < vocab_size]
    if wrong:
        drew = f"{what} drew {shown(wrong[0])}"
        fail(f"{drew}; the tokens are 1 … {vocab_size - 1}, and 0 is START, which is never drawn")
    return drawn


@weight(1)
@number("9.1")
def test_sample_at_temperature_zero() -> None:
    """sample: at temperature 0 a model that counts to three counts on, after START as after a prompt"""
    model = make_lm(counting())
    equal(sample(model, 7, 0, 0.0), [1, 2, 3, 1, 2, 3, 1], "sample(length=7, temperature=0)")
    equal(sample(model, 4, 0, 0.0, [3, 1]), [2, 3, 1, 2], "sample(length=4, temperature=0, prompt=[3, 1])")


@weight(1)
@number("9.2")
def test_sample_is_reproducible() -> None:
    """sample: `length` ints, the same ones again from a generator with the same seed, and none of the prompt's"""
    model = make_lm(unigram([0.0] * 8))
    first = ints(sample(model, 40, 1, 1.0, [5, 5]), 40, 8, "sample(length=40, prompt=[5, 5])")
    equal(sample(model, 40, 1, 1.0, [5, 5]), first, "sample, called again with a generator of the same seed,")
    if len(set(first)) < 3:
        fail(f"sample: of 7 equally likely tokens only {sorted(set(first))} came in 40 draws")


@weight(1)
@number("9.3")
def test_sample_never_draws_start() -> None:
    """sample: START is never drawn, not even where the model thinks it the most likely token by far"""
    model = make_lm(unigram([30.0, 0.0, 0.0, 0.0, 0.0]))
    for temperature in (1.0, 0.0):
        ints(sample(model, 20, 2, temperature), 20, 5, f"sample(length=20, temperature={temperature})")
