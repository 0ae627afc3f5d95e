"""Piece 9, hidden: sample, judged by the submission's own logits for what was drawn."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import chi_square_p_value, fail, log_softmax, register
from drivers import costs, logits, make_lm, observed, sample, two_samples
from judging import needs

Array = np.ndarray

CELLS, DRAWS = 20, 800
ALARM = 1e-6


def scores(model: object, prompt: list[int], drawn: list[int]) -> Array:
    """The model's logits before each drawn token, (length, V), START's set to -inf; all tokens read in one go."""
    tokens = np.array([0, *prompt, *drawn[:-1]])
    found = logits(model, tokens[:, None])["logits"][len(prompt) :, 0].astype(np.float64)
    found[:, 0] = -np.inf
    return found


def draw(model: object, length: int, *arguments: object) -> list[int]:
    """A sample, which must be a list of tokens."""
    __tracebackhide__ = True
    drawn = sample(model, length, *arguments)
    if type(drawn) is not list or len(drawn) != length or not all(type(token) is int for token in drawn):
        fail(f"sample returned {drawn!r:.80}, expected a list of {length} ints")
    if min(drawn, default=1) < 1:
        fail("sample drew START, which is never drawn")
    return drawn


def require_largest_logits(model: object, prompt: list[int]) -> None:
    """At temperature 0 nothing is left to chance."""
    drawn = draw(model, 25, 0, 0.0, prompt)
    found = scores(model, prompt, drawn)
    behind = found.max(axis=1) - found[np.arange(25), drawn]
    if behind.max() > 1e-3:
        first, length = int(np.argmax(behind > 1e-3)), len(prompt)
        fail(f"sample at temperature 0, prompt of {length}: token {first} is not the one with the largest logit")


def check_distribution(rng: np.random.Generator, temperature: float) -> None:
    """Drawn tokens, each turned into a number that is uniform on [0, 1] if it came from the right distribution.

    Lay a token's possible successors side by side, the likeliest first, each as wide as its probability: a random
    point within the drawn one's stretch is uniform, whatever was drawn before. A chi-square test judges 20 cells.
    """
    for _ in range(2):
        weights = oracles.random_weights(rng, 8, 3, 5)
        weights["W_hy"] *= 2  # so that it matters what the state is
        model, prompt = make_lm(weights), [int(i) for i in rng.integers(1, 8, size=3)]
        drawn = draw(model, DRAWS, int(rng.integers(1 << 30)), temperature, prompt)
        p = np.exp(log_softmax(scores(model, prompt, drawn) / temperature))
        order = np.argsort(-p, axis=1)
        rows, place = np.arange(len(drawn)), np.argmax(order == np.array(drawn)[:, None], axis=1)
        upper = np.cumsum(np.take_along_axis(p, order, axis=1), axis=1)[rows, place]
        points = upper - rng.random(len(drawn)) * p[rows, drawn]
        counts = np.bincount(np.clip(points * CELLS, 0, CELLS - 1).astype(int), minlength=CELLS)
        chance = chi_square_p_value(counts, np.full(CELLS, 1 / CELLS))
        if chance > ALARM:
            return
    fail(
        f"sample at temperature {temperature}: the tokens do not follow softmax(logits / temperature), p = {chance:.1g}"
    )


@weight(1.5)
@number("9.4")
def test_sample_follows_the_largest_logit(rng: np.random.Generator) -> None:
    """sample: at temperature 0 each token has the largest logit, given START, the prompt and all tokens before"""
    # Says 1 if the token before the last has a positive embedding, 2 if a negative one, and 3 if there was none.
    looks_back = register([1.5, 2.0, -2.0, *rng.normal(size=1)])
    looks_back |= {"W_hy": np.float32([[0, 0], [10, 0], [-10, 0], [0, 0]]), "b_y": np.float32([0, 0, 0, 5])}
    cases = [(looks_back, [3]), (looks_back, [1, 3]), (looks_back, [2, 3])]
    for length in (0, 1, 5):
        cases.append((oracles.random_weights(rng, 8, 3, 5), [int(i) for i in rng.integers(1, 8, size=length)]))
    for weights, prompt in cases:
        require_largest_logits(make_lm(weights), prompt)


@weight(1.5)
@number("9.5")
def test_sample_follows_the_model(rng: np.random.Generator) -> None:
    """sample: at temperature 1 tokens are drawn with the model's probabilities, given all that came before"""
    check_distribution(rng, 1.0)


@weight(1)
@number("9.6")
def test_sample_follows_the_temperature(rng: np.random.Generator) -> None:
    """sample: logits are divided by the temperature, below 1 and above"""
    check_distribution(rng, 0.5)
    check_distribution(rng, 2.0)


@weight(1)
@number("9.7")
def test_sample_draws_from_its_generator(rng: np.random.Generator) -> None:
    """sample: all randomness comes from the generator, which moves on, and no gradients are recorded"""
    weights = oracles.random_weights(rng, 8, 3, 5)
    with needs("9.1"):
        require_largest_logits(make_lm(weights), [])
    # Some models say the same word over and over, whatever the generator; this one is undecided.
    model = make_lm({**weights, "W_hy": weights["W_hy"] / 5, "b_y": weights["b_y"] / 5})
    seed = int(rng.integers(1 << 30))
    seen = observed("sample", model, 60, seed)
    if not seen["global randomness kept"]:
        fail("sample moved the global random state; draw from the generator only")
    if seen["saved for backward"]:
        fail("sample recorded a graph for gradients that nobody asks for; use torch.no_grad()")
    if draw(model, 60, seed) != seen["result"]:
        fail("sample gave two different texts for generators with the same seed")
    if draw(model, 60, seed + 1) == seen["result"]:
        fail("sample gave the same 60 tokens for generators with different seeds; draw from the generator")
    first, second = two_samples(model, 60, seed)
    if first == second:
        fail("sample gave the same 60 tokens twice in a row from one generator; draw from it, do not copy it")


@weight(1)
@number("9.8")
def test_sample_takes_time_in_proportion_to_the_length(rng: np.random.Generator) -> None:
    """sample: four times the tokens take about four times the work"""
    model = make_lm(oracles.random_weights(rng, 8, 3, 5))
    with needs("9.1"):
        require_largest_logits(model, [])
    short, long = (costs("sample", model, length, 3) for length in (40, 160))
    for what in ("operations", "entries"):
        if long[what] > 6 * short[what]:
            fail(f"sample: {short[what]} {what} for 40 tokens, {long[what]} for 160; carry the state")
