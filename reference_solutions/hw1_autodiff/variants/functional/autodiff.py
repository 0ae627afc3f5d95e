"""A right variant: small functions and generators, logarithms of probabilities everywhere, einsum in unbroadcast."""

from __future__ import annotations

import functools
import string

import numpy as np

Array = np.ndarray


class Tape:
    """A stack of applied modules, in the order of their forward application."""

    def __init__(self):
        self._stack: list[Module] = []

    def push(self, m):
        self._stack.append(m)

    def pop(self):
        return self._stack.pop()

    def clear(self):
        self._stack.clear()

    def __len__(self):
        return len(self._stack)


tape = Tape()


class Module:
    def __init__(self):
        self.in_modules = []
        self.out_tensor = None
        self.out_gradient = None

    def forward(self, *in_tensors):
        raise NotImplementedError

    def backward(self, in_tensors, out_tensor, out_gradient):
        raise NotImplementedError

    def apply_fwd(self, in_modules):
        if self.out_tensor is not None:
            raise RuntimeError(type(self).__name__ + " is used twice")
        self.in_modules = [m for m in in_modules]  # noqa: C416
        self.out_tensor = self.forward(*map(value_of, in_modules))
        self.out_gradient = np.zeros_like(self.out_tensor)
        tape.push(self)
        return self

    def apply_bwd(self):
        inputs = tuple(map(value_of, self.in_modules))
        contributions = self.backward(inputs, self.out_tensor, self.out_gradient)
        for module, contribution in zip(self.in_modules, contributions, strict=True):
            module.out_gradient = module.out_gradient + contribution


def value_of(module):
    return module.out_tensor


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        setattr(leaf, "out_gradient", np.zeros(leaf.out_tensor.shape))  # noqa: B010


def tape_bwd(loss):
    loss.out_gradient = np.array(1.0)
    for node in iter(lambda: tape.pop() if len(tape) else None, None):
        node.apply_bwd()


def log_sigmoid(a):
    return np.minimum(a, 0) - np.log1p(np.exp(-np.abs(a)))


def log_softmax(a):
    centred = a - np.max(a, -1, keepdims=True)
    return centred - np.log(np.sum(np.exp(centred), -1, keepdims=True))


class Sigmoid(Module):
    def forward(self, a):
        return np.exp(log_sigmoid(a))

    def backward(self, in_tensors, b, g_b):
        return (g_b * np.exp(np.log(b) + np.log1p(-b)),)


class Tanh(Module):
    def forward(self, a):
        return np.exp(log_sigmoid(2 * a)) - np.exp(log_sigmoid(-2 * a))

    def backward(self, in_tensors, b, g_b):
        return (g_b * (1 - np.abs(b)) * (1 + np.abs(b)),)


class Linear(Module):
    def forward(self, a, omega, beta):
        return np.inner(a, omega) + beta

    def backward(self, in_tensors, b, g_b):
        a, omega, _ = in_tensors
        return np.inner(g_b, omega.T), np.inner(g_b.T, a.T), np.inner(g_b.T, np.ones(len(a)))


class Softmax(Module):
    def forward(self, a):
        return np.exp(log_softmax(a))

    def backward(self, in_tensors, b, g_b):
        mean = np.average(g_b, axis=-1, weights=b)
        return (b * (g_b - np.expand_dims(mean, -1)),)


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        return np.mean(np.fromiter((-np.log(max(p @ label, 1e-12)) for p, label in zip(y_hat, y, strict=True)), float))

    def backward(self, in_tensors, b, g_b):
        y, y_hat = in_tensors
        return 0 * y, np.where(y > 0, -g_b / (np.clip(y_hat, 1e-12, None) * len(y)), 0.0)


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        return -np.vdot(y, log_softmax(a)) / len(y)

    def backward(self, in_tensors, b, g_b):
        y, a = in_tensors
        return 0 * y, (g_b / len(y)) * (np.exp(log_softmax(a)) - y)


class Add(Module):
    def forward(self, a, b):
        return a + b

    def backward(self, in_tensors, out, g):
        return tuple(unbroadcast(g, x.shape) for x in in_tensors)


class Mul(Module):
    def forward(self, a, b):
        return a * b

    def backward(self, in_tensors, out, g):
        a, b = in_tensors
        return tuple(unbroadcast(g * other, x.shape) for x, other in ((a, b), (b, a)))


class Sum(Module):
    def forward(self, a):
        return functools.reduce(lambda total, row: total + np.sum(row), np.atleast_1d(a), np.float64(0))

    def backward(self, in_tensors, out, g):
        return (np.broadcast_to(g, np.shape(in_tensors[0])).copy(),)


def unbroadcast(g, shape):
    axes = string.ascii_lowercase[: np.ndim(g)]
    aligned = (1,) * (len(axes) - len(shape)) + tuple(shape)
    kept = "".join(axis for axis, length in zip(axes, aligned, strict=True) if length > 1)
    return np.array(np.einsum(f"{axes}->{kept}", g)).reshape(shape)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for leaf, move in [(leaf, self.lr * leaf.out_gradient) for leaf in self.params]:
            leaf.out_tensor = leaf.out_tensor - move

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        def layer(inputs, outputs):
            width = np.sqrt(3 / inputs)
            return Leaf((2 * rng.random((outputs, inputs)) - 1) * width), Leaf(np.zeros(outputs))

        self.alpha, self.alpha0 = layer(d_in, d_hidden)
        self.beta, self.beta0 = layer(d_hidden, n_classes)

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        layers = [
            lambda a: Linear().apply_fwd([a, self.alpha, self.alpha0]),
            lambda a: Sigmoid().apply_fwd([a]),
            lambda a: Linear().apply_fwd([a, self.beta, self.beta0]),
        ]
        logits = functools.reduce(lambda node, layer: layer(node), layers, Leaf(x))
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), logits])


def train(model, x, y, lr, steps):
    def losses():
        for _ in range(steps):
            zero_grad(model.parameters())
            loss = model.loss(x, y)
            yield float(loss.out_tensor)
            tape_bwd(loss)
            SGD(model.parameters(), lr).step()

    return list(losses())
