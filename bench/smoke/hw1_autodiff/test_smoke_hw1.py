"""hw1 in the style of a smoke test: it runs, shapes are right, numbers are finite, the loss falls."""

import numpy as np
import pytest

import autodiff
from autodiff import (
    MLP,
    SGD,
    Add,
    CrossEntropy,
    Leaf,
    Linear,
    Mul,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Sum,
    Tanh,
    tape_bwd,
    train,
    unbroadcast,
    zero_grad,
)


def batch(rows=30):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((rows, 4))
    return x, np.eye(2)[(x[:, 0] + x[:, 1] > 0).astype(int)]


@pytest.mark.parametrize("make", [Sigmoid, Tanh, Softmax])
def test_activations_keep_the_shape(make):
    x = np.random.default_rng(0).standard_normal((5, 3))
    module = make()
    out = module.forward(x)
    (gradient,) = module.backward([x], out, np.ones_like(out))
    assert out.shape == gradient.shape == x.shape
    assert np.isfinite(out).all()


def test_softmax_sums_to_one():
    x = np.random.default_rng(0).standard_normal((5, 3))
    assert np.allclose(Softmax().forward(x).sum(axis=1), 1)


def test_linear_has_the_right_shapes():
    rng = np.random.default_rng(0)
    inputs = [rng.standard_normal((5, 3)), rng.standard_normal((2, 3)), rng.standard_normal(2)]
    module = Linear()
    out = module.forward(*inputs)
    gradients = module.backward(inputs, out, np.ones_like(out))
    assert out.shape == (5, 2)
    assert [gradient.shape for gradient in gradients] == [(5, 3), (2, 3), (2,)]


@pytest.mark.parametrize("make", [CrossEntropy, SoftmaxCrossEntropy])
def test_losses_are_positive_numbers_with_gradients_of_the_right_shape(make):
    y = np.eye(3)[[0, 2, 1, 1]]
    y_hat = np.full((4, 3), 1 / 3)
    module = make()
    loss = module.forward(y, y_hat)
    assert np.isfinite(loss)
    assert loss > 0
    assert module.backward([y, y_hat], loss, np.array(1.0))[1].shape == (4, 3)


def test_arithmetic_runs_on_the_tape():
    a, b = Leaf(np.ones((2, 3))), Leaf(np.ones(3))
    loss = Sum().apply_fwd([Mul().apply_fwd([Add().apply_fwd([a, b]), b])])
    tape_bwd(loss)
    assert np.isfinite(a.out_gradient).all()
    assert len(autodiff.tape) == 0


def test_unbroadcast_gives_the_shape():
    assert unbroadcast(np.ones((4, 3)), (3,)).shape == (3,)


def test_the_optimizer_moves_parameters():
    leaf = Leaf(np.ones(3))
    leaf.out_gradient = np.ones(3)
    SGD([leaf], 0.1).step()
    assert not np.array_equal(leaf.out_tensor, np.ones(3))
    zero_grad([leaf])
    assert np.array_equal(leaf.out_gradient, np.zeros(3))


def test_training_lowers_the_loss():
    x, y = batch()
    losses = train(MLP(4, 8, 2, np.random.default_rng(0)), x, y, 0.5, 100)
    assert len(losses) == 100
    assert losses[-1] < losses[0]
    assert np.isfinite(losses).all()
