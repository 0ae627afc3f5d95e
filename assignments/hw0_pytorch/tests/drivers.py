"""Instruments: they turn arrays into tensors, call your functions, and tell the tests in plain data what happened.

On your laptop this is an ordinary module. In the grader it runs in the same process as your `primer.py`, apart from the
tests, which know nothing of PyTorch.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

import primer

Array = np.ndarray


def tensor(array: Array) -> Tensor:
    """A tensor with a copy of the array; its dtype stays."""
    return torch.from_numpy(np.array(array))


def plain(thing: object) -> object:
    """The same thing with every tensor in it turned into an array; other things stay as they are."""
    if isinstance(thing, Tensor):
        return thing.detach().numpy().copy()
    if type(thing) in (list, tuple):
        return type(thing)(plain(entry) for entry in thing)
    return thing


def call(name: str, *arguments: object) -> object:
    """primer.<name>(*arguments), with tensors for arrays on the way in and the reverse on the way out."""
    return observe(name, *arguments)["result"]


def observe(name: str, *arguments: object) -> dict[str, object]:
    """Call a function of primer and watch.

    Returns its result, whether it left its arguments as they were, and whether it left the global random state alone.
    """
    given = [tensor(argument) if isinstance(argument, np.ndarray) else argument for argument in arguments]
    random_state = moved_on()
    result = getattr(primer, name)(*given)
    return {
        "result": plain(result),
        "arguments_kept": all(same(now, before) for now, before in zip(given, arguments, strict=True)),
        "randomness_kept": torch.equal(random_state, torch.get_rng_state()),
    }


def moved_on() -> Tensor:
    """The global random state, one number further on: so it is seen, too, when it is set back to where it began."""
    torch.rand(())
    return torch.get_rng_state()


def same(now: object, before: object) -> bool:
    """Whether a tensor still holds the array it was made from, bit for bit; True for anything else."""
    return not isinstance(now, Tensor) or (
        now.shape == before.shape and now.detach().numpy().tobytes() == before.tobytes()
    )


def slope(name: str, x: Array, cotangent: Array, *arguments: object) -> object:
    """The gradient of sum(cotangent * primer.<name>(x, *arguments)) with respect to x; None if none flows back."""
    x = tensor(x).requires_grad_()
    given = [tensor(argument) if isinstance(argument, np.ndarray) else argument for argument in arguments]
    result = getattr(primer, name)(x, *given)
    if result.requires_grad and result.shape == cotangent.shape:
        result.backward(tensor(cotangent))
    return plain(x.grad)


def gradient_of(
    shape: str, weights: Array, x: Array, requires_grad: bool = False, old_grad: Array | None = None
) -> dict[str, object]:
    """primer.gradient at x for f(z) = sum(weights * z^2), for "square", or sum(weights * z^3), for "cube".

    Returns the gradient, and the values, the `.grad` and the `requires_grad` of x afterwards.
    """
    coefficients, power = tensor(weights), {"square": 2, "cube": 3}[shape]
    x = tensor(x).requires_grad_(requires_grad)
    if old_grad is not None:
        x.grad = tensor(old_grad)
    result = primer.gradient(lambda z: (coefficients * z**power).sum(), x)
    return {"result": plain(result), "x": plain(x), "grad": plain(x.grad), "requires_grad": x.requires_grad}


def cost(name: str, *arguments: object) -> dict[str, int]:
    """What a call of primer.<name> costs, counted and not timed.

    Returns:
        lines: how many lines of your code were run, a line in a loop each time, and how many PyTorch operations.
        peak_bytes: the largest piece of memory that a PyTorch operation filled, or NumPy and Python held at once.
    """
    given = [tensor(argument) if isinstance(argument, np.ndarray) else argument for argument in arguments]
    meter, lines = _Meter(), _Lines()
    with meter:
        lines.count(getattr(primer, name), *given)
    tracemalloc.start()
    try:
        getattr(primer, name)(*given)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {"lines": lines.total + meter.operations, "peak_bytes": max(meter.largest, held)}


class _Meter(TorchDispatchMode):
    """Counts PyTorch operations, and remembers the largest memory behind any result."""

    def __init__(self) -> None:
        super().__init__()
        self.operations = self.largest = 0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # else PyTorch imports its compiler, which takes a second and is not used here

    def __torch_dispatch__(self, function: Callable, types: object, args: tuple = (), kwargs: dict | None = None):
        result = function(*args, **(kwargs or {}))
        self.operations += 1
        tensors = [leaf for leaf in tree_leaves(result) if isinstance(leaf, Tensor)]
        self.largest = max([self.largest, *(leaf.untyped_storage().nbytes() for leaf in tensors)])
        return result


class _Lines:
    """Counts executed lines of primer.py."""

    def __init__(self) -> None:
        self.total = 0

    def count(self, function: Callable, *arguments: object) -> None:
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            function(*arguments)
        finally:
            sys.settrace(before)

    def _enter(self, frame: object, event: str, argument: object) -> Callable | None:
        return self._step if frame.f_code.co_filename == primer.__file__ else None

    def _step(self, frame: object, event: str, argument: object) -> Callable:
        self.total += event == "line"
        return self._step
