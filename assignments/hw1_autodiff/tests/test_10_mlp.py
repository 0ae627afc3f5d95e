"""Piece 10: MLP and train."""

from collections.abc import Callable

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import autodiff
from autodiff import MLP, tape_bwd, train
from checking import close, fail, nodes, numbers, of_shape, value
from stages import stage_1, stage_2

Array = np.ndarray


@weight(1)
@number("10.1")
def test_mlp_draws_its_weights_with_the_given_generator() -> None:
    """MLP: shapes of the parameters, biases of zero, and the same weights from equal generators"""
    shapes = {"alpha": (4, 3), "alpha0": (4,), "beta": (2, 4), "beta0": (2,)}
    first = nodes(MLP(3, 4, 2, np.random.default_rng(1)).parameters(), 4, "MLP.parameters()")
    again = nodes(MLP(3, 4, 2, np.random.default_rng(1)).parameters(), 4, "MLP.parameters()")
    for (name, shape), leaf, twin in zip(shapes.items(), first, again, strict=True):
        tensor = of_shape(leaf.out_tensor, shape, f"MLP(3, 4, 2, rng): {name}.out_tensor")
        close(twin.out_tensor, tensor, f"MLP(3, 4, 2, rng), made again with an equal generator: {name}.out_tensor")
        if name.endswith("0"):
            close(tensor, np.zeros(shape), f"MLP(3, 4, 2, rng): {name}.out_tensor")
        elif np.ptp(tensor) == 0:
            fail(f"MLP(3, 4, 2, rng): all weights of {name} are equal; draw each of them from rng")


@weight(1)
@number("10.2")
def test_mlp_loss_for_weights_set_by_hand() -> None:
    """MLP.loss: the value for two examples and weights set by hand

    With alpha = 0 every hidden unit is sigmoid(alpha0), here 1/2 and 2/3, so the logits are the same for each example.
    """
    model = MLP(3, 2, 2, np.random.default_rng(1))
    model.alpha.out_tensor = np.zeros((2, 3))
    model.alpha0.out_tensor = np.array([0.0, np.log(2.0)])
    model.beta.out_tensor = np.array([[2.0, 3.0], [0.0, 3.0]])
    model.beta0.out_tensor = np.array([0.0, 1.0 - np.log(3.0)])
    x, y = np.array([[1.0, 2.0, 3.0], [-4.0, 5.0, 6.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    mean = (np.log(4 / 3) + np.log(4.0)) / 2  # the logits are 3 and 3 - log 3: probabilities 3/4 and 1/4
    close(value(model.loss(x, y), "MLP.loss(x, y)"), mean, "MLP.loss: J.out_tensor", batch=2)


@weight(1)
@number("10.3")
def test_train_returns_the_loss_before_each_step() -> None:
    """train: returns one loss for each step, the first before any step, and the losses fall"""
    model = MLP(2, 3, 2, np.random.default_rng(1))
    x, y = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    before = of_shape(value(model.loss(x, y), "MLP.loss(x, y)"), (), "MLP.loss: J.out_tensor")
    autodiff.tape.clear()
    losses = numbers(train(model, x, y, lr=0.5, steps=5), 5, "train")
    close(losses[0], before, "train, compared with the loss before training: losses[0]")
    if not np.all(np.diff(losses) < 0):
        fail(f"train: the losses should fall at each of these steps, but are {np.round(losses, 4).tolist()}")


def mean_over_examples(
    stage: Callable[..., tuple[float, list[Array]]], x: Array, y: Array, weights: list[Array]
) -> tuple[float, list[Array]]:
    """The means of a stage's losses and of its gradients: what they are for a batch."""
    losses, gradients = zip(*(stage(*example, *weights) for example in zip(x, y, strict=True)), strict=True)
    return np.mean(losses), [np.mean(each, axis=0) for each in zip(*gradients, strict=True)]


@weight(0)
@number("10.4")
def test_the_tape_agrees_with_the_stages_before_it() -> None:
    """MLP.loss and tape_bwd: loss and gradients are those of the lecture's stages 1 and 2 (no points)

    stages.py takes one example at a time; the loss of a batch is the mean over its examples, and so are the gradients.
    """
    rng = np.random.default_rng(10)
    x, y = rng.standard_normal((3, 2)), np.eye(4)[[2, 0, 3]]
    shapes = {"alpha": (5, 2), "alpha0": (5,), "beta": (4, 5), "beta0": (4,)}
    weights = [rng.standard_normal(shape) for shape in shapes.values()]
    wanted = {stage.__name__: mean_over_examples(stage, x, y, weights) for stage in (stage_1, stage_2)}
    model = MLP(2, 5, 4, np.random.default_rng(1))
    leaves = nodes(model.parameters(), 4, "MLP.parameters()")
    for leaf, tensor in zip(leaves, weights, strict=True):
        leaf.out_tensor = tensor
    node = model.loss(x, y)
    for stage, (mean, _) in wanted.items():
        close(value(node, "MLP.loss(x, y)"), mean, f"MLP.loss, compared with {stage}: J.out_tensor", batch=3)
    tape_bwd(node)
    for stage, (_, gradients) in wanted.items():
        for name, leaf, gradient in zip(shapes, leaves, gradients, strict=True):
            close(leaf.out_gradient, gradient, f"tape_bwd, compared with {stage}: {name}.out_gradient", batch=3)
