"""Piece 10: MLP and train."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import autodiff
from autodiff import MLP, train
from checking import close, fail, nodes, numbers, of_shape, value


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
