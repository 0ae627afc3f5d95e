"""Functions of tensors."""

import unittest

import nets
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from nets import cross_entropy, softmax


def test_a_value():
    assert nets.cube(torch.tensor(2.0)) == 8


def test_an_item():
    assert nets.cube(torch.tensor(3.0)).item() == pytest.approx(27)


def test_assert_close():
    x = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(softmax(x), torch.softmax(x, -1))


def test_allclose():
    x = torch.arange(6.0).reshape(2, 3)
    assert torch.allclose(softmax(x, dim=1).sum(1), torch.ones(2))


def test_equal():
    assert torch.equal(nets.one_hot(torch.tensor([1, 0]), 2), torch.tensor([[0, 1], [1, 0]]))


def test_all_of_a_comparison():
    assert (nets.cube(torch.tensor([1.0, 2.0])) == torch.tensor([1.0, 8.0])).all()


def test_a_list():
    assert nets.causal_mask(2).tolist() == [[True, False], [True, True]]


def test_a_shape():
    assert softmax(torch.zeros(2, 5)).shape == (2, 5)
    assert softmax(torch.zeros(1, 2)).sum() == 1


def test_a_dtype():
    assert nets.causal_mask(2).dtype == torch.bool
    assert nets.causal_mask(2)[1, 0]


def test_a_dtype_is_kept():
    assert softmax(torch.zeros(2, dtype=torch.float64)).dtype is torch.float64
    assert softmax(torch.zeros(2)).tolist() == [0.5, 0.5]


def test_half_precision():
    got = nets.half(torch.tensor([1.5]))
    assert got.dtype == torch.float16


def test_a_shape_is_returned():
    assert nets.shape_of(torch.zeros(2, 3)) == torch.Size([2, 3])


def test_a_dtype_is_returned():
    assert nets.kind_of(torch.zeros(1)) is torch.float32


def test_a_sparse_tensor():
    assert nets.sparse().to_dense()[0, 0] == 1


def test_in_place():
    x = torch.tensor([-1.0, 2.0])
    nets.relu_(x)
    assert x.tolist() == [0, 2]


def test_in_place_and_returned():
    x = torch.tensor([-1.0, 2.0])
    assert nets.relu_(x) is x


def test_a_view():
    x = torch.arange(6.0).reshape(2, 3)
    assert nets.transposed(x).shape == (3, 2)


def test_a_loss():
    logits, targets = torch.tensor([[2.0, 0.0], [0.0, 1.0]]), torch.tensor([0, 1])
    assert torch.isclose(cross_entropy(logits, targets), F.cross_entropy(logits, targets))


def test_a_float_is_returned():
    assert nets.accuracy(torch.eye(4), torch.tensor([0, 1, 2, 0])) == 0.75


def test_several_are_returned():
    values, places = nets.topk(torch.tensor([1.0, 5.0, 3.0]), 2)
    assert values.tolist() == [5, 3]
    assert places.tolist() == [1, 2]


def test_named_results():
    assert nets.topk(torch.tensor([1.0, 5.0, 3.0]), 1).values.item() == 5


def test_a_tuple_of_tensors():
    first, second = nets.split(torch.arange(4))
    assert (first.sum(), second.sum()) == (1, 5)


def test_as_an_array():
    np.testing.assert_allclose(softmax(torch.zeros(2)).numpy(), [0.5, 0.5])


def test_from_an_array():
    assert softmax(torch.from_numpy(np.zeros(4))).numpy().tolist() == [0.25] * 4


def test_no_grad_around_a_call():
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        y = nets.cube(2 * x)
    assert not y.requires_grad
    assert y.tolist() == [8, 8]


def test_inference_mode_around_a_call():
    with torch.inference_mode():
        assert nets.cube(torch.ones(1) * 2).item() == 8


def test_a_result_has_a_graph():
    x = torch.ones(2, requires_grad=True)
    y = nets.cube(x * 2)
    assert y.requires_grad
    assert y.detach().tolist() == [8, 8]


def test_a_function_with_its_own_backward():
    assert nets.slope(nets.Square.apply, torch.tensor([3.0])).tolist() == [6]
    assert nets.Square.apply(torch.tensor([3.0])).tolist() == [9]


def test_a_gradient_inside():
    assert nets.slope(nets.cube, torch.tensor([2.0])).item() == 12


def test_clipping_in_place():
    p = torch.nn.Parameter(torch.zeros(2))
    p.grad = torch.tensor([3.0, 4.0])
    assert nets.clip([p], 1.0) == 5
    torch.testing.assert_close(p.grad, torch.tensor([0.6, 0.8]))


def test_a_seed():
    torch.manual_seed(3)
    first = nets.noise(4)
    torch.manual_seed(3)
    assert torch.equal(first, torch.randn(4))


def test_the_same_seed_twice():
    torch.manual_seed(1)
    first = nets.noise(3)
    torch.manual_seed(1)
    assert torch.equal(nets.noise(3), first)
    assert not torch.equal(nets.noise(3), first)
    torch.manual_seed(1)
    assert torch.equal(torch.randn(3), first)


def test_a_generator():
    got = nets.dropped(torch.ones(50), 0.5, torch.Generator().manual_seed(2))
    expected = torch.rand(50, generator=torch.Generator().manual_seed(2)) > 0.5
    assert torch.equal(got, expected.float())


def test_fork_rng():
    with torch.random.fork_rng():
        torch.manual_seed(9)
        first = nets.noise(2)
    with torch.random.fork_rng():
        torch.manual_seed(9)
        assert torch.equal(first, torch.randn(2))


def test_an_exception():
    with pytest.raises(ValueError, match="do not fit"):
        nets.matmul(torch.zeros(2, 3), torch.zeros(2, 3))


def test_an_exception_of_torch():
    with pytest.raises(RuntimeError):
        nets.slope(lambda x: x.detach(), torch.ones(1))


@pytest.mark.parametrize("shape", [(2,), (2, 3), (2, 3, 4)])
def test_shapes_as_parameters(shape):
    torch.testing.assert_close(softmax(torch.ones(shape)).sum(-1), torch.ones(shape[:-1]))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dtypes_as_parameters(dtype):
    assert nets.cube(torch.tensor(2, dtype=dtype)).item() == 8


@torch.no_grad()
def test_no_grad_as_a_decorator():
    assert nets.cube(torch.ones(1, requires_grad=True) * 2).item() == 8


def test_infinities():
    assert softmax(torch.tensor([0.0, -torch.inf])).tolist() == [1, 0]


def test_nothing_is_nan():
    assert not torch.isnan(softmax(torch.tensor([1e4, 0.0]))).any()
    assert softmax(torch.tensor([1e4, 0.0]))[0] == 1


class TestTensors(unittest.TestCase):
    def test_equal(self):
        self.assertTrue(torch.equal(nets.cube(torch.tensor([2])), torch.tensor([8])))

    def test_almost_equal(self):
        self.assertAlmostEqual(nets.cube(torch.tensor(0.5)).item(), 0.125)

    def test_lists(self):
        self.assertListEqual(nets.causal_mask(1).tolist() + nets.causal_mask(2)[0].tolist(), [[True], True, False])
