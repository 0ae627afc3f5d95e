"""Independent right answers for hw3, on the trusted side, in NumPy and float64.

The forward formulas are written out step by step, and every array may have further axes in front. Gradients are
derived by nobody: they come from the complex step (see `slopes`), all entries of an array at once along such an axis.
Training is imitated from the text of the assignment: windows of the streams, gradients that stop at a window's border
because the state there is a constant, and Adam's update as in the paper (Kingma and Ba, 2015, algorithm 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray
Weights = dict[str, Array]

STEP = 1e-30
CELL = ("W_xh", "W_hh", "b_h")


def slopes(f: Callable[[Weights], Array], inputs: Weights, name: str) -> Array:
    """The gradient of the number f(inputs) with respect to inputs[name].

    For analytic f, Im f(x + i h v) / h is the derivative along v. Nothing is subtracted, so h may be as small as 1e-30,
    and the error is that of one rounding (Squire and Trapp, SIAM Review 40(1), 1998). f is called once, with all unit
    vectors v stacked along a first axis.
    """
    value = np.asarray(inputs[name], dtype=np.float64)
    directions = np.eye(value.size).reshape(value.size, *value.shape)
    return np.imag(f({**inputs, name: value + 1j * STEP * directions})).reshape(value.shape) / STEP


def step(cell: Weights, x: Array, h: Array) -> Array:
    """tanh(W_xh x + W_hh h + b_h) for each row of x (…, B, X) and h (…, B, H)."""
    inner = _wide(x) @ _transposed(cell["W_xh"]) + _wide(h) @ _transposed(cell["W_hh"]) + cell["b_h"][..., None, :]
    return np.tanh(inner)


def states(cell: Weights, xs: Array, h0: Array) -> Array:
    """h_1 … h_T for xs (…, T, B, X): (…, T, B, H)."""
    h, found = h0, []
    for t in range(xs.shape[-3]):
        h = step(cell, xs[..., t, :, :], h)
        found.append(h)
    return np.stack(found, axis=-3)


def logits(model: Weights, tokens: Array, h0: Array) -> tuple[Array, Array]:
    """Of the tokens (T, B): (…, T, B, V), and the last states (…, B, H)."""
    hs = states(model, model["embedding"][..., tokens, :], h0)
    return hs @ _transposed(model["W_hy"])[..., None, :, :] + model["b_y"][..., None, None, :], hs[..., -1, :, :]


def mean_loss(model: Weights, tokens: Array, targets: Array, h0: Array) -> Array:
    """The mean of -ln softmax(logits)[target]; no shift by the maximum, as complex numbers have no order."""
    scores, _ = logits(model, tokens, h0)
    chosen = np.take_along_axis(scores, np.broadcast_to(targets[..., None], (*scores.shape[:-1], 1)), axis=-1)
    return (np.log(np.exp(scores).sum(axis=-1)) - chosen[..., 0]).mean(axis=(-2, -1))


def windows(ids: Array, batch: int, bptt: int) -> Iterator[tuple[bool, Array, Array]]:
    """For ever: whether a pass starts here, the tokens to read (bptt, B), and the tokens to predict."""
    length = len(ids) // batch
    streams = [ids[b * length : (b + 1) * length] for b in range(batch)]
    while True:
        row = 0
        while row + bptt < length:
            read = [stream[row : row + bptt] for stream in streams]
            predicted = [stream[row + 1 : row + bptt + 1] for stream in streams]
            yield row == 0, np.stack(read, axis=1), np.stack(predicted, axis=1)
            row += bptt


@dataclass
class Trained:
    """What training leads to.

    Attributes:
        losses: of each step.
        weights: the parameters after all steps.
        smallest: for each parameter, the smallest gradient that was neither clipped away nor exactly zero.
        norms: of each step's gradients, before clipping.
    """

    losses: list[float]
    weights: Weights
    smallest: Weights
    norms: list[float] = field(default_factory=list)


def trained(weights: Weights, ids: Array, steps: int, batch: int, bptt: int, lr: float, clip: float) -> Trained:
    """Truncated back-propagation through time with Adam, from these weights."""
    model = {name: np.asarray(value, dtype=np.float64) for name, value in weights.items()}
    first, second = ({name: np.zeros_like(value) for name, value in model.items()} for _ in range(2))
    result = Trained([], model, {name: np.full(value.shape, np.inf) for name, value in model.items()})
    state = np.zeros((batch, model["b_h"].size))
    for number, (fresh, read, targets) in zip(range(1, steps + 1), windows(ids, batch, bptt)):  # noqa: B905 - endless
        h0 = np.zeros_like(state) if fresh else state
        result.losses.append(float(mean_loss(model, read, targets, h0)))
        _, state = logits(model, read, h0)
        gradient = {name: slopes(lambda m, at=(read, targets, h0): mean_loss(m, *at), model, name) for name in model}
        norm = float(np.sqrt(sum((g**2).sum() for g in gradient.values())))
        result.norms.append(norm)
        for name, g in gradient.items():
            result.smallest[name] = np.minimum(result.smallest[name], np.where(g == 0, np.inf, np.abs(g)))
            g = g * min(1.0, clip / norm)
            first[name] = 0.9 * first[name] + 0.1 * g
            second[name] = 0.999 * second[name] + 0.001 * g**2
            mean, square = first[name] / (1 - 0.9**number), second[name] / (1 - 0.999**number)
            model[name] = model[name] - lr * mean / (np.sqrt(square) + 1e-8)
    return result


def random_weights(rng: np.random.Generator, vocab_size: int, x_dim: int, h_dim: int) -> Weights:
    """Values for the six parameters, float32, under which both the last token and the state matter."""
    v, x, h = vocab_size, x_dim, h_dim
    shapes = {"embedding": (v, x), "W_xh": (h, x), "W_hh": (h, h), "b_h": (h,), "W_hy": (v, h), "b_y": (v,)}
    scales = {"embedding": 1.0, "W_xh": x**-0.5, "W_hh": h**-0.5, "b_h": 0.5, "W_hy": 1.0, "b_y": 0.5}
    return {name: (scales[name] * rng.standard_normal(shape)).astype(np.float32) for name, shape in shapes.items()}


def random_cell(rng: np.random.Generator, x_dim: int, h_dim: int) -> Weights:
    """Values for the cell's three parameters, float32."""
    values = random_weights(rng, 9, x_dim, h_dim)
    return {name: values[name] for name in CELL}


def normal(rng: np.random.Generator, *shape: int) -> Array:
    """Standard normal numbers, float32."""
    return rng.standard_normal(shape).astype(np.float32)


def sizes(rng: np.random.Generator, count: int) -> list[int]:
    """`count` different lengths between 2 and 7, so that no axis can be taken for another."""
    return [int(n) for n in rng.permutation(np.arange(2, 8))[:count]]


def _wide(array: Array) -> Array:
    """float64, or complex as it is; all that is computed from it is so, too."""
    return array if np.iscomplexobj(array) else array.astype(np.float64)


def _transposed(matrix: Array) -> Array:
    return np.swapaxes(matrix, -1, -2)
