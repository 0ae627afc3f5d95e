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
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: pairwise_sq_dists")


def standardize(x: Tensor) -> Tensor:
    """(N, D) -> (N, D) with zero mean and unit (population) standard deviation per column; constant columns become 0.

    Constant means that all entries of the column are equal, whatever their size. Because of rounding, their computed
    deviation need not be exactly 0; the column must become 0 all the same. A column of tiny numbers is not constant.
    """
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: standardize")


def one_hot(ids: Tensor, n: int) -> Tensor:
    """(...) int64, each in 0 .. n - 1 -> (..., n) float32: 1 at the position of the id, 0 elsewhere."""
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: one_hot")


def true_logprobs(logits: Tensor, y: Tensor) -> Tensor:
    """The log-probability that each row of logits gives to its true class.

    logits: (N, C), y: (N,) int64 -> ln softmax(logits)[i, y_i], (N,), stable for logits of any size. Gradients flow
    back into the logits.
    """
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: true_logprobs")


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """x: (B, T, D), mask: (B, T) bool -> (B, D), the mean over the True steps; rows with none are 0.

    x may hold nan where mask is False; neither the mean nor its gradient with respect to x may show it.
    """
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: masked_mean")


def gradient(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """df/dx at x, same shape as x, for an f that maps a tensor like x to a scalar tensor.

    x itself stays unchanged: its values, its `.grad` (None, or what the caller had there) and its `requires_grad`.
    """
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: gradient")


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
        # YOUR CODE HERE
        raise NotImplementedError("primer.py: Classifier.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """x: (N, d_in) -> logits: (N, n_classes), not probabilities: the softmax belongs to the loss."""
        # YOUR CODE HERE
        raise NotImplementedError("primer.py: Classifier.forward")


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
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: train_epoch")


def evaluate(model: nn.Module, x: Tensor, y: Tensor) -> tuple[float, float]:
    """(mean cross-entropy, accuracy) on x: (N, D), y: (N,) int64, as Python floats; accuracy is a share, 0 to 1.

    The loss is right for logits of any size.

    In evaluation mode and without a graph; the model's mode is restored afterwards. Both go for all modules inside the
    model as well, which have the model's mode when `evaluate` is called. Graphs are recorded again afterwards, and the
    parameters are as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError("primer.py: evaluate")


class RunLog:
    """An append-only JSON-lines log, one object per step: {"step": int, name: finite float or None}.

    Each call of `log` is one line of the file at `path`, and is in the file when the call returns. What the file held
    before stays: a run that is taken up again goes on in the same file.
    """

    def __init__(self, path: str | Path) -> None:
        # YOUR CODE HERE
        raise NotImplementedError("primer.py: RunLog.__init__")

    def log(self, step: int, **values: object) -> None:
        """Append one line. A value is a number of Python or NumPy, a tensor of shape (), or None.

        JSON has no word for nan and infinity: they are written as null, as is None.
        """
        # YOUR CODE HERE
        raise NotImplementedError("primer.py: RunLog.log")

    @staticmethod
    def read(path: str | Path) -> list[dict]:
        """All objects of the log at `path`, in the order in which they were written; none of an empty file."""
        # YOUR CODE HERE
        raise NotImplementedError("primer.py: RunLog.read")
