"""Piece 6, hidden: clip_grad_norm."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, near, shown
from drivers import clip, not_allowed
from judging import needs

Array = np.ndarray


def gradients(rng: np.random.Generator) -> list[Array]:
    """Gradients of several shapes and very different sizes."""
    kinds = ((1.0, (3,)), (4.0, (2, 4)), (0.1, (5, 2)), (9.0, (1,)))
    return [np.float32(scale) * oracles.normal(rng, *shape) for scale, shape in kinds]


def joint(arrays: list[Array | None]) -> float:
    """The joint norm."""
    return float(np.sqrt(sum((a.astype(np.float64) ** 2).sum() for a in arrays if a is not None)))


def check(before: list[Array | None], max_norm: float, as_generator: bool = False) -> dict[str, object]:
    """Clip these gradients, and compare the returned norm and all gradients; gives what `clip` told."""
    norm, given = joint(before), [None if gradient is None else gradient.copy() for gradient in before]
    clipped = clip(given, max_norm, as_generator)
    near(clipped["returned"], norm, "clip_grad_norm: the norm it returns")
    for index, (got, was) in enumerate(zip(clipped["gradients"], before, strict=True)):
        if was is None:
            if got is not None:
                fail(f"clip_grad_norm: gradient {index} was None and is now {shown(got)}")
        else:
            close(got, was * min(1.0, max_norm / norm) if norm else was, f"clip_grad_norm: gradient {index}")
    return clipped


@weight(1.5)
@number("6.3")
def test_clip_random_gradients(rng: np.random.Generator) -> None:
    """clip_grad_norm: random gradients of several shapes, above and below the limit"""
    for factor in (0.01, 0.6, 0.99, 1.01, 3.0):
        before = gradients(rng)
        check(before, factor * joint(before))


@weight(1)
@number("6.4")
def test_clip_takes_generators_and_missing_gradients(rng: np.random.Generator) -> None:
    """clip_grad_norm: parameters may come from a generator, and some may have no gradient"""
    before = [None, *gradients(rng), None]
    for as_generator in (False, True):
        check(before, 1.0, as_generator)


@weight(0.5)
@number("6.5")
def test_clip_of_nothing(rng: np.random.Generator) -> None:
    """clip_grad_norm: gradients that are all zero stay zero, tiny ones stay what they are, and there may be none"""
    zeros = [np.zeros(3, dtype=np.float32), np.zeros((2, 2), dtype=np.float32)]
    check(zeros, 1.0)
    check([None, None], 1.0)
    check([], 1.0)
    tiny = [(1e-4 * gradient).astype(np.float32) for gradient in gradients(rng)]
    for got, was in zip(clip([gradient.copy() for gradient in tiny], 1.0)["gradients"], tiny, strict=True):
        close(got, was, "clip_grad_norm: a tiny gradient", atol=1e-9)


@weight(0.5)
@number("6.6")
def test_clip_works_in_place(rng: np.random.Generator) -> None:
    """clip_grad_norm: it scales the gradients in place, returns a float, and leaves the parameters alone"""
    with needs("6.1"):
        clipped = check(gradients(rng), 1.0)
    if clipped["same tensors"] is not True:
        fail("clip_grad_norm put new tensors in place of the gradients; scale those that are there")
    if clipped["parameters kept"] is not True:
        fail("clip_grad_norm changed the parameters; scale their gradients only")
    if type(clipped["returned"]) is not float:
        fail(f"clip_grad_norm returned a thing of type {type(clipped['returned']).__name__}, expected a float")


@weight(0.5)
@number("6.7")
def test_clip_is_written_by_hand(rng: np.random.Generator) -> None:
    """clip_grad_norm: torch's own clipping is not used"""
    found = [use for use in not_allowed() if "clip_grad" in use]
    if found:
        fail(f"rnn_lm.py uses {', '.join(found)}; write the clipping yourself")
    with needs("6.1"):
        check(gradients(rng), 1.0)
