"""Piece 7, hidden: Classifier."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, flag, gradient_close, of_shape, shown
from comparisons import chi_square_p_value
from model_drivers import classify, from_global_randomness, parameters

Array = np.ndarray
PARTS = ("the first weight matrix", "the first bias", "the second weight matrix", "the second bias")


def shapes(sizes: list[int]) -> list[tuple[int, ...]]:
    d_in, d_hidden, classes = sizes
    return [(d_hidden, d_in), (d_hidden,), (classes, d_hidden), (classes,)]


def problem(rng: np.random.Generator) -> tuple[list[int], list[Array], Array]:
    """Sizes, random parameters (biases too) and a random batch; no hidden unit is close to the ReLU's corner.

    Some logit is negative, so that a second ReLU would show.
    """
    rows, *sizes = oracles.sizes(rng, 4)
    while True:
        values = [oracles.single(rng.normal(size=shape)) for shape in shapes(sizes)]
        x = oracles.single(rng.normal(size=(rows, sizes[0])))
        negative = oracles.classifier(x.astype(np.float64), *values).min() < -0.1
        if negative and np.abs(x @ values[0].T + values[1]).min() > 1e-3:
            return sizes, values, x


def matched(seen: dict[str, object], sizes: list[int]) -> dict[str, object]:
    message = f"Classifier{tuple(sizes)} has parameters of shapes {shown(seen['shapes'])}, expected {shapes(sizes)}"
    flag(seen, "matched", message)
    return seen


def dropout_only(rng: np.random.Generator, rows: int, units: int, p_drop: float, **options: object) -> list[Array]:
    """What dropout multiplies hidden units with: an array of shape (rows, units) for each call of the model.

    The hidden units are random numbers, and the first logits are these units; one more logit is a bias, on which
    nothing may act. The first bias has a gradient, through the units that stay.
    """
    sizes = [units + 3, units, units + 1]
    values = [np.zeros(shape, dtype=np.float32) for shape in shapes(sizes)]
    values[1][:], values[3][-1] = rng.uniform(1, 2, size=units), 5
    values[2][:units] = np.eye(units)
    x = oracles.single(rng.normal(size=(rows, units + 3)))
    ones = np.ones((rows, units + 1), dtype=np.float32)
    given = [array.copy() for array in values]
    seen = matched(classify(sizes, given, x, p_drop, cotangent=ones, **options), sizes)
    flag(seen, "randomness_kept", "Classifier moved the global random state; draw the dropout from its generator")
    logits = [of_shape(array, (rows, units + 1), "Classifier.forward: logits") for array in seen["logits"]]
    for array in logits:
        close(array[:, -1], np.full(rows, 5.0), "Classifier.forward: a logit without hidden units, in training mode")
    factors = [array[:, :-1] / values[1] for array in logits]
    what = "Classifier in training mode: the gradient of the first bias, through dropout"
    gradient_close(seen["gradients"][1], factors[0].sum(axis=0), what)
    return factors


@weight(0.75)
@number("7.3")
def test_classifier_logits(rng: np.random.Generator) -> None:
    """Classifier.forward: logits for random parameters and data, one example or class too, training without dropout"""
    sizes, values, x = problem(rng)
    want = oracles.classifier(x.astype(np.float64), *values)
    seen = matched(classify(sizes, values, x), sizes)
    close(seen["logits"][0], want, "Classifier.forward: logits")
    close(classify(sizes, values, x[:1])["logits"][0], want[:1], "Classifier.forward of one example: logits")
    values = [*values[:2], values[2][:1].copy(), values[3][:1].copy()]
    seen = matched(classify([*sizes[:2], 1], values, x), [*sizes[:2], 1])
    close(seen["logits"][0], want[:, :1], "Classifier.forward with one class: logits")


@weight(0.75)
@number("7.4")
def test_classifier_gradients(rng: np.random.Generator) -> None:
    """Classifier: the gradients of all four parameters, with a random cotangent"""
    sizes, values, x = problem(rng)
    g = oracles.single(rng.normal(size=(len(x), sizes[2])))
    want = [oracles.vjp(oracles.classifier, [x, *values], 1 + index, g) for index in range(len(PARTS))]
    seen = matched(classify(sizes, values, x, cotangent=g), sizes)
    for index, part in enumerate(PARTS):
        gradient_close(seen["gradients"][index], want[index], f"Classifier: the gradient of {part}", batch=len(x))


@weight(0.75)
@number("7.5")
def test_classifier_draws_its_weights_with_the_given_generator(rng: np.random.Generator) -> None:
    """Classifier: weights of the right size, drawn with the given generator and no other randomness"""
    sizes = [1200, 100, 9]  # the sizes of 1/sqrt(…) are far apart
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    models = []
    for seed in (first, first, second):
        seen = parameters(sizes, seed)
        flag(seen, "randomness_kept", "Classifier moved the global random state; draw the weights with the generator")
        flag(seen, "generator_moved", "Classifier drew nothing from its generator itself; a copy is another generator")
        models.append(in_order(seen["parameters"], sizes))
    for part, one, same, other in zip(PARTS, *models, strict=True):
        close(same, one, f"Classifier: {part} of a second model from an equal generator")
        if one.ndim == 1:
            bound = 1.5 / np.sqrt(100)
            if not np.abs(one).max() < bound:
                fail(f"Classifier: {part} starts with entries up to {np.abs(one).max():.3g}, expected 0 or close to it")
            continue
        if np.array_equal(one, other):
            fail(f"Classifier: {part} is the same for two different generators; draw it with the generator")
        if any(np.ptp(one, axis=axis).min() == 0 for axis in (0, 1)):
            fail(f"Classifier: {part} has equal rows or equal columns; draw every weight by itself")
        units = one if one.shape in shapes(sizes) else one.T
        if np.abs(np.corrcoef(units) - np.eye(len(units))).max() > 0.8:
            fail(f"Classifier: in {part} units are multiples of each other, or nearly; draw every weight by itself")
        require_deviation(part, one, sizes)
    small = [8, 40, 9]  # one deviation for layers of all sizes is far off here, or above
    for part, one in zip(PARTS, in_order(parameters(small, first)["parameters"], small), strict=True):
        if one.ndim == 2:
            require_deviation(part, one, small)


def require_deviation(part: str, weights: Array, sizes: list[int]) -> None:
    """Weights must be about 0, of a deviation of about 1 / sqrt(inputs of the layer)."""
    __tracebackhide__ = True
    mean, deviation, wanted = weights.mean(), weights.std(), 1 / np.sqrt(sizes[PARTS.index(part) // 2])
    if not (wanted / 3 < deviation < 3 * wanted and abs(mean) < wanted / 2):
        found = f"mean {mean:.3g} and deviation {deviation:.3g}"
        fail(f"Classifier{tuple(sizes)}: {part} has {found}, expected 0 and about {wanted:.3g}")


def in_order(found: list[Array], sizes: list[int]) -> list[Array]:
    """The parameters in the order of PARTS, whichever way the matrices lie."""
    by_shape = {tuple(sorted(array.shape)): array for array in found}
    wanted = [tuple(sorted(shape)) for shape in shapes(sizes)]
    if sorted(by_shape) != sorted(wanted) or len(found) != 4:
        got = shown([array.shape for array in found])
        fail(f"Classifier{tuple(sizes)} has parameters of shapes {got}, expected {shapes(sizes)}")
    return [by_shape[shape] for shape in wanted]


@weight(0.75)
@number("7.6")
def test_dropout_in_training_mode(rng: np.random.Generator) -> None:
    """Classifier: dropout zeroes each hidden unit of each example with p_drop and scales up the others, anew every time

    A chi-square test counts zeros; with fresh data it is tried twice, so that chance alone fails it once in 1e12.
    """
    rows, units = 60, 50
    for _ in range(2):
        p_drop = float(rng.uniform(0.2, 0.4))
        first, second = dropout_only(rng, rows, units, p_drop, calls=2, seed=int(rng.integers(1 << 30)))
        kept = 1 / (1 - p_drop)
        odd = ~((first == 0) | (np.abs(first - kept) < 1e-4))
        if odd.any():
            found = f"{first[odd][0]:.4g}, not by 0 or {kept:.4g}"
            fail(f"Classifier with p_drop={p_drop:.3f}: a hidden unit was multiplied by {found}")
        if np.array_equal(first, second):
            fail("Classifier: dropout hits the same units in each call; draw a new mask every time")
        if (first == first[0]).all() or (first == first[:, :1]).all():
            fail("Classifier: dropout hits the same units in all examples, or all units of an example")
        if np.ptp((first == 0).sum(axis=1)) == 0:
            fail("Classifier: dropout hits equally many units of each example; each unit has its own chance")
        zeros = int((first == 0).sum())
        if chi_square_p_value([zeros, first.size - zeros], [p_drop, 1 - p_drop]) > 1e-6:
            return
    fail(f"Classifier with p_drop={p_drop:.3f}: {zeros} of {first.size} hidden units became 0")


@weight(0.5)
@number("7.7")
def test_no_dropout_in_evaluation_mode(rng: np.random.Generator) -> None:
    """Classifier: dropout does nothing in evaluation mode"""
    is_active = np.zeros(())
    while is_active.sum() < 4:  # dropout shows in units that are not 0
        sizes, values, x = problem(rng)
        is_active = x @ values[0].T + values[1] > 0
    want = oracles.classifier(x.astype(np.float64), *values)
    seen = matched(classify(sizes, values, x, p_drop=0.9, training=False, calls=3), sizes)
    for logits in seen["logits"]:
        close(logits, want, "Classifier.forward in evaluation mode: logits")


@weight(0.25)
@number("7.8")
def test_dropout_comes_from_the_given_generator(rng: np.random.Generator) -> None:
    """Classifier: equal generators give equal dropout, different ones different dropout"""
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    one, same, other = (dropout_only(rng, 20, 20, 0.5, seed=seed)[0] for seed in (first, first, second))
    used = dropout_only(rng, 20, 20, 0.5, seed=first, used=True)[0]
    close(same, one, "Classifier: hidden units after dropout, with an equal generator")
    if np.array_equal(one, other):
        fail("Classifier: dropout is the same for two different generators; draw it with the generator")
    if np.array_equal(one, used):
        fail("Classifier: dropout is the same from a generator that was used before; draw it with the generator itself")


@weight(0.25)
@number("7.9")
def test_without_a_generator_randomness_is_global(rng: np.random.Generator) -> None:
    """Classifier: without a generator, weights and dropout come from PyTorch's global one, torch.manual_seed sets it"""
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    x = oracles.single(rng.normal(size=(20, 6)))
    made = [from_global_randomness((6, 30, 4), x.copy(), 0.5, *seeds) for seeds in ((first, first), (first, second))]
    made += [from_global_randomness((6, 30, 4), x.copy(), 0.5, *seeds) for seeds in ((first, first), (second, first))]
    one, other_dropout, same, other = made
    what = "Classifier without a generator, after torch.manual_seed with the same number"
    for mine, again in zip(one["parameters"], same["parameters"], strict=True):
        close(again, mine, f"{what}: the parameters")
    close(same["logits"], one["logits"], f"{what}: the logits in training mode")
    if all(np.array_equal(a, b) for a, b in zip(one["parameters"], other["parameters"], strict=True)):
        fail("Classifier without a generator has the same weights whatever torch.manual_seed was given")
    if np.array_equal(one["logits"], other_dropout["logits"]):
        fail("Classifier without a generator has the same dropout whatever torch.manual_seed was given")
