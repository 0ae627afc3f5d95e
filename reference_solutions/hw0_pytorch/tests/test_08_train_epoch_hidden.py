"""Piece 8, hidden: train_epoch."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, flag, python_float
from model_drivers import train

Array = np.ndarray


def problem(rng: np.random.Generator, rows: int) -> dict[str, Array]:
    """A random linear model and random data."""
    features, classes = oracles.sizes(rng, 2, 3)
    return {
        "weights": oracles.single(rng.normal(size=(features, classes))),
        "bias": oracles.single(rng.normal(size=classes)),
        "x": oracles.single(rng.normal(size=(rows, features))),
        "y": rng.integers(classes, size=rows),
    }


def trained(task: dict[str, Array], **options: object) -> dict[str, object]:
    """Train on copies: what is expected is computed from the task afterwards."""
    return train(**{name: array.copy() for name, array in task.items()}, **options)


def order(inputs: list[Array], x: Array) -> list[list[int]]:
    """Which rows of x each batch holds; fails unless all together hold every row once."""
    places = {row.tobytes(): index for index, row in enumerate(x)}
    batches = []
    for array in inputs:
        if array.ndim != 2 or array.shape[1] != x.shape[1]:
            fail(f"train_epoch called the model on a tensor of shape {array.shape} where x has shape {x.shape}")
        batches.append([places.get(row.tobytes(), -1) for row in array])
    seen = sorted(index for batch in batches for index in batch)
    if seen != list(range(len(x))):
        fail(f"train_epoch gave the model {len(seen)} examples, {len(set(seen))} of them different; {len(x)} are there")
    return batches


def seed(rng: np.random.Generator) -> int:
    return int(rng.integers(1 << 30))


@weight(1.5)
@number("8.3")
def test_three_steps_of_training(rng: np.random.Generator) -> None:
    """train_epoch: steps with usual, large and no gradients give the weights that descent by hand gives"""
    size = int(rng.integers(4, 8))
    task, lr = problem(rng, 3 * size), float(rng.uniform(0.2, 0.8))
    seen = trained(task, lr=lr, batch=size, seed=seed(rng))
    batches = [(task["x"][rows], task["y"][rows]) for rows in order(seen["batches"][0], task["x"])]
    weights, bias, losses = oracles.descend(task["weights"], task["bias"], batches, lr)
    close(seen["weights"], weights, "train_epoch: the weights after three steps", rtol=1e-4, atol=1e-4)
    close(seen["bias"], bias, "train_epoch: the bias after three steps", rtol=1e-4, atol=1e-4)
    got = python_float(seen["losses"][0], "train_epoch")
    close(got, np.mean(losses), "train_epoch: the mean loss of three steps", dtype=None, rtol=1e-4, batch=size)
    task["x"] = np.full((2, len(task["weights"])), 40.0, dtype=np.float32)
    logits = task["x"] @ task["weights"] + task["bias"]
    task["y"] = logits.argmin(axis=1)  # wrong by far
    seen = trained(task, lr=0.1, batch=2, seed=seed(rng))
    weights, _, _ = oracles.descend(task["weights"], task["bias"], [(task["x"], task["y"])], 0.1)
    close(seen["weights"], weights, "train_epoch: the weights after a step with large gradients", rtol=0.02, atol=0.1)
    task["x"] = np.zeros_like(task["x"])  # so the weights have no part in the loss
    seen = trained(task, lr=1.0, batch=2, seed=seed(rng))
    what = "train_epoch: the weights after a step on which the loss does not depend on them"
    close(seen["weights"], task["weights"], what, rtol=1e-5, atol=1e-5)


@weight(1)
@number("8.4")
def test_mean_loss_counts_examples_not_batches(rng: np.random.Generator) -> None:
    """train_epoch: the loss is a mean over examples where the last batch is short, or the only one, before its step"""
    for _ in range(3):  # in one problem, the mean of the batches' means may be close to the mean by chance
        _loss_of_a_short_batch(rng)


def _loss_of_a_short_batch(rng: np.random.Generator) -> None:
    size = int(rng.integers(5, 9))  # torch.chunk would divide them otherwise
    rows = 2 * size + int(rng.integers(1, 3))
    task, lr = problem(rng, rows), float(rng.uniform(0.5, 1.0))
    task["y"] %= task["weights"].shape[1] - 1  # the last class never occurs
    seen = trained(task, lr=lr, batch=size, seed=seed(rng))
    batches = [(task["x"][rows], task["y"][rows]) for rows in order(seen["batches"][0], task["x"])]
    sizes = [len(y) for _, y in batches]
    if sizes != [size, size, rows - 2 * size]:
        fail(f"train_epoch made batches of {sizes} examples from {rows} with batch={size}")
    weights, _, losses = oracles.descend(task["weights"], task["bias"], batches, lr)
    want = np.dot(losses, sizes) / rows
    close(python_float(seen["losses"][0], "train_epoch"), want, "train_epoch: the mean loss", dtype=None, rtol=1e-4)
    close(seen["weights"], weights, "train_epoch: the weights after a short batch")
    few = {**task, "x": task["x"][:3], "y": task["y"][:3]}
    seen = trained(few, lr=lr, batch=size, seed=seed(rng))
    if [len(rows) for rows in order(seen["batches"][0], few["x"])] != [3]:
        fail(f"train_epoch made {len(seen['batches'][0])} batches from 3 examples with batch={size}, expected one")
    want = oracles.linear_loss(*(few[name].astype(np.float64) for name in ("weights", "bias", "x")), few["y"])
    got = python_float(seen["losses"][0], "train_epoch")
    close(got, want, "train_epoch: the mean loss of one short batch", dtype=None, rtol=1e-4)


@weight(1)
@number("8.5")
def test_the_order_is_random_and_comes_from_the_generator(rng: np.random.Generator) -> None:
    """train_epoch: a fresh random order of examples each epoch, from the given generator and no other randomness"""
    task, first, second = problem(rng, 40), seed(rng), seed(rng)
    orders = []
    for source in (first, first, second):
        seen = trained(task, lr=0.1, batch=8, seed=source, epochs=2)
        flag(seen, "randomness_kept", "train_epoch moved the global random state; use the generator only")
        orders.append([order(inputs, task["x"]) for inputs in seen["batches"]])
    one, same, other = orders
    if one[0] == one[1]:
        fail("train_epoch takes the examples in the same order in each epoch; draw a new order every time")
    if one != same:
        fail("train_epoch with two equal generators takes the examples in different orders")
    if one == other:
        fail("train_epoch takes the examples in the same order for two different generators")
    steps = np.diff(np.concatenate(one[0])) % 40  # in a random order, each is met once or so
    if np.bincount(steps).max() >= 15:
        fail("train_epoch takes many examples at equal distances, such as neighbours; shuffle the examples one by one")


@weight(0.5)
@number("8.6")
def test_training_is_in_training_mode(rng: np.random.Generator) -> None:
    """train_epoch: the model and all modules in it are in training mode, whatever was before; the data stays"""
    task = problem(rng, 6)
    seen = trained(task, lr=0.1, batch=4, seed=seed(rng), epochs=2, training=False)
    if not all(mode is True for mode in seen["modes"]):
        fail("train_epoch trained a model in evaluation mode, in which there is no dropout; call model.train() first")
    if not all(mode is True for mode in seen["part_modes"]):
        fail("train_epoch left a module inside the model in evaluation mode; model.train() sets all of them")
    flag(seen, "arguments_kept", "train_epoch modified x or y in place")
