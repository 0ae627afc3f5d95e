"""Piece 6, hidden: gradient."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, unchanged
from drivers import gradient_of


@weight(0.5)
@number("6.2")
def test_gradient_of_random_functions(rng: np.random.Generator) -> None:
    """gradient: values for two functions of tensors with any number of axes"""
    for shape in (*(oracles.sizes(rng, axes) for axes in range(3)), [1, 1]):
        w, x = oracles.single(rng.normal(size=shape)), oracles.single(rng.uniform(1, 2, size=shape))
        for name, want in (("square", 2.0 * w * x), ("cube", 3.0 * w * x**2)):
            got = gradient_of(name, w, x)["result"]
            close(got, want, f"gradient of a {name} at x of shape {tuple(shape)}", rtol=1e-4, atol=1e-6)


@weight(1)
@number("6.3")
def test_gradient_leaves_x_as_it_was(rng: np.random.Generator) -> None:
    """gradient: x keeps its values, its requires_grad and whatever its .grad was

    Three cases: x needs no gradient; it needs one and has none yet; it needs one and has one already.
    """
    w, x, old = oracles.single(rng.normal(size=(3, 4)))
    for requires_grad, before in ((False, None), (True, None), (True, old)):
        given = w.copy(), x.copy(), requires_grad, None if before is None else before.copy()
        seen = gradient_of("square", *given)
        had = "no" if before is None else "a"
        state = f"gradient(f, x) for x with requires_grad={requires_grad} and {had} .grad"
        close(seen["result"], 2 * w * x, state, rtol=1e-4, atol=1e-6)
        unchanged(seen["x"], x, f"{state}: x")
        if seen["requires_grad"] is not requires_grad:
            fail(f"{state}: requires_grad is {seen['requires_grad']} afterwards")
        if before is None and seen["grad"] is not None:
            fail(f"{state} left a .grad on x; differentiate a detached copy")
        if before is not None:
            close(seen["grad"], before, f"{state}: x.grad, which was there before,")
