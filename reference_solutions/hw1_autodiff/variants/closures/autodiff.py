"""A right variant: forward leaves a closure that knows how to go back, and backward only calls it."""

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
    pull = None  # cotangent -> the gradients of the inputs; set by forward

    def __init__(self):
        self.in_modules, self.out_tensor, self.out_gradient = [], None, None

    def forward(self, *in_tensors):
        raise NotImplementedError

    def backward(self, in_tensors, out_tensor, out_gradient):
        return self.pull(out_gradient)

    def apply_fwd(self, in_modules):
        assert_fresh(self)
        value = np.asarray(self.forward(*(m.out_tensor for m in in_modules)), dtype=np.float64)
        self.in_modules, self.out_tensor, self.out_gradient = tuple(in_modules), value, np.zeros(value.shape)
        tape.push(self)
        self.in_modules = list(self.in_modules)
        return self

    def apply_bwd(self):
        inputs = [m.out_tensor for m in self.in_modules]
        for m, g in zip(self.in_modules, self.backward(inputs, self.out_tensor, self.out_gradient), strict=True):
            m.out_gradient = m.out_gradient + g


def assert_fresh(module):
    if module.out_tensor is not None:
        raise RuntimeError("a module is one node: apply it once")


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient = np.zeros_like(leaf.out_tensor)


def tape_bwd(loss):
    loss.out_gradient = np.full(np.shape(loss.out_tensor), 1.0)
    while True:
        try:
            node = tape.pop()
        except IndexError:
            return
        node.apply_bwd()


class Sigmoid(Module):
    def forward(self, a):
        e = np.exp(-np.abs(a))
        b = np.where(a < 0, e / (1 + e), 1 / (1 + e))
        self.pull = lambda g: (g * b * (1 - b),)
        return b

    def backward(self, in_tensors, b, g_b):
        return self.pull(g_b)


class Tanh(Module):
    def forward(self, a):
        b = np.tanh(a)
        self.pull = lambda g: (g - b * b * g,)
        return b

    def backward(self, in_tensors, b, g_b):
        return self.pull(g_b)


class Linear(Module):
    def forward(self, a, omega, beta):
        self.pull = lambda g: (g @ omega, np.transpose(np.transpose(a) @ g), g.sum(0))
        return a.dot(omega.transpose()) + beta

    def backward(self, in_tensors, b, g_b):
        return self.pull(g_b)


class Softmax(Module):
    def forward(self, a):
        b = np.exp(a - a.max(-1, keepdims=True))
        b = b / b.sum(-1, keepdims=True)
        self.pull = lambda g: (b * g - b * np.sum(b * g, -1, keepdims=True),)
        return b

    def backward(self, in_tensors, b, g_b):
        return self.pull(g_b)


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        safe = np.fmax(y_hat, 1e-12)
        self.pull = lambda g: (-g * np.log(safe) / len(y), -g * (y / safe) / len(y))
        return -np.einsum("bc,bc->", y, np.log(safe)) / len(y)

    def backward(self, in_tensors, b, g_b):
        return self.pull(g_b)


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        softmax = Softmax()
        p = softmax.forward(a)
        self.pull = lambda g: (np.zeros_like(y), (p - y) * (g / len(y)))
        top = a.max(axis=1)
        log_partition = top + np.log(np.exp(a - top[:, None]).sum(axis=1))
        return np.average(log_partition - a[np.arange(len(a)), np.argmax(y, axis=1)])

    def backward(self, in_tensors, b, g_b):
        return self.pull(g_b)


class Add(Module):
    def forward(self, a, b):
        self.pull = lambda g: (unbroadcast(g, np.shape(a)), unbroadcast(g, np.shape(b)))
        return a + b

    def backward(self, in_tensors, out, g):
        return self.pull(g)


class Mul(Module):
    def forward(self, a, b):
        self.pull = lambda g: (unbroadcast(g * b, np.shape(a)), unbroadcast(a * g, np.shape(b)))
        return a * b

    def backward(self, in_tensors, out, g):
        return self.pull(g)


class Sum(Module):
    def forward(self, a):
        self.pull = lambda g: (np.ones(np.shape(a)) * g,)
        return np.sum(a)

    def backward(self, in_tensors, out, g):
        return self.pull(g)


def unbroadcast(g, shape):
    extra = np.ndim(g) - len(shape)
    for _ in range(extra):
        g = np.sum(g, axis=0)
    for axis, length in enumerate(shape):
        if length == 1 and np.shape(g)[axis] != 1:
            g = np.sum(g, axis=axis, keepdims=True)
    return np.array(g, dtype=np.float64)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            np.subtract(p.out_tensor, self.lr * p.out_gradient, out=p.out_tensor)

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        self.alpha = Leaf(rng.standard_normal((d_hidden, d_in)) * d_in**-0.5)
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(rng.standard_normal((n_classes, d_hidden)) * d_hidden**-0.5)
        self.beta0 = Leaf(np.zeros(n_classes))

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        first = Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])
        second = Linear().apply_fwd([Sigmoid().apply_fwd([first]), self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), second])


def train(model, x, y, lr, steps):
    losses = []
    while len(losses) < steps:
        J = model.loss(x, y)
        losses.append(float(J.out_tensor))
        zero_grad(model.parameters())
        tape_bwd(J)
        SGD(model.parameters(), lr).step()
    return losses
