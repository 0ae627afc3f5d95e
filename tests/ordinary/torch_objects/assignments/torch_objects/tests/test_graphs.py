"""Gradients through what student code computed, as tests ask for them."""

import pytest
import torch
from net import Affine, Cube, Descent, scaled, split, square


def leaf(*values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def test_backward():
    x = leaf(1.0, 2.0)
    square(x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_backward_twice_adds():
    x = leaf(3.0)
    square(x).sum().backward()
    square(x).sum().backward()
    assert x.grad.tolist() == [12.0]


def test_grad():
    x = leaf(1.0, 2.0)
    (gradient,) = torch.autograd.grad(square(x).sum(), x)
    assert gradient.tolist() == [2.0, 4.0]
    assert x.grad is None


def test_gradient_argument():
    x = leaf(1.0, 2.0)
    square(x).backward(torch.tensor([1.0, 10.0], dtype=torch.float64))
    assert x.grad.tolist() == [2.0, 40.0]


def test_gradcheck():
    assert torch.autograd.gradcheck(square, (leaf(0.5, 1.5),))


def test_own_function():
    assert torch.autograd.gradcheck(Cube.apply, (leaf(0.5, 1.5),))


def test_two_arguments():
    x, factor = leaf(1.0, 2.0), leaf(3.0)
    scaled(x, factor).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]
    assert factor.grad.tolist() == [3.0]


def test_two_results():
    x = leaf(1.0, 2.0)
    a, b = split(x)
    (a + b).sum().backward()
    assert x.grad.tolist() == [2.0, 3.0]


def test_call_of_a_call():
    x = leaf(1.0, 2.0)
    square(square(x)).sum().backward()
    assert x.grad.tolist() == [4.0, 32.0]


def test_between_two_calls():
    x = leaf(1.0, 2.0)
    square(2 * square(x) + 1).sum().backward()
    assert x.grad.tolist() == [24.0, 144.0]


def test_used_twice():
    x = leaf(2.0)
    y = square(x)
    (y + 3 * square(y)).sum().backward()
    assert x.grad.tolist() == [4.0 + 3 * 4 * 8.0]


def test_compared_with_torch():
    ours, theirs = leaf(1.0, -2.0), leaf(1.0, -2.0)
    torch.nn.functional.mse_loss(square(ours), torch.zeros(2, dtype=torch.float64)).backward()
    torch.nn.functional.mse_loss(theirs**2, torch.zeros(2, dtype=torch.float64)).backward()
    assert torch.equal(ours.grad, theirs.grad)


def test_gradients_of_a_module():
    model, x = Affine(2, 1), leaf(1.0, 2.0)
    model(x).sum().backward()
    assert model.weight.grad.tolist() == [[1.0, 2.0]]
    assert model.bias.grad.tolist() == [1.0]
    assert x.grad.tolist() == [1.0, 1.0]


def test_a_step_of_a_module():
    model = Affine(1, 1)
    optimizer = Descent(model.parameters(), lr=0.5)
    optimizer.zero_grad()
    (model(leaf(1.0)) ** 2).sum().backward()
    optimizer.step()
    assert model.weight.tolist() == [[0.0]]
    assert model.bias.tolist() == [-1.0]


def test_a_loop_of_steps():
    w = leaf(1.0)
    optimizer = torch.optim.SGD([w], lr=0.25)
    for _ in range(20):
        optimizer.zero_grad()
        square(w).sum().backward()
        optimizer.step()
    assert w.item() == pytest.approx(0.5**20)


def test_requires_grad():
    y = square(leaf(1.0))
    assert y.requires_grad
    assert y.grad_fn is not None


def test_detached():
    x = leaf(2.0)
    y = square(x)
    assert y.requires_grad
    assert y.detach().tolist() == [4.0]
    assert (y.detach() * x).sum().item() == 8.0


def test_in_a_list():
    x = leaf(1.0, 2.0)
    torch.stack([square(one) for one in x]).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]
