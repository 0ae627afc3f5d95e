"""A right variant: no array is ever changed in place; lists for tuples; a small number added before the log."""

from __future__ import annotations

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
        if len(self.in_modules) > 0 or self.out_tensor is not None:
            raise RuntimeError("this module is in a graph already")
        self.out_tensor = self.forward(*[m.out_tensor for m in in_modules])
        self.in_modules = in_modules
        self.out_gradient = np.zeros(np.shape(self.out_tensor))
        tape.push(self)
        return self

    def apply_bwd(self):
        inputs = [m.out_tensor for m in self.in_modules]
        gradients = self.backward(inputs, self.out_tensor, self.out_gradient)
        for i in range(len(self.in_modules)):
            self.in_modules[i].out_gradient = self.in_modules[i].out_gradient + gradients[i]


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient = leaf.out_tensor * 0.0


def tape_bwd(loss):
    loss.out_gradient = loss.out_gradient + 1.0
    while len(tape) > 0:
        node = tape.pop()
        node.apply_bwd()


class Sigmoid(Module):
    def forward(self, a):
        return 0.5 * (1 + np.tanh(0.5 * a))

    def backward(self, in_tensors, b, g_b):
        return [g_b * (b - b**2)]


class Tanh(Module):
    def forward(self, a):
        return np.tanh(a)

    def backward(self, in_tensors, b, g_b):
        return [g_b - g_b * b**2]


class Linear(Module):
    def forward(self, a, omega, beta):
        return (omega @ a.T).T + beta

    def backward(self, in_tensors, b, g_b):
        a, omega, _ = in_tensors
        return [(omega.T @ g_b.T).T, (a.T @ g_b).T, np.ones(len(a)) @ g_b]


class Softmax(Module):
    def forward(self, a):
        m = np.max(a, axis=-1, keepdims=True)
        return np.exp(a - m - np.log(np.sum(np.exp(a - m), axis=-1, keepdims=True)))

    def backward(self, in_tensors, b, g_b):
        bg = b * g_b
        return [bg - b * np.sum(bg, axis=-1, keepdims=True)]


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        return np.mean(np.sum(-y * np.log(y_hat + 1e-12), axis=1))

    def backward(self, in_tensors, b, g_b):
        y, y_hat = in_tensors
        return [-g_b * np.log(y_hat + 1e-12) / y.shape[0], -(g_b / y.shape[0]) * (y / (y_hat + 1e-12))]


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        m = a.max(axis=1)
        return np.mean(m + np.log(np.exp(a - m[:, None]).sum(axis=1)) - np.sum(y * a, axis=1))

    def backward(self, in_tensors, b, g_b):
        y, a = in_tensors
        return [np.zeros(y.shape), (Softmax().forward(a) - y) * (g_b / y.shape[0])]


class Add(Module):
    def forward(self, a, b):
        return np.add(a, b)

    def backward(self, in_tensors, out, g):
        return [unbroadcast(g, np.shape(x)) for x in in_tensors]


class Mul(Module):
    def forward(self, a, b):
        return np.multiply(a, b)

    def backward(self, in_tensors, out, g):
        a, b = in_tensors
        return [unbroadcast(g * b, a.shape), unbroadcast(a * g, b.shape)]


class Sum(Module):
    def forward(self, a):
        return np.sum(a)

    def backward(self, in_tensors, out, g):
        return [g * np.ones(in_tensors[0].shape)]


def unbroadcast(g, shape):
    padded = (1,) * (np.ndim(g) - len(shape)) + tuple(shape)
    for axis, length in enumerate(padded):
        if length == 1:
            g = np.sum(g, axis=axis, keepdims=True)
    return np.reshape(g, shape)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.out_tensor = p.out_tensor - self.lr * p.out_gradient

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        self.alpha = Leaf(rng.normal(0.0, d_in**-0.5, size=(d_hidden, d_in)))
        self.alpha0 = Leaf([0.0] * d_hidden)
        self.beta = Leaf(rng.normal(0.0, d_hidden**-0.5, size=(n_classes, d_hidden)))
        self.beta0 = Leaf([0.0] * n_classes)

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        a = Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])
        z = Sigmoid().apply_fwd([a])
        b = Linear().apply_fwd([z, self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), b])


def train(model, x, y, lr, steps):
    losses = []
    for _ in range(steps):
        J = model.loss(x, y)
        losses.append(J.out_tensor)
        tape_bwd(J)
        for p in model.parameters():
            p.out_tensor = p.out_tensor - lr * p.out_gradient
        zero_grad(model.parameters())
    return losses
