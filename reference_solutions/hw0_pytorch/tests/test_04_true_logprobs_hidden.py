"""Piece 4, hidden: true_logprobs."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, flag, gradient_close
from drivers import observe, slope


@weight(0.5)
@number("4.3")
def test_true_logprobs_of_random_logits(rng: np.random.Generator) -> None:
    """true_logprobs: values for random logits, also of one row and of as many rows as classes; arguments are kept"""
    rows, classes = oracles.sizes(rng, 2)
    for shape in ((rows, classes), (1, classes), (classes, classes)):
        logits, y = oracles.single(2 * rng.normal(size=shape)), rng.integers(classes, size=shape[0])
        want = oracles.true_logprobs(logits.astype(np.float64), y)
        seen = observe("true_logprobs", logits, y)
        close(seen["result"], want, f"true_logprobs of {shape[0]} rows and {shape[1]} classes")
        flag(seen, "arguments_kept", "true_logprobs modified the logits or y in place")


@weight(1)
@number("4.4")
def test_true_logprobs_are_stable(rng: np.random.Generator) -> None:
    """true_logprobs: right for logits of any size, also where the true class is most unlikely

    The log-probability of a class whose logit is a thousand below the largest is minus a thousand, not -inf.
    """
    offsets = np.array([[1000.0], [-1000.0], [0.0], [rng.uniform(-900, 900)]])
    rows = [rng.normal(size=(4, 5)) + offsets, *(rng.uniform(-size, size, size=(4, 5)) for size in (1e3, 1e5))]
    logits, y = oracles.single(np.concatenate(rows)), rng.integers(5, size=12)
    y[4:] = logits[4:].argmin(axis=1)
    want = oracles.log_softmax(logits)[np.arange(12), y]
    got = observe("true_logprobs", logits, y)["result"]
    close(got, want, "true_logprobs of large logits", atol=0.05)
    if not (got <= 1e-3).all():
        fail("true_logprobs of large logits is positive; no probability is above 1")


@weight(0.5)
@number("4.5")
def test_true_logprobs_gradient(rng: np.random.Generator) -> None:
    """true_logprobs: the gradient of the logits, large ones too, with a random cotangent"""
    rows, classes = oracles.sizes(rng, 2)
    logits, y = oracles.single(rng.normal(size=(rows, classes))), rng.integers(classes, size=rows)
    g = oracles.single(rng.normal(size=rows))
    want = oracles.vjp(lambda a: oracles.true_logprobs(a, y), [logits], 0, g)
    got = slope("true_logprobs", logits, g, y)
    gradient_close(got, want, "true_logprobs: the gradient of the logits")
    logits = oracles.single(rng.uniform(-1e3, 1e3, size=(rows, classes)))
    want = g[:, None] * (np.eye(classes)[y] - np.exp(oracles.log_softmax(logits)))
    what = "true_logprobs: the gradient of large logits"
    gradient_close(slope("true_logprobs", logits, g, y), want, what, atol=0.05)
