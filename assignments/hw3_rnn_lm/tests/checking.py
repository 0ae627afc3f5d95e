"""Comparisons in the words of this homework, and weights to try a model with."""

from __future__ import annotations

import functools

import numpy as np

import comparisons
from comparisons import chi_square_p_value, equal, fail, numbers, of_shape, shown

__all__ = [
    "below", "chi_square_p_value", "close", "close_by_hand", "counting", "diagnosed", "equal", "fail", "latch",
    "log_softmax", "near", "near_by_hand", "numbers", "of_shape", "register", "shown", "unigram", "wave", "weights",
]  # fmt: skip

Array = np.ndarray

#: For tensors, which hold float32, of fixed data, on which rounding is known.
close_by_hand = functools.partial(comparisons.close, dtype="float32", rtol=1e-3, atol=1e-4)
#: For random data: a right answer may be computed in any order, and its rounding must be far from this.
close = functools.partial(close_by_hand, atol=1e-3)


def near(got: object, want: float, what: str, *, rtol: float = 1e-3, atol: float = 1e-3) -> None:
    """`got` must be the number `want` up to the rounding of float32 arithmetic, as a float or a tensor of shape ()."""
    __tracebackhide__ = True
    if got is None or (issubclass(type(got), np.ndarray) and got.shape != ()):
        fail(f"{what} is {comparisons.kind(got)}, expected a number")
    comparisons.close(comparisons.number(got, what), want, what, rtol=rtol, atol=atol)


near_by_hand = functools.partial(near, rtol=1e-5, atol=1e-5)


def below(got: float, limit: float, floor: float, message: str) -> None:
    """`got` must be less than the limit, or the check fails with the message; `floor` is what a perfect answer has.

    Where chance has a part in `got`, the certificate measures what part of the way from floor to limit it is.
    """
    __tracebackhide__ = True
    if not got < limit:
        fail(message)


def diagnosed(got: Array, want: Array | float, guesses: dict[str, Array | float], what: str) -> None:
    """`got` must be `want`; where it is one of the guesses instead, say which: they map words to wrong answers."""
    __tracebackhide__ = True
    if np.shape(got) == np.shape(want) and not np.allclose(got, want, rtol=1e-5, atol=1e-5):
        for words, guess in guesses.items():
            if np.allclose(got, guess, rtol=1e-4, atol=1e-5):
                found, right = np.round(got, 4).tolist(), np.round(want, 4).tolist()
                fail(f"{what} {found}, expected {right}; that is what comes, for example, {words}")
    comparisons.close(got, want, what, dtype="float64", rtol=1e-5, atol=1e-5)


def wave(*shape: int, start: float = 1.0) -> Array:
    """Numbers between -1 and 1 that look irregular and are always the same: sin(start), sin(start + 1), …"""
    return np.sin(start + np.arange(np.prod(shape))).reshape(shape).astype(np.float32)


def weights(vocab_size: int, x_dim: int, h_dim: int) -> dict[str, Array]:
    """Values for the six parameters of an RNNLM; the three sizes must differ, as the drivers go by shape."""
    v, x, h = vocab_size, x_dim, h_dim
    return {
        "embedding": wave(v, x),
        "W_xh": wave(h, x, start=2.0),
        "W_hh": wave(h, h, start=3.0),
        "b_h": wave(h, start=4.0),
        "W_hy": wave(v, h, start=5.0),
        "b_y": wave(v, start=6.0),
    }


def unigram(b_y: list[float]) -> dict[str, Array]:
    """Values for an RNNLM that takes no notice of what it reads: its logits are always b_y."""
    values = weights(len(b_y), 2, 3)
    return {**{name: np.zeros_like(value) for name, value in values.items()}, "b_y": np.array(b_y, dtype=np.float32)}


def register(embedding: list[float]) -> dict[str, Array]:
    """Values for an RNNLM that remembers two tokens: with e_t = embedding[token t], its state after token t is

    h_t = (tanh(tanh(e_{t-1})), tanh(e_t)), where e_0 = 0. Its logits are W_hy h_t + b_y.
    """
    values = {
        "embedding": [[number] for number in embedding],
        "W_xh": [[0.0], [1.0]],
        "W_hh": [[0.0, 1.0], [0.0, 0.0]],
        "b_h": [0.0, 0.0],
        "W_hy": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, -1.0]],
        "b_y": [0.5, -1.0, 0.0, 1.0],
    }
    return {name: np.array(value, dtype=np.float32) for name, value in values.items()}


def counting() -> dict[str, Array]:
    """Values for an RNNLM that counts: after START it says 1, after that 2, then 3, then 1 again."""
    angles = 2 * np.pi / 3 * np.array([3, 1, 2, 3])
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    values = {
        "embedding": points,
        "W_xh": [[2.0, 0.0], [0.0, 2.0], [0.0, 0.0]],
        "W_hh": np.zeros((3, 3)),
        "b_h": np.zeros(3),
        "W_hy": [[0.0, 0.0, 0.0], *([10 * x, 10 * y, 0.0] for x, y in points[[3, 1, 2]])],
        "b_y": np.zeros(4),
    }
    return {name: np.array(value, dtype=np.float32) for name, value in values.items()}


def latch() -> dict[str, Array]:
    """Values for an RNNLM that has START in mind for ever: then word 1 is the likeliest, and without it word 3."""
    values = {
        "embedding": [[3.0], [0.0], [0.0], [0.0]],
        "W_xh": [[1.0], [0.0]],
        "W_hh": [[3.0, 0.0], [0.0, 0.0]],
        "b_h": [0.0, 0.0],
        "W_hy": [[0.0, 0.0], [4.0, 0.0], [-2.0, 0.0], [0.0, 0.0]],
        "b_y": [0.0, 0.0, 0.0, 1.0],
    }
    return {name: np.array(value, dtype=np.float32) for name, value in values.items()}


def log_softmax(logits: object) -> Array:
    """ln of the softmax over the last axis, in float64."""
    scores = np.asarray(logits, dtype=np.float64)
    return scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True)
