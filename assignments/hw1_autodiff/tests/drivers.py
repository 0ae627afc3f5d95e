"""Instruments: nodes with known behaviour, and meters for warnings, randomness, operations and memory.

On your laptop this is an ordinary module. In the grader it runs in the same process as your `autodiff.py`, apart from
the tests, because it subclasses your `Module`, uses your tape, or watches your code at work.
"""

from __future__ import annotations

import random
import sys
import tracemalloc
import warnings
from collections.abc import Callable

import numpy as np

import autodiff
from autodiff import Leaf, Module

Array = np.ndarray


class Blend(Module):
    """A weighted sum of its inputs: Blend(2, 5) computes 2 a + 5 b. It remembers what `backward` was given.

    Attributes:
        calls: how often `backward` was called.
        received: copies of the last call's in_tensors, out_tensor and out_gradient.
    """

    def __init__(self, *weights: float) -> None:
        super().__init__()
        self.weights = weights
        self.calls = 0
        self.received: tuple[list[Array], Array, Array] | None = None

    def forward(self, *in_tensors: Array) -> Array:
        return sum(weight * tensor for weight, tensor in zip(self.weights, in_tensors, strict=True))

    def backward(self, in_tensors: list[Array], out_tensor: Array, out_gradient: Array) -> tuple[Array, ...]:
        self.calls += 1
        self.received = ([np.array(tensor) for tensor in in_tensors], np.array(out_tensor), np.array(out_gradient))
        return tuple(weight * out_gradient for weight in self.weights)


class Handover(Module):
    """The sum of its inputs. `backward` makes no copies: every input is given the cotangent itself, one array."""

    def forward(self, *in_tensors: Array) -> Array:
        return np.sum(in_tensors, axis=0)

    def backward(self, in_tensors: list[Array], out_tensor: Array, out_gradient: Array) -> tuple[Array, ...]:
        return (out_gradient,) * len(in_tensors)


class Stamp(Module):
    """A node that only writes its number into a log when it is played."""

    def __init__(self, number: int, log: list[int]) -> None:
        super().__init__()
        self.out_tensor, self.out_gradient = np.array(0.0), np.array(0.0)
        self.number, self.log = number, log

    def apply_bwd(self) -> None:
        self.log.append(self.number)


def play(length: int, loss: int = -1) -> dict[str, object]:
    """Push stamps 0 .. length - 1 on the tape and call `tape_bwd` on one of them, the last by default.

    Returns the order in which they were played, the gradient of that one, and how many were left on the tape.
    """
    log: list[int] = []
    stamps = [Stamp(number, log) for number in range(length)]
    for stamp in stamps:
        autodiff.tape.push(stamp)
    autodiff.tape_bwd(stamps[loss])
    return {"order": log, "seed": stamps[loss].out_gradient, "left": len(autodiff.tape)}


def add_to_gradient(leaf: Leaf, amount: float) -> None:
    """Increment a leaf's gradient in place, as `apply_bwd` may do."""
    leaf.out_gradient += amount


def models_of_one_generator(count: int, seed: int, *sizes: int) -> list[list[Array]]:
    """The parameters' values of several MLPs that are made one after the other with one generator."""
    rng = np.random.default_rng(seed)
    models = [autodiff.MLP(*sizes, rng) for _ in range(count)]
    return [[np.array(leaf.out_tensor) for leaf in model.parameters()] for model in models]


class HalfSquare(Module):
    """Half of the sum of (w - x - y)^2, a scalar."""

    def forward(self, w: Array, x: Array, y: Array) -> Array:
        return 0.5 * np.sum((w - x - y) ** 2)

    def backward(self, in_tensors: list[Array], out_tensor: Array, out_gradient: Array) -> tuple[Array, ...]:
        w, x, y = in_tensors
        slope = out_gradient * (w - x - y)
        return slope, -slope, -slope


class Bowl:
    """A model with one parameter w and the loss |w - x - y|^2 / 2: each step shrinks w - x - y by 1 - lr."""

    def __init__(self, start: Array) -> None:
        self.w = Leaf(start)

    def parameters(self) -> list[Leaf]:
        return [self.w]

    def loss(self, x: Array, y: Array) -> Module:
        return HalfSquare().apply_fwd([self.w, Leaf(x), Leaf(y)])


def observe(call: Callable[..., object], *arguments: object) -> dict[str, object]:
    """Make a call and watch.

    Returns its result, the warnings it gave, and whether the global random states of NumPy and Python were left alone.
    """
    _move_on()
    before = _global_random_states()
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        result = call(*arguments)
    same = before == _global_random_states()
    return {"result": result, "warnings": [str(w.message) for w in caught], "global_randomness_kept": same}


def _move_on() -> None:
    """Draw from all global generators: so it is seen, too, when one is set back to where it began."""
    random.random()
    np.random.random()


def _global_random_states() -> tuple[object, ...]:
    kind, key, *rest = np.random.get_state()
    return (kind, key.tobytes(), *rest, random.getstate())


def cost(call: Callable[..., object], *arguments: object) -> dict[str, int]:
    """What a call costs, counted and not timed.

    Returns:
        operations: how many NumPy operations and indexings it did on its arguments or on what came from them.
        lines: how many lines of your code it ran, a line in a loop each time.
        entries: how many array entries these operations read and wrote together.
        peak_bytes: the most memory that was held at once by what the call allocated.
    """
    Metered.operations = Metered.entries = 0
    call(*_metered(list(arguments)))
    lines = _lines(call, *arguments)
    tracemalloc.start()
    try:
        call(*arguments)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {"operations": Metered.operations, "entries": Metered.entries, "lines": lines, "peak_bytes": peak}


def _lines(call: Callable[..., object], *arguments: object) -> int:
    """How many lines of autodiff.py a call runs."""
    total = 0

    def step(frame: object, event: str, argument: object) -> Callable:
        nonlocal total
        total += event == "line"
        return step

    def enter(frame: object, event: str, argument: object) -> Callable | None:
        return step if frame.f_code.co_filename == autodiff.__file__ else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call(*arguments)
    finally:
        sys.settrace(before)
    return total


class Metered(np.ndarray):
    """An array that counts what is done with it and with everything computed from it."""

    operations = 0
    entries = 0

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **options: object) -> object:
        result = getattr(ufunc, method)(*_plain(list(inputs)), **_plain(options))
        Metered._count(inputs, result)
        given = options.get("out")
        return given[0] if given and len(given) == 1 else _metered(result)

    def __array_function__(self, function: Callable[..., object], types: object, args: tuple, kwargs: dict) -> object:
        result = function(*_plain(list(args)), **_plain(kwargs))
        Metered._count(args, result)
        return _metered(result)

    def __getitem__(self, key: object) -> object:
        Metered._count((), None)
        return super().__getitem__(_plain(key))

    @staticmethod
    def _count(inputs: tuple[object, ...], result: object) -> None:
        Metered.operations += 1
        Metered.entries += sum(thing.size for thing in (*inputs, result) if isinstance(thing, np.ndarray))


def _metered(thing: object) -> object:
    """The same thing with every array in it metered."""
    return _map_arrays(thing, lambda array: array.view(Metered))


def _plain(thing: object) -> object:
    """The same thing with every metered array in it made ordinary again."""
    return _map_arrays(thing, lambda array: array.view(np.ndarray))


def _map_arrays(thing: object, change: Callable[[Array], Array]) -> object:
    if isinstance(thing, np.ndarray):
        return change(thing)
    if type(thing) in (list, tuple):
        return type(thing)(_map_arrays(entry, change) for entry in thing)
    if type(thing) is dict:
        return {key: _map_arrays(value, change) for key, value in thing.items()}
    return thing
