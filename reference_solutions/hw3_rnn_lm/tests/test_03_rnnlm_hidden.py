"""Piece 3, hidden: RNNLM."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, equal, fail
from drivers import created, created_globally, lm_gradients, logits, make_lm

Array = np.ndarray


def problem(rng: np.random.Generator) -> tuple[oracles.Weights, Array, Array]:
    """Random weights, tokens (T, B) with START twice among them, and h0, where all sizes differ."""
    length, batch, x_dim, h_dim = oracles.sizes(rng, 4)
    weights = oracles.random_weights(rng, 9, x_dim, h_dim)
    tokens = rng.integers(9, size=(length, batch))
    tokens[[0, -1], 0] = 0
    return weights, tokens, oracles.normal(rng, batch, h_dim)


@weight(1.5)
@number("3.3")
def test_lm_values(rng: np.random.Generator) -> None:
    """RNNLM.forward: logits and h_T on random data, from a given initial state and from none"""
    weights, tokens, h0 = problem(rng)
    cases = [
        (oracles.logits(weights, tokens, start), given, what)
        for start, given, what in ((h0, h0, "RNNLM.forward"), (0 * h0, None, "RNNLM.forward without h0"))
    ]
    model = make_lm(weights)
    for (want, last), given, what in cases:
        read = logits(model, tokens.copy(), given)
        close(read["logits"], want, f"{what}: logits")
        close(read["h_T"], last, f"{what}: h_T")


@weight(1.5)
@number("3.4")
def test_lm_gradients(rng: np.random.Generator) -> None:
    """RNNLM.forward: gradients flow back into h0 and all six parameters"""
    weights, tokens, h0 = problem(rng)
    g, g_last = oracles.normal(rng, *tokens.shape, 9), oracles.normal(rng, *h0.shape)

    def blended(inputs: oracles.Weights) -> Array:
        scores, last = oracles.logits(inputs, tokens, inputs["h0"])
        return (g * scores).sum(axis=(-3, -2, -1)) + (g_last * last).sum(axis=(-2, -1))

    want = {name: oracles.slopes(blended, {**weights, "h0": h0}, name) for name in ("h0", *weights)}
    got = lm_gradients(weights, tokens, h0, g, g_last)
    for name in want:
        close(got[name], want[name], f"RNNLM, backward: the gradient of {name}")


@weight(1)
@number("3.5")
def test_lm_is_causal_and_goes_on(rng: np.random.Generator) -> None:
    """RNNLM.forward: later tokens change no earlier logits, and reading can stop and go on with h_T"""
    weights = oracles.random_weights(rng, 9, 2, 3)
    model, tokens = make_lm(weights), rng.integers(9, size=(7, 2))
    whole, head = logits(model, tokens), logits(model, tokens[:4])
    close(head["logits"], whole["logits"][:4], "RNNLM.forward: logits of the first 4 tokens, without the other 3")
    tail = logits(model, tokens[4:], head["h_T"])
    close(tail["logits"], whole["logits"][4:], "RNNLM.forward(tokens[4:], h_T of tokens[:4]): logits")
    close(tail["h_T"], whole["h_T"], "RNNLM.forward(tokens[4:], h_T of tokens[:4]): h_T")


@weight(0.75)
@number("3.6")
def test_lm_draws_from_its_generator(rng: np.random.Generator) -> None:
    """RNNLM.__init__: weights from the given generator only, embeddings normal of deviation 1, W_hy within 1/sqrt(H)"""
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    makes = [created("RNNLM", (600, 400, 25), seed) for seed in (first, first, second)]
    if not all(make["global randomness kept"] for make in makes):
        fail("RNNLM moved the global random state; nn.Embedding and nn.Linear do, as they are made")
    one, same, other = (make["parameters"] for make in makes)
    bound = 1 / np.sqrt(25)  # 1/sqrt(X) and 1/sqrt(V) are far from it
    spreads = {(600, 400): 1.0, **dict.fromkeys([(25, 400), (25, 25), (600, 25)], bound / np.sqrt(3))}
    spreads |= {(25,): 0.0, (600,): 0.0}
    equal(sorted(value.shape for value in one.values()), sorted(spreads), "the shapes of RNNLM(600, 400, 25)")
    for name, value in one.items():
        spread = spreads[value.shape]
        if not np.array_equal(value, same[name]):
            fail(f"RNNLM: {name} differs between two generators with the same seed")
        if spread and np.array_equal(value, other[name]):
            fail(f"RNNLM: {name} is the same for generators with different seeds; draw it from the generator")
        if spread and any(np.ptp(value, axis=axis).min() == 0 for axis in (0, 1)):
            fail(f"RNNLM: {name} has equal rows or equal columns; draw every weight by itself")
        if not (spread / 1.5 <= value.std() <= 1.5 * spread and abs(value.mean()) <= spread / 3):
            fail(f"RNNLM: {name} has deviation {value.std():.3g}, expected about {spread:.3g}")
        largest = np.abs(value).max()
        if spread == 1 and not largest > 3:
            fail(f"RNNLM: {name} has entries up to {largest:.3g} only; draw the embeddings from a normal distribution")
        if 0 < spread < 1 and not 0.9 * bound < largest < 1.0001 * bound:
            fail(f"RNNLM: {name} has entries up to {largest:.4g}, expected up to 1/sqrt(H) = {bound:.4g}")


@weight(0.5)
@number("3.7")
def test_lm_returns_logits_of_any_size(rng: np.random.Generator) -> None:
    """RNNLM.forward: the logits are unnormalised, finite and exact also where a probability would underflow"""
    weights, tokens, h0 = problem(rng)
    weights["b_y"] = (1000 * weights["b_y"]).astype(np.float32)
    want, _ = oracles.logits(weights, tokens, h0)
    close(logits(make_lm(weights), tokens, h0)["logits"], want, "RNNLM.forward: logits")


@weight(0.25)
@number("3.8")
def test_lm_without_a_generator(rng: np.random.Generator) -> None:
    """RNNLM.__init__: without a generator, weights come from torch's global one, which torch.manual_seed sets"""
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    one, same, other = (created_globally("RNNLM", (6, 4, 5), seed) for seed in (first, first, second))
    for name, value in one.items():
        close(same.get(name), value, f"RNNLM without a generator, after torch.manual_seed again: {name}")
        if value.ndim == 2 and np.array_equal(value, other[name]):
            fail(f"RNNLM without a generator: {name} is the same whatever torch.manual_seed was given")
