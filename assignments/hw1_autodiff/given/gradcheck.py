"""Gradient checks: is what `backward` says what `forward` does?

A gradient with n entries needs no n checks. Draw a random cotangent c of the output's shape and a random direction v
of one input's shape, and compare two numbers that calculus says are equal:

    analytic   sum(g * v)                                           with g = backward(..., c)
    numeric    sum(c * (f(x + eps v) - f(x - eps v))) / (2 eps)     central difference, error O(eps^2)

That is two evaluations of f for each input, however large the input is. Both c and v have to be random: with a
cotangent of ones many wrong gradients (a transpose, a forgotten cotangent) look right.

    python gradcheck.py [SEED]      checks everything in autodiff.py that has been started
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

import autodiff
from autodiff import Leaf, Module

Array = np.ndarray

EPSILON = 1e-5
TOLERANCE = 1e-6


@dataclass(frozen=True)
class GradientCheck:
    """The two numbers for one input (or parameter) called `name`."""

    name: str
    analytic: float
    numeric: float

    @property
    def error(self) -> float:
        """Relative error; relative to 1e-3 where both numbers are smaller than that."""
        return abs(self.analytic - self.numeric) / max(abs(self.analytic), abs(self.numeric), 1e-3)

    @property
    def agrees(self) -> bool:
        """False also where one of the numbers is not a number."""
        return self.error < TOLERANCE


def check_module(
    make: Callable[[], Module],
    *inputs: Array,
    names: Sequence[str] | None = None,
    rng: np.random.Generator | None = None,
    epsilon: float = EPSILON,
) -> list[GradientCheck]:
    """Check `backward` of one module against its `forward`, one input in turn. The tape is not needed.

    Args:
        make: a call that makes a new module, e.g. the class itself.
        inputs: float64 arrays to evaluate at.
        names: which inputs of `forward` to check, by parameter name; by default all of them.
        rng: where the cotangent and the directions come from.
        epsilon: the step of the central difference.

    Raises:
        ValueError: a gradient has not the shape of its input.
    """
    rng = rng or np.random.default_rng()
    module = make()
    output = module.forward(*inputs)
    cotangent = rng.standard_normal(np.shape(output))
    gradients = module.backward(list(inputs), output, cotangent)
    checks = []
    for index, name in enumerate(_input_names(module, len(inputs))):
        if names is not None and name not in names:
            continue
        direction = rng.standard_normal(inputs[index].shape)

        def output_at(step: float, index: int = index, direction: Array = direction) -> Array:
            moved = [x + step * direction if k == index else x for k, x in enumerate(inputs)]
            return make().forward(*moved)

        numeric = np.sum(cotangent * (output_at(epsilon) - output_at(-epsilon))) / (2 * epsilon)
        checks.append(GradientCheck(name, _slope(name, gradients[index], direction), float(numeric)))
    return checks


def check_loss(
    loss: Callable[[], Module],
    leaves: Mapping[str, Leaf],
    rng: np.random.Generator | None = None,
    epsilon: float = EPSILON,
) -> list[GradientCheck]:
    """Check the gradients that `tape_bwd` leaves in `leaves` against the loss itself, one leaf in turn.

    Args:
        loss: builds the graph from the leaves' present values and returns the scalar loss node; called once for the
            analytic gradients and twice for each leaf. It must not be random.
        leaves: name -> leaf; values are moved and put back, gradients are left as `tape_bwd` computed them.
    """
    rng = rng or np.random.default_rng()
    autodiff.zero_grad(leaves.values())
    autodiff.tape.clear()
    autodiff.tape_bwd(loss())
    checks = []
    for name, leaf in leaves.items():
        direction = rng.standard_normal(leaf.out_tensor.shape)
        rise = _loss_at(loss, leaf, epsilon * direction) - _loss_at(loss, leaf, -epsilon * direction)
        checks.append(GradientCheck(name, _slope(name, leaf.out_gradient, direction), rise / (2 * epsilon)))
    return checks


def _slope(name: str, gradient: Array, direction: Array) -> float:
    """The derivative along `direction`. A gradient of another shape is refused: broadcasting could hide it."""
    if np.shape(gradient) != direction.shape:
        raise ValueError(f"the gradient of {name} has shape {np.shape(gradient)}, expected {direction.shape}")
    return float(np.sum(gradient * direction))


def _loss_at(loss: Callable[[], Module], leaf: Leaf, step: Array) -> float:
    """The loss with `leaf` moved by `step`; the leaf is put back, and the tape is left empty."""
    value = leaf.out_tensor
    leaf.out_tensor = value + step
    try:
        return float(loss().out_tensor)
    finally:
        leaf.out_tensor = value
        autodiff.tape.clear()


def _input_names(module: Module, count: int) -> list[str]:
    """Names of the first `count` inputs of `forward`; "input 0" and so on where it takes `*inputs`."""
    parameters = inspect.signature(module.forward).parameters.values()
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return [f"input {index}" for index in range(count)]
    return [p.name for p in parameters][:count]


def line(owner: str, check: GradientCheck) -> str:
    """One line of the table."""
    numbers = f"{check.analytic:>14.8f} {check.numeric:>14.8f} {check.error:>10.1e}"
    return f"{owner:<20} {check.name:<8} {numbers}   {'ok' if check.agrees else 'WRONG'}"


HEADER = f"{'function':<20} {'input':<8} {'analytic':>14} {'numeric':>14} {'error':>10}"


def _cases(rng: np.random.Generator) -> Iterator[tuple[str, Callable[[], list[GradientCheck]]]]:
    """Everything in autodiff.py that has a gradient: its name, and a call that checks it."""
    normal = rng.standard_normal
    y = np.eye(3)[rng.integers(3, size=4)]
    weights = 0.2 + rng.random((4, 3))
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    modules = [
        (autodiff.Sigmoid, [normal((4, 3))], None),
        (autodiff.Tanh, [normal((4, 3))], None),
        (autodiff.Linear, [normal((4, 3)), normal((5, 3)), normal(5)], None),
        (autodiff.Softmax, [normal((4, 3))], None),
        (autodiff.CrossEntropy, [y, probabilities], ["y_hat"]),
        (autodiff.SoftmaxCrossEntropy, [y, normal((4, 3))], ["a"]),
        (autodiff.Add, [normal((4, 3)), normal((4, 1))], None),
        (autodiff.Mul, [normal((4, 3)), normal(3)], None),
        (autodiff.Sum, [normal((4, 3))], None),
    ]
    for make, inputs, names in modules:
        yield make.__name__, lambda m=make, i=inputs, n=names: check_module(m, *i, names=n, rng=rng)
    yield "MLP", lambda: _check_mlp(normal((4, 2)), y, rng)


def _check_mlp(x: Array, y: Array, rng: np.random.Generator) -> list[GradientCheck]:
    model = autodiff.MLP(x.shape[1], 5, y.shape[1], rng)
    names = ["alpha", "alpha0", "beta", "beta0"]
    return check_loss(lambda: model.loss(x, y), dict(zip(names, model.parameters(), strict=True)), rng)


def main(seed: int = 0) -> int:
    """Print the table; 1 if a gradient is wrong or a check raised an exception, else 0."""
    print(HEADER)
    wrong = 0
    for owner, run in _cases(np.random.default_rng(seed)):
        try:
            checks = run()
        except NotImplementedError as error:
            print(f"{owner:<20} not started: {error}")
        except Exception as error:  # a student's bug in one function must not hide the others' results
            wrong += 1
            print(f"{owner:<20} raised {type(error).__name__}: {error}")
        else:
            wrong += sum(not check.agrees for check in checks)
            for check in checks:
                print(line(owner, check))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
