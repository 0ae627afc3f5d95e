"""Piece 8, hidden: perplexity, judged by the submission's own logits."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import fail, log_softmax, near
from drivers import costs, kept, left_switched, logits, make_lm, observed, perplexity
from judging import needs

Array = np.ndarray


def by_hand(model: object, ids: Array) -> float:
    """The mean over all tokens, from the logits that the model gives for START and the text, read in one go."""
    tokens = np.concatenate([[0], ids[:-1]])
    logs = log_softmax(logits(model, tokens[:, None])["logits"][:, 0])
    return float(np.exp(-logs[np.arange(len(ids)), ids].mean()))


@weight(1.5)
@number("8.3")
def test_perplexity_of_random_texts(rng: np.random.Generator) -> None:
    """perplexity: random texts of several lengths under a random model"""
    model = make_lm(oracles.random_weights(rng, 8, 3, 5))
    for length in (1, 2, 30, 300):
        ids = rng.integers(1, 8, size=length)
        want = by_hand(model, ids)
        near(perplexity(model, ids), want, f"perplexity of {length} tokens", rtol=1e-4)


@weight(1)
@number("8.4")
def test_perplexity_does_not_depend_on_the_chunk(rng: np.random.Generator) -> None:
    """perplexity: the same value for every chunk, also one that leaves a rest; text and model are not modified"""
    model, ids = make_lm(oracles.random_weights(rng, 8, 3, 5)), rng.integers(1, 8, size=47)
    want = by_hand(model, ids)
    with needs("8.1", "8.3"):
        near(perplexity(model, ids), want, "perplexity of 47 tokens", rtol=1e-4)
    for chunk in (1, 5, 10, 46, 47, 48):
        near(perplexity(model, ids, chunk), want, f"perplexity of 47 tokens with chunk={chunk}", rtol=1e-4)
    if kept("perplexity", model, ids) is not True:
        fail("perplexity changed the text that it was given; make a new tensor of what is read")
    for left in left_switched("perplexity", model, ids):
        fail(f"perplexity left {left}; what is switched for a while is put back as it was")


@weight(1)
@number("8.5")
def test_perplexity_works_in_chunks(rng: np.random.Generator) -> None:
    """perplexity: no tensor is larger than its chunk needs, three times the text is three times the work, no graph"""
    model = make_lm(oracles.random_weights(rng, 50, 3, 5))
    short, long = (costs("perplexity", model, rng.integers(1, 50, size=size), 20) for size in (300, 900))
    if long["largest"] > max(4 * 50 * 20, 2 * 900):
        fail(f"perplexity with chunk=20 and 50 tokens: a tensor of {long['largest']} entries; read chunk by chunk")
    if long["entries"] > 4 * short["entries"]:
        fail(f"perplexity: {short['entries']} entries computed for 300 tokens, {long['entries']} for 900")
    ids = rng.integers(1, 50, size=30)
    want = by_hand(model, ids)
    seen = observed("perplexity", model, ids)
    if seen["saved for backward"]:
        fail("perplexity recorded a graph for gradients that nobody asks for; use torch.no_grad()")
    if not seen["gradients afterwards"]:
        fail("perplexity switched gradients off for good; `with torch.no_grad():` puts them back")
    if type(seen["result"]) is not float:
        fail(f"perplexity returned a thing of type {type(seen['result']).__name__}, expected a float")
    with needs("8.1", "8.2"):
        near(seen["result"], want, "perplexity of 30 tokens", rtol=1e-4)


@weight(0.5)
@number("8.6")
def test_perplexity_of_the_improbable(rng: np.random.Generator) -> None:
    """perplexity: finite and accurate where some words' probabilities are too small for a float32"""
    weights = oracles.random_weights(rng, 6, 3, 4)
    weights["b_y"] = np.array([0.0, 0.0, 150.0, 140.0, 0.0, 0.0], dtype=np.float32)
    model, ids = make_lm(weights), np.array([2, 2, 3, 2, 1, 2, 2, 3, 2, 2, 2, 2])
    want = by_hand(model, ids)
    near(perplexity(model, ids), want, "perplexity of a text with one most improbable word", rtol=1e-3)
