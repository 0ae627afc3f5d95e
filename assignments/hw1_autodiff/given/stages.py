"""The lecture's network in its first two stages: one procedural function, and modules that are called by hand.

x -> Linear(alpha) -> a -> Sigmoid -> z -> Linear(beta) -> b -> Softmax -> y_hat -> CrossEntropy(y) -> loss

Stage 3, the tape, is what you write in autodiff.py; tests/test_10_mlp.py compares it with both. The stages here do what
one does on paper: one example at a time (x: (A,), y: one-hot (C,)), the whole Jacobian of the softmax, and no care for
large numbers. In all of this autodiff.py has to do better.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def stage_1(x: Array, y: Array, alpha: Array, alpha0: Array, beta: Array, beta0: Array) -> tuple[float, list[Array]]:
    """The loss, and its gradients with respect to alpha, alpha0, beta and beta0: all arithmetic in one function."""
    a = alpha @ x + alpha0
    z = 1 / (1 + np.exp(-a))
    b = beta @ z + beta0
    y_hat = np.exp(b) / np.exp(b).sum()
    loss = -y @ np.log(y_hat)
    # The derivative of each line above, the last line first.
    g_y_hat = -y / y_hat
    g_b = (np.diag(y_hat) - np.outer(y_hat, y_hat)) @ g_y_hat
    g_z = beta.T @ g_b
    g_a = g_z * np.exp(-a) / (1 + np.exp(-a)) ** 2
    return loss, [np.outer(g_a, x), g_a, np.outer(g_b, z), g_b]


class Linear:
    """b = omega a + beta. Like every module here, it keeps from `forward` what its `backward` needs."""

    def __init__(self, omega: Array, beta: Array) -> None:
        self.omega, self.beta = omega, beta

    def forward(self, a: Array) -> Array:
        self.a = a
        return self.omega @ a + self.beta

    def backward(self, g_b: Array) -> Array:
        self.g_omega, self.g_beta = np.outer(g_b, self.a), g_b
        return self.omega.T @ g_b


class Sigmoid:
    """b = 1 / (1 + exp(-a)), elementwise."""

    def forward(self, a: Array) -> Array:
        self.a = a
        return 1 / (1 + np.exp(-a))

    def backward(self, g_b: Array) -> Array:
        return g_b * np.exp(-self.a) / (1 + np.exp(-self.a)) ** 2


class Softmax:
    """b_i = exp(a_i) / sum_j exp(a_j)."""

    def forward(self, a: Array) -> Array:
        self.b = np.exp(a) / np.exp(a).sum()
        return self.b

    def backward(self, g_b: Array) -> Array:
        return (np.diag(self.b) - np.outer(self.b, self.b)) @ g_b


class CrossEntropy:
    """b = -y^T log y_hat, for the one-hot label y."""

    def __init__(self, y: Array) -> None:
        self.y = y

    def forward(self, y_hat: Array) -> float:
        self.y_hat = y_hat
        return -self.y @ np.log(y_hat)

    def backward(self, g_b: float) -> Array:
        return -g_b * self.y / self.y_hat


def stage_2(x: Array, y: Array, alpha: Array, alpha0: Array, beta: Array, beta0: Array) -> tuple[float, list[Array]]:
    """The same from modules: what depends on the network is only which is called, and in what order."""
    first, sigmoid, second, softmax = Linear(alpha, alpha0), Sigmoid(), Linear(beta, beta0), Softmax()
    cross_entropy = CrossEntropy(y)
    a = first.forward(x)
    z = sigmoid.forward(a)
    b = second.forward(z)
    y_hat = softmax.forward(b)
    loss = cross_entropy.forward(y_hat)
    g_y_hat = cross_entropy.backward(1.0)
    g_b = softmax.backward(g_y_hat)
    g_z = second.backward(g_b)
    g_a = sigmoid.backward(g_z)
    first.backward(g_a)
    return loss, [first.g_omega, first.g_beta, second.g_omega, second.g_beta]
