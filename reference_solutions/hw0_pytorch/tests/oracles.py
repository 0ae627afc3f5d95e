"""Independent right answers for hw0, on the trusted side, in NumPy and float64.

Values come from definitions, example by example where that is the definition, not from the formulas students are led
to. Gradients come from the complex step: for analytic f, Im f(x + i h v) / h is the derivative of f along v, and since
nothing is subtracted, h may be 1e-30 and the error is that of one rounding (Squire and Trapp, SIAM Review 40(1), 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Array = np.ndarray

STEP = 1e-30


def single(array: Array) -> Array:
    """The array rounded to float32: what a student's function is given."""
    return np.asarray(array, dtype=np.float32)


def sizes(rng: np.random.Generator, count: int, low: int = 2, high: int = 7) -> list[int]:
    """Different sizes from low to high, so that no two axes can be confused."""
    return [int(size) for size in rng.choice(np.arange(low, high + 1), size=count, replace=False)]


def vjp(f: Callable[..., Array], inputs: Sequence[Array], index: int, cotangent: Array | float = 1.0) -> Array:
    """The gradient of sum(cotangent * f(*inputs)) with respect to inputs[index], entry by entry."""
    arrays = [np.asarray(x, dtype=np.complex128) for x in inputs]
    gradient = np.empty(arrays[index].shape)
    for entry in np.ndindex(gradient.shape):
        moved = list(arrays)
        moved[index] = arrays[index].copy()
        moved[index][entry] += 1j * STEP
        gradient[entry] = np.sum(cotangent * np.imag(f(*moved))) / STEP
    return gradient


def squared_distances(x: Array, y: Array) -> Array:
    x, y = x.astype(np.float64), y.astype(np.float64)
    return np.array([[np.sum((a - b) ** 2) for b in y] for a in x])


def standardized(x: Array) -> Array:
    """By column; none of them may be constant."""
    x = x.astype(np.float64)
    return np.stack([(column - column.mean()) / np.sqrt(np.mean((column - column.mean()) ** 2)) for column in x.T], 1)


def one_hot(ids: Array, n: int) -> Array:
    out = np.zeros((*ids.shape, n))
    for place in np.ndindex(ids.shape):
        out[(*place, ids[place])] = 1
    return out


def log_softmax(logits: Array) -> Array:
    """Row by row, stable for logits of any size (real ones only)."""
    logits = np.asarray(logits, dtype=np.float64)
    return np.stack([row - np.logaddexp.reduce(row) for row in logits])


def true_logprobs(logits: Array, y: Array) -> Array:
    """By the plain formula: for moderate logits, which may be complex."""
    return np.array([np.log(np.exp(row[label]) / np.exp(row).sum()) for row, label in zip(logits, y, strict=True)])


def masked_mean(x: Array, mask: Array) -> Array:
    return np.array(
        [steps[kept].mean(axis=0) if kept.any() else 0 * steps[0] for steps, kept in zip(x, mask, strict=True)]
    )


def classifier(x: Array, first: Array, bias: Array, second: Array, second_bias: Array) -> Array:
    """Logits of Linear -> ReLU -> Linear; complex numbers pass the ReLU by their real parts' signs."""
    hidden = np.einsum("ni,hi->nh", x, first) + bias
    return np.einsum("nh,ch->nc", np.where(hidden.real > 0, hidden, 0), second) + second_bias


def cross_entropy(logits: Array, y: Array) -> Array:
    """The mean over examples; for moderate logits, which may be complex."""
    return -np.mean(true_logprobs(logits, y))


def linear_loss(weights: Array, bias: Array, x: Array, y: Array) -> Array:
    """The mean cross-entropy of the logits x @ weights + bias."""
    return cross_entropy(x @ weights + bias, y)


def descend(
    weights: Array, bias: Array, batches: Sequence[tuple[Array, Array]], lr: float
) -> tuple[Array, Array, list[float]]:
    """Gradient descent on the linear model, a step per batch (x, y): final weights and bias, and the losses before."""
    weights, bias, losses = weights.astype(np.float64), bias.astype(np.float64), []
    for x, y in batches:
        x = x.astype(np.float64)
        losses.append(float(linear_loss(weights, bias, x, y)))
        slopes = [vjp(lambda w, b, x=x, y=y: linear_loss(w, b, x, y), [weights, bias], index) for index in range(2)]
        weights, bias = weights - lr * slopes[0], bias - lr * slopes[1]
    return weights, bias, losses
