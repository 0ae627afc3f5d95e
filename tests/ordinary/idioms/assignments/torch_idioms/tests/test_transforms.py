"""Transforms of torch.func and torch.autograd around student code."""

import functools

import nets
import pytest
import torch
from nets import Linear, cube
from torch.func import functional_call, grad, jacfwd, jacrev, jvp, vjp, vmap

X = torch.tensor([1.0, 2.0, 3.0])


def sum_of_cubes(x):
    return cube(x).sum()


def test_vmap_of_a_function():
    assert vmap(cube)(X).tolist() == [1, 8, 27]


def test_vmap_by_its_name_in_torch():
    assert torch.vmap(nets.cube)(X).tolist() == [1, 8, 27]


def test_vmap_of_a_lambda():
    assert vmap(lambda x: nets.cube(x) + 1)(X).tolist() == [2, 9, 28]


def test_vmap_of_two_dimensions():
    rows = torch.zeros(4, 2)
    torch.testing.assert_close(vmap(nets.softmax)(rows), torch.full((4, 2), 0.5))


def test_vmap_of_a_partial():
    assert vmap(functools.partial(nets.softmax, dim=0))(torch.zeros(2, 2)).tolist() == [[0.5, 0.5]] * 2


def test_grad_of_a_function_of_the_test():
    assert grad(sum_of_cubes)(X).tolist() == [3, 12, 27]


def test_grad_of_a_function_of_a_helper():
    def loss(x):
        return 2 * sum_of_cubes(x)

    assert grad(loss)(X).tolist() == [6, 24, 54]


def test_grad_of_what_uses_the_tests_values():
    target, factor = torch.ones(3), 2.0
    assert grad(lambda x: factor * (cube(x) - target).sum())(X).tolist() == [6, 24, 54]


def test_grad_and_value():
    slope, value = torch.func.grad_and_value(sum_of_cubes)(X)
    assert value == 36
    assert slope.tolist() == [3, 12, 27]


def test_gradients_of_each_sample():
    weights = torch.tensor([1.0, 10.0])

    def loss(weights, x):
        return (cube(x) * weights).sum()

    each = vmap(grad(loss), in_dims=(None, 0))(weights, torch.tensor([[1.0, 2.0], [3.0, 0.0]]))
    assert each.tolist() == [[1, 8], [27, 0]]


def test_a_jacobian_backwards():
    assert torch.equal(jacrev(cube)(X), torch.diag(3 * X**2))


def test_a_jacobian_forwards():
    assert torch.equal(jacfwd(cube)(X), torch.diag(3 * X**2))


def test_a_hessian():
    assert torch.equal(torch.func.hessian(sum_of_cubes)(X), torch.diag(6 * X))


def test_vjp():
    value, back = vjp(cube, X)
    assert value.tolist() == [1, 8, 27]
    assert back(torch.ones(3))[0].tolist() == [3, 12, 27]


def test_jvp():
    assert jvp(cube, (X,), (torch.ones(3),))[1].tolist() == [3, 12, 27]


def test_a_call_with_other_weights():
    layer = Linear(3, 1)
    weights = {"weight": torch.ones(1, 3), "bias": torch.zeros(1)}
    assert functional_call(layer, weights, (X,)).tolist() == [6]


def test_gradients_of_weights():
    layer = Linear(3, 1)

    def loss(weights):
        return functional_call(layer, weights, (X,)).sum()

    slopes = grad(loss)({name: p.detach() for name, p in layer.named_parameters()})
    assert slopes["weight"].tolist() == [[1, 2, 3]]


def test_an_ensemble():
    models = [Linear(3, 1) for _ in range(2)]
    weights, buffers = torch.func.stack_module_state(models)
    out = vmap(lambda w, b: functional_call(models[0], (w, b), (X,)))(weights, buffers)
    torch.testing.assert_close(out[1], models[1](X))


def test_a_gradient_of_a_layer():
    layer = Linear(3, 1)
    with torch.no_grad():
        layer.weight.fill_(2)
    assert grad(lambda x: layer(x).sum())(X).tolist() == [2, 2, 2]


def test_a_jacobian_of_autograd():
    assert torch.equal(torch.autograd.functional.jacobian(cube, X), torch.diag(3 * X**2))


def test_a_jacobian_of_autograd_all_at_once():
    assert torch.autograd.functional.jacobian(sum_of_cubes, X, vectorize=True).tolist() == [3, 12, 27]


def test_a_hessian_of_autograd():
    assert torch.equal(torch.autograd.functional.hessian(sum_of_cubes, X), torch.diag(6 * X))


def test_a_hessian_times_a_vector():
    assert torch.autograd.functional.hvp(sum_of_cubes, X, torch.ones(3))[1].tolist() == [6, 12, 18]


def test_vjp_of_autograd():
    assert torch.autograd.functional.vjp(cube, X, torch.ones(3))[1].tolist() == [3, 12, 27]


def test_jvp_of_autograd():
    assert torch.autograd.functional.jvp(cube, X, torch.ones(3))[1].tolist() == [3, 12, 27]


def test_a_gradient_of_a_gradient():
    x = X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(cube(x).sum(), x, create_graph=True)
    (curvature,) = torch.autograd.grad(slope.sum(), x)
    assert slope.tolist() == [3, 12, 27]
    assert curvature.tolist() == [6, 12, 18]


def test_a_penalty_of_gradients():
    layer, x = Linear(3, 1), X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(layer(x).sum(), x, create_graph=True)
    (slope**2).sum().backward()
    torch.testing.assert_close(layer.weight.grad, 2 * layer.weight.detach())


def test_gradgradcheck():
    x = X.double().requires_grad_()
    assert torch.autograd.gradgradcheck(nets.cube, x)
    assert torch.autograd.grad(nets.cube(x).sum(), x)[0].tolist() == [3, 12, 27]


def test_grad_of_parameters():
    layer = Linear(3, 1)
    of_weight, of_bias = torch.autograd.grad(layer(X).sum(), list(layer.parameters()))
    assert of_weight.tolist() == [[1, 2, 3]]
    assert of_bias.tolist() == [1]


def test_grad_of_parameters_by_a_generator():
    layer = Linear(3, 1)
    slopes = torch.autograd.grad(2 * layer(X).sum(), layer.parameters())
    assert slopes[0].tolist() == [[2, 4, 6]]


def test_grad_leaves_parameters():
    layer, x = Linear(3, 1), X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(layer(x).sum(), x)
    torch.testing.assert_close(slope, layer.weight.detach()[0])
    assert layer.weight.grad is None


def test_a_compiled_function():
    assert torch.compile(nets.cube, backend="eager")(X).tolist() == [1, 8, 27]


def test_forward_mode():
    with torch.autograd.forward_ad.dual_level():
        dual = torch.autograd.forward_ad.make_dual(X, torch.ones(3))
        assert torch.autograd.forward_ad.unpack_dual(cube(dual)).tangent.tolist() == [3, 12, 27]


def test_a_comparison_within_a_transform():
    assert vmap(lambda x: cube(x) == x * x * x)(X).all()


def test_counting_within_a_transform():
    count = 0

    def counted(x):
        nonlocal count
        count += 1
        return cube(x)

    assert vmap(counted)(X).tolist() == [1, 8, 27]
    assert count == 1


@pytest.mark.parametrize("transform", [vmap, jacrev, jacfwd])
def test_transforms_as_parameters(transform):
    assert transform(cube)(X).sum() == (36 if transform is vmap else 42)
