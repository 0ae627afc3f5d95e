"""Piece 9, hidden: sample, judged by the submission's own logits for what was drawn."""

from collections.abc import Callable

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import chi_square_p_value, counting, equal, fail, latch, log_softmax, register, unigram
from drivers import costs, left_switched, logits, make_lm, observed, prompted, sample, two_samples
from judging import needs

Array = np.ndarray

START = 0
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


def steep(rng: np.random.Generator) -> oracles.Weights:
    """Random weights of a model for whose next word it matters what the state is, as a rule."""
    weights = oracles.random_weights(rng, 8, 3, 5)
    return {**weights, "W_hy": 2 * weights["W_hy"]}


def looking_back(rng: np.random.Generator) -> oracles.Weights:
    """A model whose next word depends on the word before the last only: two after 1 comes 2, two after 2 comes 1."""
    embedding = [0.0, -2.0, 2.0, rng.uniform(-0.3, 0.3)]
    w_hy = np.float32([[0, 0], [2, 0], [-2, 0], [0, 0]])
    return {**register(embedding), "W_hy": w_hy, "b_y": np.zeros(4, dtype=np.float32)}


def check_distribution(
    rng: np.random.Generator, temperature: float, make: Callable[[np.random.Generator], oracles.Weights]
) -> None:
    """Drawn tokens, each turned into a number that is uniform on [0, 1] if it came from the right distribution.

    Lay a token's possible successors side by side, the likeliest first, each as wide as its probability: a random
    point within the drawn one's stretch is uniform, whatever was drawn before. A chi-square test judges 20 cells.
    """
    for _ in range(2):
        weights = make(rng)
        model, prompt = make_lm(weights), [int(i) for i in rng.integers(1, len(weights["b_y"]), size=3)]
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


@weight(1.25)
@number("9.4")
def test_sample_follows_the_largest_logit(rng: np.random.Generator) -> None:
    """sample: at temperature 0 each of `length` tokens has the largest logit, given START, the prompt and all before"""
    # Says 1 if the token before the last has a positive embedding, 2 if a negative one, and 3 if there was none.
    looks_back = register([1.5, 2.0, -2.0, *rng.normal(size=1)])
    looks_back |= {"W_hy": np.float32([[0, 0], [10, 0], [-10, 0], [0, 0]]), "b_y": np.float32([0, 0, 0, 5])}
    cases = [(looks_back, [3]), (looks_back, [1, 3]), (looks_back, [2, 3])]
    for length in (0, 1, 5, 30):
        cases.append((oracles.random_weights(rng, 8, 3, 5), [int(i) for i in rng.integers(1, 8, size=length)]))
    for weights, prompt in cases:
        require_largest_logits(make_lm(weights), prompt)
        draw(make_lm(weights), 0, 0, 0.0, prompt)
    drawn = draw(make_lm(latch()), 250, 0, 0.0, [])  # as long as START is not forgotten, it says 1
    equal(drawn, [1] * 250, "where a model says 1 because it has read START, sample(length=250, temperature=0)")


@weight(1.25)
@number("9.5")
def test_sample_follows_the_model(rng: np.random.Generator) -> None:
    """sample: at temperature 1 tokens are drawn with the model's probabilities, given all that came before"""
    for make in (steep, looking_back):
        check_distribution(rng, 1.0, make)
    often, rarely = rng.normal(0.0, 0.1, size=50), rng.normal(-3.0, 0.1, size=10)  # 1 draw of 100 is one of the ten
    drawn = np.array(draw(make_lm(unigram([0.0, *often, *rarely])), 2000, int(rng.integers(1 << 30))))
    if len({*drawn[drawn <= 50].tolist()}) < 50 or not (drawn > 50).any():
        fail("sample at temperature 1 leaves out words that are not likely, in 2000 draws; each of them has its share")


@weight(1)
@number("9.6")
def test_sample_follows_the_temperature(rng: np.random.Generator) -> None:
    """sample: logits are divided by the temperature, below 1 and above"""
    for temperature in (0.5, 4.0):
        check_distribution(rng, temperature, steep)


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
    if not seen["gradients afterwards"]:
        fail("sample switched gradients off for good; `with torch.no_grad():` puts them back")
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


@weight(0.25)
@number("9.9")
def test_sample_at_a_low_temperature(rng: np.random.Generator) -> None:
    """sample: right at temperatures of 0.01 and of a million, for large logits, and where START is all but certain

    exp overflows there, or leaves nothing for the words beside START. A token whose logit is 40 temperatures below the
    largest is drawn with a probability below 1e-16.
    """
    for steepness, temperature, start in ((4, 0.01, 0), (200, 1.0, 0), (1, 0.001, 0), (1, 1.0, 300), (1, 1e6, 300)):
        weights = oracles.random_weights(rng, 8, 3, 5)
        weights |= {name: np.float32(steepness) * weights[name] for name in ("W_hy", "b_y")}
        weights["b_y"][START] += start
        model = make_lm(weights)
        drawn = draw(model, 40, int(rng.integers(1 << 30)), temperature)
        found = scores(model, [], drawn)
        behind = found.max(axis=1) - found[np.arange(40), drawn]
        if behind.max() > 40 * temperature + 1e-3 * steepness:
            fail(f"sample at temperature {temperature}: it drew a token {behind.max():.3g} below the largest logit")
    drawn = set(draw(make_lm(unigram([300.0, 1.75, 2.0, 2.0])), 400, int(rng.integers(1 << 30)), 0.01))
    if drawn != {2, 3}:  # 1 is drawn with a probability of 1e-11
        fail(f"sample at temperature 0.01 drew {sorted(drawn)} in 400 draws, where 2 and 3 share all")


@weight(0.25)
@number("9.10")
def test_sample_leaves_its_prompt_alone(rng: np.random.Generator) -> None:
    """sample: the prompt's list and the model stay as they are, and nothing is remembered from one call to the next"""
    model, prompt = make_lm(counting()), [int(i) for i in rng.integers(1, 4, size=4)]
    with needs("9.1", "9.4"):
        require_largest_logits(model, [])
        require_largest_logits(model, prompt)
    seen = prompted(model, 11, prompt)  # the model counts to three: after 11 words, whoever goes on does not say 1
    equal(seen["prompt"], prompt, "sample: the list given as prompt, afterwards,")
    wanted = [[(start + step) % 3 + 1 for step in range(11)] for start in (prompt[-1], 0, 0, prompt[-1])]
    calls = ("with a prompt", "without one", "without one, called again,", "with the prompt, called again,")
    for got, want, call in zip(seen["samples"], wanted, calls, strict=True):
        equal(got, want, f"sample(length=11, temperature=0) {call}")
    for left in left_switched("sample", model, 3, int(rng.integers(1 << 30))):
        fail(f"sample left {left}; what is switched for a while is put back as it was")
