"""Independent right answers for hw1, on the trusted side, in NumPy.

Values come from the plain formulas of the lecture, written for readability and used only where they are accurate;
at extreme inputs they come from `np.logaddexp`. Gradients come from none of the formulas that students derive, but
from the complex step: for analytic f, Im f(x + i h v) / h is the derivative of f along v, and since nothing is
subtracted, h may be 1e-30 and the error is that of one rounding (Squire and Trapp, SIAM Review 40(1), 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Array = np.ndarray

STEP = 1e-30


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


def sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def tanh(a: Array) -> Array:
    return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))


def linear(a: Array, omega: Array, beta: Array) -> Array:
    return np.einsum("ni,oi->no", a, omega) + beta


def softmax(a: Array) -> Array:
    return np.exp(a) / np.exp(a).sum(axis=-1, keepdims=True)


def cross_entropy(y: Array, y_hat: Array) -> Array:
    return np.mean([-np.sum(row * np.log(row_hat)) for row, row_hat in zip(y, y_hat, strict=True)])


def softmax_cross_entropy(y: Array, a: Array) -> Array:
    return cross_entropy(y, softmax(a))


def mlp(x: Array, y: Array, alpha: Array, alpha0: Array, beta: Array, beta0: Array) -> Array:
    """The loss of the lecture's network."""
    return softmax_cross_entropy(y, linear(sigmoid(linear(x, alpha, alpha0)), beta, beta0))


def log_softmax(a: Array) -> Array:
    """Accurate for real logits of any size."""
    return a - np.logaddexp.reduce(a, axis=-1, keepdims=True)


def one_hot(rng: np.random.Generator, rows: int, classes: int) -> Array:
    """Random labels, (rows, classes)."""
    return np.eye(classes)[rng.integers(classes, size=rows)]


def probabilities(rng: np.random.Generator, rows: int, classes: int) -> Array:
    """Random rows that sum to 1, with no entry below about 1/20 of another; (rows, classes)."""
    weights = rng.uniform(0.05, 1.0, size=(rows, classes))
    return weights / weights.sum(axis=1, keepdims=True)


def sizes(rng: np.random.Generator, count: int) -> list[int]:
    """`count` different lengths between 2 and 6, so that no axis can be taken for another."""
    return [int(n) for n in rng.permutation(np.arange(2, 7))[:count]]
