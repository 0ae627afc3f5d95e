"""Adapters, tensors in and out, a student's optimizer over a model that the test owns, clipping in place."""

import numpy
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight

from .adapters import get_adamw_cls, run_embedding, run_gradient_clipping, run_linear, run_softmax, run_swiglu


@weight(1)
@number("1.1")
def test_linear():
    """run_linear: weights as a tensor"""
    generator = torch.Generator().manual_seed(1)
    weights, x = torch.randn(4, 3, generator=generator), torch.randn(2, 5, 3, generator=generator)
    actual = run_linear(d_in=3, d_out=4, weights=weights, in_features=x)
    torch.testing.assert_close(actual, x @ weights.T)


@weight(1)
@number("1.2")
def test_embedding_of_bfloat16():
    """run_embedding: dtype and shape are kept"""
    weights = torch.arange(6.0).reshape(3, 2).to(torch.bfloat16)
    actual = run_embedding(weights, torch.tensor([[2, 0], [1, 1]]))
    assert actual.dtype is torch.bfloat16
    assert actual.shape == (2, 2, 2)
    assert actual[0, 0].tolist() == [4.0, 5.0]


@weight(1)
@number("1.3")
def test_swiglu_takes_a_dictionary_of_weights():
    """run_swiglu: a dictionary of weights"""
    torch.manual_seed(0)
    state = {"w1.weight": torch.randn(6, 4), "w2.weight": torch.randn(4, 6), "w3.weight": torch.randn(6, 4)}
    x = torch.randn(3, 4)
    gate = x @ state["w1.weight"].T
    expected = (gate * torch.sigmoid(gate) * (x @ state["w3.weight"].T)) @ state["w2.weight"].T
    numpy.testing.assert_allclose(run_swiglu(state, x).detach().numpy(), expected.numpy(), atol=1e-6)


@weight(1)
@number("1.4")
def test_softmax_is_shift_invariant():
    """run_softmax: stable, along any axis"""
    x = torch.tensor([[0.1, 0.2], [-3.0, 0.0]])
    torch.testing.assert_close(run_softmax(x + 1000, dim=0), torch.softmax(x, dim=0), atol=1e-4, rtol=1e-4)


def _train(optimizer_class):
    torch.manual_seed(42)
    model = torch.nn.Linear(3, 2, bias=False)
    optimizer = optimizer_class(model.parameters(), lr=1e-2, weight_decay=0.1, betas=(0.9, 0.99), eps=1e-8)
    for _ in range(20):
        optimizer.zero_grad()
        x = torch.rand(model.in_features)
        target = torch.tensor([x[0] + x[1], -x[2]])
        loss = ((target - model(x)) ** 2).sum()
        loss.backward()
        optimizer.step()
    return model.weight.detach()


@weight(2)
@number("1.5")
def test_adamw_moves_the_tests_own_model():
    """get_adamw_cls: twenty steps end where torch's AdamW ends"""
    torch.testing.assert_close(_train(get_adamw_cls()), _train(torch.optim.AdamW), atol=1e-5, rtol=1e-4)


@weight(1)
@number("1.6")
def test_gradient_clipping_works_in_place():
    """run_gradient_clipping: the gradients themselves are scaled"""
    parameters = [torch.nn.Parameter(torch.ones(3)), torch.nn.Parameter(torch.ones(2, 2))]
    parameters[0].grad, parameters[1].grad = torch.full((3,), 3.0), torch.full((2, 2), -2.0)
    kept = [parameter.grad for parameter in parameters]
    norm = sum((grad**2).sum().item() for grad in kept) ** 0.5
    run_gradient_clipping(parameters, 1.0)
    assert parameters[0].grad.norm().item() == pytest.approx(3.0 * 3**0.5 / norm, rel=1e-4)
    assert kept[1] is parameters[1].grad
