"""Piece 4, hidden: sequence_logprob, judged by the submission's own logits."""

import itertools

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import fail, latch, log_softmax, near
from drivers import kept, left_switched, logits, make_lm, observed, sequence_logprob, sequence_logprobs
from judging import needs

START = 0


def by_hand(model: object, ids: list[int]) -> float:
    """The chain rule on the logits that the model gives for START and the text, read in one go."""
    tokens = np.array([START, *ids])
    logs = log_softmax(logits(model, tokens[:-1, None])["logits"][:, 0])
    return float(logs[np.arange(len(ids)), ids].sum())


@weight(1.5)
@number("4.3")
def test_logprob_is_the_chain_rule(rng: np.random.Generator) -> None:
    """sequence_logprob: random texts of several lengths under a random model"""
    model = make_lm(oracles.random_weights(rng, 8, 3, 5))
    for length in (1, 2, 9, 40):
        ids = [int(i) for i in rng.integers(1, 8, size=length)]
        near(sequence_logprob(model, ids), by_hand(model, ids), f"sequence_logprob of {length} tokens")
    keeps = make_lm(latch())  # what it has read first matters to its last word
    near(sequence_logprob(keeps, [1] * 1200), by_hand(keeps, [1] * 1200), "sequence_logprob of 1200 tokens")


@weight(1)
@number("4.4")
def test_logprobs_of_all_texts_sum_to_one(rng: np.random.Generator) -> None:
    """sequence_logprob: the probabilities of all texts of the same length sum to 1"""
    model = make_lm(oracles.random_weights(rng, 5, 3, 4))
    texts = [list(text) for text in itertools.product(range(5), repeat=3)]
    total = sum(np.exp(float(value)) for value in sequence_logprobs(model, texts))
    near(total, 1.0, "the sum of exp(sequence_logprob) over all 125 texts of 3 tokens", rtol=1e-4)
    near(sequence_logprob(model, texts[1]), by_hand(model, texts[1]), "sequence_logprob of one of these texts")


@weight(1)
@number("4.5")
def test_logprob_of_the_improbable(rng: np.random.Generator) -> None:
    """sequence_logprob: finite and accurate where a word's probability is too small for a float32"""
    weights = oracles.random_weights(rng, 6, 3, 4)
    weights["b_y"] = np.array([0.0, 0.0, 300.0, -200.0, 0.0, 0.0], dtype=np.float32)
    model, ids = make_lm(weights), [3, 2, 1, 3, 3, 2]
    near(sequence_logprob(model, ids), by_hand(model, ids), "sequence_logprob of a most improbable text")


@weight(1)
@number("4.6")
def test_logprob_is_a_float_without_a_graph(rng: np.random.Generator) -> None:
    """sequence_logprob: a float, 0 for the empty text, no gradients recorded, no randomness, text and model kept"""
    model = make_lm(oracles.random_weights(rng, 8, 3, 5))
    seen = observed("sequence_logprob", model, [3, 1, 2])
    if type(seen["result"]) is not float:
        fail(f"sequence_logprob returned a thing of type {type(seen['result']).__name__}, expected a float")
    with needs("4.1", "4.2", "4.3"):
        near(seen["result"], by_hand(model, [3, 1, 2]), "sequence_logprob of [3, 1, 2]")
    near(sequence_logprob(model, []), 0.0, "sequence_logprob of no tokens")
    if seen["saved for backward"]:
        fail("sequence_logprob recorded a graph for gradients that nobody asks for; use torch.no_grad()")
    if not seen["gradients afterwards"]:
        fail("sequence_logprob switched gradients off for good; `with torch.no_grad():` puts them back")
    if not seen["global randomness kept"]:
        fail("sequence_logprob moved the global random state")
    if kept("sequence_logprob", model, [3, 1, 2]) is not True:
        fail("sequence_logprob changed the list that it was given; [START, *ids] is a new one")
    for left in left_switched("sequence_logprob", model, [3, 1, 2]):
        fail(f"sequence_logprob left {left}; what is switched for a while is put back as it was")
