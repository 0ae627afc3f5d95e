"""Piece 10, hidden: MLP and train."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import MLP, tape_bwd, train
from checking import close, fail, nodes, numbers, of_shape, value
from drivers import Blend, Bowl, models_of_one_generator, observe

Array = np.ndarray
NAMES = ("alpha", "alpha0", "beta", "beta0")
SMALL = ((40, 8), (40,), (9, 40), (9,))


def problem(rng: np.random.Generator) -> tuple[object, list, list[Array], Array, Array]:
    """A model with random parameters (biases too), its leaves and their values, and a random batch x, y."""
    rows, d_in, d_hidden, classes = oracles.sizes(rng, 4)
    model = MLP(d_in, d_hidden, classes, np.random.default_rng(int(rng.integers(1 << 30))))
    parameters = nodes(model.parameters(), 4, "MLP.parameters()")
    values = [rng.standard_normal(shape) for shape in ((d_hidden, d_in), (d_hidden,), (classes, d_hidden), (classes,))]
    for leaf, array in zip(parameters, values, strict=True):
        leaf.out_tensor = array.copy()
    return model, parameters, values, rng.standard_normal((rows, d_in)), oracles.one_hot(rng, rows, classes)


@pytest.mark.in_place
@weight(1.5)
@number("10.5")
def test_mlp_loss_and_gradients(rng: np.random.Generator) -> None:
    """MLP.loss: value and all four gradients, of one batch and of two at once, large logits; batches are kept"""
    model, parameters, values, x, y = problem(rng)
    want = oracles.mlp(x, y, *values)
    slopes = [oracles.vjp(oracles.mlp, [x, y, *values], 2 + index) for index in range(4)]
    kept = x.copy(), y.copy()
    loss = model.loss(x, y)
    close(value(loss, "MLP.loss(x, y)"), want, "MLP.loss: out_tensor", batch=len(x))
    tape_bwd(loss)
    for name, leaf, slope in zip(NAMES, parameters, slopes, strict=True):
        close(leaf.out_gradient, slope, f"MLP.loss, then tape_bwd: the gradient of {name}", batch=len(x))
    if not (np.array_equal(x, kept[0]) and np.array_equal(y, kept[1])):
        fail("MLP.loss modified the batch in place")
    two_batches(rng, model, parameters, [x, y, *values], slopes)
    large = [*values[:2], 1e6 * values[2], values[3]]
    parameters[2].out_tensor = large[2].copy()
    logits = oracles.linear(oracles.sigmoid(oracles.linear(x, *large[:2])), *large[2:])
    y = np.eye(y.shape[1])[logits.argmin(axis=1)]
    want = -np.mean(np.sum(y * oracles.log_softmax(logits), axis=1))
    close(value(model.loss(x, y), "MLP.loss(x, y)"), want, "MLP.loss with large logits: out_tensor", batch=len(x))


def two_batches(
    rng: np.random.Generator, model: object, parameters: list, task: list[Array], slopes: list[Array]
) -> None:
    """Losses of two batches are on the tape together, and gradients grow by those of both."""
    x, y, *values = task
    x, y = rng.standard_normal(x.shape), np.roll(y, 1, axis=1)
    again, want = model.loss(x, y), oracles.mlp(x, y, *values)
    close(value(again, "MLP.loss(x, y)"), want, "MLP.loss of a second batch: out_tensor", batch=len(x))
    more = [oracles.vjp(oracles.mlp, [x, y, *values], 2 + index) for index in range(4)]
    both = Blend(1.0, 1.0)
    both.apply_fwd([again, model.loss(x[:1], y[:1])])
    more_still = [oracles.vjp(oracles.mlp, [x[:1], y[:1], *values], 2 + index) for index in range(4)]
    tape_bwd(both)
    for name, leaf, *terms in zip(NAMES, parameters, slopes, more, more_still, strict=True):
        what = f"MLP.loss of two batches, added up, after that of a first one: the gradient of {name}"
        close(leaf.out_gradient, sum(terms), what)


@weight(1.5)
@number("10.6")
def test_three_steps_of_training(rng: np.random.Generator) -> None:
    """train: three steps give the losses and the parameters that gradient descent by hand gives"""
    model, parameters, values, x, y = problem(rng)
    lr, wanted = float(rng.uniform(0.2, 0.8)), []
    for _ in range(3):
        wanted.append(float(oracles.mlp(x, y, *values)))
        slopes = [oracles.vjp(oracles.mlp, [x, y, *values], 2 + index) for index in range(4)]
        values = [array - lr * slope for array, slope in zip(values, slopes, strict=True)]
    losses = numbers(train(model, x, y, lr, 3), 3, "train")
    close(losses, wanted, "train: the losses of three steps", rtol=1e-6)
    for name, leaf, array in zip(NAMES, parameters, values, strict=True):
        close(leaf.out_tensor, array, f"train: {name} after three steps", rtol=1e-6)


@weight(1)
@number("10.7")
def test_mlp_uses_no_randomness_but_its_generator(rng: np.random.Generator) -> None:
    """MLP and train: no randomness but the given generator's, weights of the right size, biases of zero"""
    shapes = ((100, 1200), (100,), (9, 100), (9,))  # the sizes of 1/sqrt(…) are far apart
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    models = []
    for seed in (first, first, second):
        seen = observe(MLP, 1200, 100, 9, np.random.default_rng(seed))
        if seen["global_randomness_kept"] is not True:
            fail("MLP moved the global random state; use rng only")
        parameters = nodes(seen["result"].parameters(), 4, "MLP.parameters()")
        named = zip(NAMES, parameters, shapes, strict=True)
        models.append([of_shape(leaf.out_tensor, shape, f"MLP: {name}") for name, leaf, shape in named])
    twins = models_of_one_generator(2, first, 4, 3, 2)
    for index, name in enumerate(NAMES):
        one, same, other = (model[index] for model in models)
        close(same, one, f"MLP: {name} of a second model from an equal generator:")
        if not name.endswith("0") and np.array_equal(twins[0][index], twins[1][index]):
            fail(f"MLP: {name} is the same in two models that are made with one generator; draw from rng itself")
        if name.endswith("0"):
            close(one, np.zeros(shapes[index]), f"MLP: {name}")
            continue
        if np.array_equal(one, other):
            fail(f"MLP: {name} is the same for two different generators; draw it from rng")
        if any(np.ptp(one, axis=axis).min() == 0 for axis in (0, 1)):
            fail(f"MLP: {name} has equal rows or equal columns; draw every weight by itself")
        if np.abs(np.corrcoef(one[:9]) - np.eye(9)).max() > 0.8:
            fail(f"MLP: rows of {name} are multiples of each other, or nearly; draw every weight by itself")
        require_deviation(name, one, "MLP")
    small = MLP(8, 40, 9, np.random.default_rng(first))  # one deviation for both layers is far off here, or above
    for name, leaf, shape in zip(NAMES, nodes(small.parameters(), 4, "MLP.parameters()"), SMALL, strict=True):
        if not name.endswith("0"):
            require_deviation(name, of_shape(leaf.out_tensor, shape, f"MLP: {name}"), "MLP(8, 40, 9)")


def require_deviation(name: str, weights: Array, model: str) -> None:
    """Weights must be about 0, of a deviation of about 1/sqrt(inputs of the layer)."""
    __tracebackhide__ = True
    mean, deviation, wanted = weights.mean(), weights.std(), 1 / np.sqrt(weights.shape[1])
    if not (wanted / 3 < deviation < 3 * wanted and abs(mean) < wanted / 2):
        fail(f"{model}: {name} has mean {mean:.3g} and deviation {deviation:.3g}, expected 0 and about {wanted:.3g}")


@weight(1)
@number("10.8")
def test_train_works_for_any_model(rng: np.random.Generator) -> None:
    """train: works for any model with parameters() and loss(x, y), from its present state, for any number of steps"""
    start, x, y = rng.standard_normal((3, 4))
    lr = float(rng.uniform(0.1, 0.4))
    gap, bottom = start - x - y, x + y
    bowl = Bowl(start)
    for round_, (first, steps) in enumerate(((0, 0), (0, 3), (3, 2))):
        bowl.w.out_gradient = np.zeros(4)  # whoever calls train sees to it; some zero gradients between steps only
        seen = observe(train, bowl, x, y, lr, steps)
        losses = numbers(seen["result"], steps, "train")
        want = [0.5 * np.sum((gap * (1 - lr) ** step) ** 2) for step in range(first, first + steps)]
        close(losses, want, f"train: the losses of call {round_ + 1}", rtol=1e-6)
        if seen["global_randomness_kept"] is not True:
            fail("train moved the global random state; full-batch gradient descent needs no randomness")
    close(bowl.w.out_tensor, bottom + gap * (1 - lr) ** 5, "train: the parameter after five steps", rtol=1e-6)
    near = Bowl(bottom + 1e-6 * gap)  # small losses end nothing
    train(near, x, y, lr, 4)
    want = bottom + 1e-6 * gap * (1 - lr) ** 4
    close(near.w.out_tensor, want, "train: the parameter after four steps at small losses", rtol=0, atol=1e-12)
    wild = Bowl(start)  # nor do losses that rise
    train(wild, x, y, 2.5, 15)
    close(
        wild.w.out_tensor, bottom + gap * (-1.5) ** 15, "train: the parameter after 15 steps of a learning rate of 2.5"
    )
