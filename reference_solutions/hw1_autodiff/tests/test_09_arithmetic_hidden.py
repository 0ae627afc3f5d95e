"""Piece 9, hidden: Add, Mul, Sum and unbroadcast."""

import operator
from collections.abc import Callable

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import Add, Leaf, Mul, Sum, tape_bwd, unbroadcast
from checking import backward, close, gradients, unchanged
from judging import needs

Array = np.ndarray

# Pairs of shapes that broadcast: equal; an axis stretched, added, or both; both operands; numbers; a length of 1.
SHAPES = [
    ((4, 3), (4, 3)),
    ((4, 3), (4, 1)),
    ((4, 3), (3,)),
    ((2, 4, 3), (4, 1)),
    ((4, 1), (3,)),
    ((2, 1, 3), (1, 4, 1)),
    ((4, 3), ()),
    ((1, 3), (1, 1)),
    ((), ()),
]


def check_operation(rng: np.random.Generator, make: Callable, f: Callable[[Array, Array], Array], name: str) -> None:
    """Value and both gradients, for all pairs of shapes and both orders of the operands."""
    module = make()
    value_of, gradients_of = module.forward, module.backward
    for pair in SHAPES:
        for shapes in (pair, pair[::-1]):
            inputs = [np.asarray(rng.standard_normal(shape)) for shape in shapes]
            for array in inputs:
                if array.size > 1:
                    array[(0,) * array.ndim] = 0.0  # a gradient that divides by an input, or by the value, shows here
            out = np.asarray(f(*inputs))
            g = np.asarray(rng.standard_normal(out.shape))
            want = [oracles.vjp(f, inputs, index, g) for index in range(2)]
            close(value_of(*inputs), out, f"{name}.forward of {shapes[0]} and {shapes[1]}")
            g_a, g_b = gradients(gradients_of(inputs, out, g), 2, f"{name}.backward")
            close(g_a, want[0], f"{name}.backward of {shapes[0]} and {shapes[1]}: g_a")
            close(g_b, want[1], f"{name}.backward of {shapes[0]} and {shapes[1]}: g_b")


@weight(1.5)
@number("9.5")
def test_unbroadcast_is_the_transpose_of_broadcasting(rng: np.random.Generator) -> None:
    """unbroadcast: undoes any broadcasting, on random data

    Broadcasting x to a shape is linear, and <broadcast(x), g> = <x, unbroadcast(g)> for all x defines its transpose:
    taking unit arrays for x gives every entry.
    """
    for small, other in SHAPES:
        for shape in (small, other):
            full = np.broadcast_shapes(small, other)
            g = np.asarray(rng.standard_normal(full))
            want = oracles.vjp(lambda x, full=full: x + np.zeros(full), [np.zeros(shape)], 0, g)
            close(unbroadcast(g, shape), want, f"unbroadcast of {full} to {shape}")


@weight(1)
@number("9.6")
def test_add_with_broadcasting(rng: np.random.Generator) -> None:
    """Add: values and gradients for operands of many shapes, with random cotangents"""
    check_operation(rng, Add, operator.add, "Add")


@weight(1.5)
@number("9.7")
def test_mul_with_broadcasting(rng: np.random.Generator) -> None:
    """Mul: values and gradients for operands of many shapes, zeros among their entries, with random cotangents"""
    check_operation(rng, Mul, operator.mul, "Mul")


@weight(0.5)
@number("9.8")
def test_sum_of_any_shape(rng: np.random.Generator) -> None:
    """Sum: value and gradient for arrays of any number of axes"""
    for axes in range(4):
        a, g = np.asarray(rng.standard_normal(oracles.sizes(rng, axes))), np.asarray(rng.standard_normal())
        total, want = a.sum(), np.full(a.shape, g)
        close(Sum().forward(a.copy()), total, f"Sum.forward of an array with {axes} axes")
        (g_a,) = backward(Sum(), [a], np.asarray(total), g, "Sum.backward")
        close(g_a, want, f"Sum.backward of an array with {axes} axes: g_a")


@weight(1)
@number("9.9")
def test_arithmetic_on_the_tape(rng: np.random.Generator) -> None:
    """Add, Mul and Sum on the tape: the gradient of sum(x x y + x + y), where x and y are used more than once"""
    x, y = rng.standard_normal((2, 3)), rng.standard_normal(3)
    leaf_x, leaf_y = Leaf(x.copy()), Leaf(y.copy())
    square, product, once, twice, loss = Mul(), Mul(), Add(), Add(), Sum()
    square.apply_fwd([leaf_x, leaf_x])
    product.apply_fwd([square, leaf_y])
    once.apply_fwd([product, leaf_x])
    twice.apply_fwd([once, leaf_y])
    loss.apply_fwd([twice])
    close(loss.out_tensor, np.sum(x * x * y + x + y), "Sum of x x y + x + y: out_tensor")
    tape_bwd(loss)
    close(leaf_x.out_gradient, 2 * x * y + 1, "Sum of x x y + x + y: the gradient of x")
    close(leaf_y.out_gradient, (x * x + 1).sum(axis=0), "Sum of x x y + x + y: the gradient of y")


@pytest.mark.in_place
@weight(1)
@number("9.10")
def test_arithmetic_keeps_its_arguments(rng: np.random.Generator) -> None:
    """Add, Mul, Sum and unbroadcast: arguments are not modified"""
    for name, module, f in (("Add", Add(), operator.add), ("Mul", Mul(), operator.mul)):
        a, b = rng.standard_normal((2, 3)), rng.standard_normal(3)
        out, g = f(a, b), rng.standard_normal((2, 3))
        kept = [array.copy() for array in (a, b, out, g)]
        with needs("9.1", "9.2"):
            forward = module.forward(a, b)
            answers = gradients(module.backward([a, b], out, g), 2, f"{name}.backward")
        for array, before, argument in zip((a, b, out, g), kept, ("a", "b", "out", "g"), strict=True):
            unchanged(array, before, f"{name}: {argument}")
        with needs("9.1", "9.2"):
            close(forward, kept[2], f"{name}.forward")
            for index, answer in enumerate(answers):
                close(answer, oracles.vjp(f, kept[:2], index, kept[3]), f"{name}.backward: g_{'ab'[index]}")
    a, g = rng.standard_normal((2, 2, 3))
    kept = [a.copy(), g.copy()]
    with needs("9.3", "9.4"):
        total, narrow = Sum().forward(a), unbroadcast(g, (1, 3))
    unchanged(a, kept[0], "Sum: a")
    unchanged(g, kept[1], "unbroadcast: g")
    with needs("9.3", "9.4"):
        close(total, kept[0].sum(), "Sum.forward")
        close(narrow, kept[1].sum(axis=0, keepdims=True), "unbroadcast of (2, 3) to (1, 3)")
