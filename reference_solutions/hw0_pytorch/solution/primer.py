"""A PyTorch primer: tensors without loops, autograd, nn.Module, a training loop, a run log.

Shapes stand in docstrings: (N, D) is N examples with D features each, C is the number of classes, (...) is any shape.
Floating-point tensors hold float32 and ids hold int64 unless a docstring says otherwise. No function changes the
tensors it is given.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def pairwise_sq_dists(x: Tensor, y: Tensor) -> Tensor:
    """Squared Euclidean distances between the rows of x and the rows of y.

    x: (N, D), y: (M, D) -> (N, M), never negative, no Python loop, no (N, M, D) array.
    """
    # BEGIN SOLUTION pairwise_sq_dists
    squares_x, squares_y = x.square().sum(dim=1), y.square().sum(dim=1)
    distances = squares_x[:, None] + squares_y[None, :] - 2 * x @ y.T
    return distances.clamp_min(0)  # rounding can leave a distance of 0 slightly below it
    # END SOLUTION


def standardize(x: Tensor) -> Tensor:
    """(N, D) -> (N, D) with zero mean and unit (population) standard deviation per column; constant columns become 0.

    Constant means that all entries of the column are equal, whatever their size. Because of rounding, their computed
    deviation need not be exactly 0; the column must become 0 all the same. A column of tiny numbers is not constant.
    """
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=0)
    deviation = centred.square().mean(dim=0).sqrt()
    constant = (x == x[0]).all(dim=0)
    return centred / deviation.masked_fill(constant, math.inf)
    # END SOLUTION


def one_hot(ids: Tensor, n: int) -> Tensor:
    """(...) int64, each in 0 .. n - 1 -> (..., n) float32: 1 at the position of the id, 0 elsewhere."""
    # BEGIN SOLUTION one_hot
    return (ids[..., None] == torch.arange(n)).float()
    # END SOLUTION


def true_logprobs(logits: Tensor, y: Tensor) -> Tensor:
    """The log-probability that each row of logits gives to its true class.

    logits: (N, C), y: (N,) int64 -> ln softmax(logits)[i, y_i], (N,), stable for logits of any size. Gradients flow
    back into the logits.
    """
    # BEGIN SOLUTION true_logprobs
    return F.log_softmax(logits, dim=1).gather(1, y[:, None]).squeeze(1)
    # END SOLUTION


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """x: (B, T, D), mask: (B, T) bool -> (B, D), the mean over the True steps; rows with none are 0.

    x may hold nan where mask is False; neither the mean nor its gradient with respect to x may show it.
    """
    # BEGIN SOLUTION masked_mean
    steps = mask[:, :, None]
    total = torch.where(steps, x, 0.0).sum(dim=1)
    return total / steps.sum(dim=1).clamp_min(1)
    # END SOLUTION


def gradient(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """df/dx at x, same shape as x, for an f that maps a tensor like x to a scalar tensor.

    x itself stays unchanged: its values, its `.grad` (None, or what the caller had there) and its `requires_grad`.
    """
    # BEGIN SOLUTION gradient
    copy = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(f(copy), copy)
    return slope
    # END SOLUTION


class Classifier(nn.Module):
    """Linear -> ReLU -> Dropout -> Linear, built from your own nn.Parameters (no nn.Linear).

    Maps (N, d_in) to logits of shape (N, n_classes). There are four parameters: a weight matrix and a bias for each of
    the two linear layers, of shapes (d_hidden, d_in), (d_hidden,), (n_classes, d_hidden) and (n_classes,); a matrix may
    also be kept transposed. Weights start at random, each drawn by itself, with mean 0 and a standard deviation of
    about 1 / sqrt(number of inputs of the layer); biases start at or near 0.

    Dropout acts in training mode only: each hidden unit of each example becomes 0 with probability p_drop, whatever
    becomes of the others, and those that stay are divided by 1 - p_drop (0 <= p_drop < 1). In evaluation mode nothing
    happens.

    All randomness, that of the weights and that of dropout, comes from `generator` (None: PyTorch's global one).
    """

    def __init__(
        self,
        d_in: int,
        d_hidden: int,
        n_classes: int,
        p_drop: float = 0.0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        # BEGIN SOLUTION Classifier.__init__
        self.p_drop = p_drop
        self.generator = generator
        self.W1 = nn.Parameter(torch.randn(d_hidden, d_in, generator=generator) / math.sqrt(d_in))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.randn(n_classes, d_hidden, generator=generator) / math.sqrt(d_hidden))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """x: (N, d_in) -> logits: (N, n_classes), not probabilities: the softmax belongs to the loss."""
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.training and self.p_drop > 0:
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION


def train_epoch(
    model: nn.Module, x: Tensor, y: Tensor, opt: torch.optim.Optimizer, batch: int, generator: torch.Generator
) -> float:
    """One pass over x: (N, D), y: (N,) int64 in training mode and in a fresh random order, one step per batch.

    The order is drawn with `generator`, as torch.randperm can; batches are its consecutive pieces of `batch` examples,
    and the last, short batch counts too. The loss of a batch is the mean cross-entropy of the model's logits, and its
    step uses its own gradient only. The parameters have no gradients when the epoch begins.

    The mode is set for all modules inside the model, too.

    Returns the mean loss per example, each taken before its batch's step, as a Python float.
    """
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION


def evaluate(model: nn.Module, x: Tensor, y: Tensor) -> tuple[float, float]:
    """(mean cross-entropy, accuracy) on x: (N, D), y: (N,) int64, as Python floats; accuracy is a share, 0 to 1.

    The loss is right for logits of any size.

    In evaluation mode and without a graph; the model's mode is restored afterwards. Both go for all modules inside the
    model as well, which have the model's mode when `evaluate` is called. Graphs are recorded again afterwards, and the
    parameters are as they were.
    """
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION


class RunLog:
    """An append-only JSON-lines log, one object per step: {"step": int, name: finite float or None}.

    Each call of `log` is one line of the file at `path`, and is in the file when the call returns. What the file held
    before stays: a run that is taken up again goes on in the same file.
    """

    def __init__(self, path: str | Path) -> None:
        # BEGIN SOLUTION RunLog.__init__
        self.path = Path(path)
        # END SOLUTION

    def log(self, step: int, **values: object) -> None:
        """Append one line. A value is a number of Python or NumPy, a tensor of shape (), or None.

        JSON has no word for nan and infinity: they are written as null, as is None.
        """
        # BEGIN SOLUTION RunLog.log
        record: dict[str, float | None] = {"step": int(step)}
        for name, value in values.items():
            value = value.item() if isinstance(value, Tensor) else value
            number = math.nan if value is None else float(value)
            record[name] = number if math.isfinite(number) else None
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, allow_nan=False) + "\n")
        # END SOLUTION

    @staticmethod
    def read(path: str | Path) -> list[dict]:
        """All objects of the log at `path`, in the order in which they were written; none of an empty file."""
        # BEGIN SOLUTION RunLog.read
        with Path(path).open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]
        # END SOLUTION
