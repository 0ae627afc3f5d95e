"""Piece 8: SoftmaxCrossEntropy. The softmax of these logits is [[1/4, 1/4, 1/2], [1/2, 1/4, 1/4]]."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import SoftmaxCrossEntropy
from checking import backward, close


def batch() -> list[np.ndarray]:
    """y and the logits a; their loss is 1.5 log 2."""
    return [np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), np.log([[1.0, 1.0, 2.0], [6.0, 3.0, 3.0]])]


@weight(1)
@number("8.1")
def test_softmax_cross_entropy_forward_on_two_rows() -> None:
    """SoftmaxCrossEntropy.forward: the value for two rows"""
    close(SoftmaxCrossEntropy().forward(*batch()), 1.5 * np.log(2.0), "SoftmaxCrossEntropy.forward: b", batch=2)


@weight(1)
@number("8.2")
def test_softmax_cross_entropy_backward_on_two_rows() -> None:
    """SoftmaxCrossEntropy.backward: the gradient of the logits for two rows"""
    b, g_b = np.array(1.5 * np.log(2.0)), np.array(8.0)
    _, g_a = backward(SoftmaxCrossEntropy(), batch(), b, g_b, "SoftmaxCrossEntropy.backward")
    close(g_a, [[1.0, -3.0, 2.0], [-2.0, 1.0, 1.0]], "SoftmaxCrossEntropy.backward: g_a", batch=2)


@weight(0.5)
@number("8.3")
def test_softmax_cross_entropy_ignores_a_shift() -> None:
    """SoftmaxCrossEntropy.forward: adding a number to all logits of a row changes nothing"""
    y, a = batch()
    shifted = a + np.array([[30.0], [-20.0]])
    close(
        SoftmaxCrossEntropy().forward(y, shifted), 1.5 * np.log(2.0), "SoftmaxCrossEntropy.forward of shifted rows: b"
    )
