"""Piece 7: Classifier."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand, fail, flag, shown
from model_drivers import classify, parameters

Array = np.ndarray


def by_hand() -> list[Array]:
    """Weights and biases for d_in = 2, d_hidden = 3, n_classes = 4."""
    first = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]], dtype=np.float32)
    second = np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 2.0]], dtype=np.float32)
    return [first, np.array([0.0, 1.0, -1.0], dtype=np.float32), second, np.array([0.0, 10.0, 0.0, 1.0], np.float32)]


@weight(1)
@number("7.1")
def test_classifier_registers_four_parameters() -> None:
    """Classifier: has four registered parameters, two weight matrices and two biases, and no nn.Linear"""
    seen = parameters((2, 3, 4), 0)
    shapes = [np.shape(parameter) for parameter in seen["parameters"]]
    if not shapes:
        fail("Classifier(2, 3, 4).parameters() is empty; a tensor is found there only if it is an nn.Parameter")
    if sorted(tuple(sorted(shape)) for shape in shapes) != [(2, 3), (3,), (3, 4), (4,)]:
        fail(f"Classifier(2, 3, 4) has parameters of shapes {shown(shapes)}, expected (3, 2), (3,), (4, 3) and (4,)")
    if seen["has_nn_linear"] is not False:
        fail("Classifier has an nn.Linear inside; build it from nn.Parameters of your own")


@weight(1)
@number("7.2")
def test_classifier_logits_by_hand() -> None:
    """Classifier.forward: logits for two examples and weights set by hand

    With these weights the hidden units of the examples are (2, 0, 4) and (0, 3, 0) after the ReLU.
    """
    x = np.array([[2.0, -3.0], [-1.0, 2.0]], dtype=np.float32)
    seen = classify((2, 3, 4), by_hand(), x)
    flag(seen, "matched", f"Classifier(2, 3, 4) has parameters of shapes {shown(seen['shapes'])}, see check 7.1")
    close_by_hand(seen["logits"][0], [[6.0, 12.0, 0.0, 9.0], [3.0, 10.0, -3.0, 1.0]], "Classifier.forward: logits")
