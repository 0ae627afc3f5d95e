"""A right variant: examples as columns inside, as on the lecture's slides; scalars and Python floats as losses."""

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
        self._on_tape = False

    def forward(self, *in_tensors):
        raise NotImplementedError

    def backward(self, in_tensors, out_tensor, out_gradient):
        raise NotImplementedError

    def apply_fwd(self, in_modules):
        if self._on_tape:
            raise RuntimeError("apply_fwd was called twice")
        values = [m.out_tensor for m in in_modules]
        self.out_tensor = self.forward(*values)
        self.in_modules = list(in_modules)
        self.out_gradient = np.zeros(np.shape(self.out_tensor))
        self._on_tape = True
        tape.push(self)
        return self

    def apply_bwd(self):
        values = [m.out_tensor for m in self.in_modules]
        gradients = self.backward(values, self.out_tensor, self.out_gradient)
        for k, m in enumerate(self.in_modules):
            total = np.array(m.out_gradient)
            total += gradients[k]
            m.out_gradient = total


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient = np.array(leaf.out_tensor * 0)


def tape_bwd(loss):
    loss.out_gradient = np.float64(1)
    while len(tape) != 0:
        tape.pop().apply_bwd()


def columns(a):
    """(B, C) -> (C, B): one example in each column."""
    return np.swapaxes(a, 0, -1) if a.ndim == 2 else a


class Sigmoid(Module):
    def forward(self, a):
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-a))

    def backward(self, in_tensors, b, g_b):
        return (g_b * (b - np.square(b)),)


class Tanh(Module):
    def forward(self, a):
        return np.tanh(a)

    def backward(self, in_tensors, b, g_b):
        return ((1 + b) * (1 - b) * g_b,)


class Linear(Module):
    def forward(self, a, omega, beta):
        return columns(omega @ columns(a) + beta.reshape(-1, 1))

    def backward(self, in_tensors, b, g_b):
        a, omega, _ = (np.asarray(t) for t in in_tensors)
        g = columns(g_b)
        return columns(omega.T @ g), g @ columns(a).T, np.sum(g, axis=1)


class Softmax(Module):
    def forward(self, a):
        first = np.moveaxis(a, -1, 0)  # classes first, as in a column
        e = np.exp(first - first.max(axis=0))
        return np.moveaxis(e / e.sum(axis=0), 0, -1)

    def backward(self, in_tensors, b, g_b):
        first, g = np.moveaxis(b, -1, 0), np.moveaxis(g_b, -1, 0)
        return (np.moveaxis(first * (g - (first * g).sum(axis=0)), 0, -1),)


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        rows, labels = np.nonzero(y)
        return float(np.mean(-np.log(np.maximum(y_hat[rows, labels], 1e-12))))

    def backward(self, in_tensors, b, g_b):
        y, y_hat = in_tensors
        rows, labels = np.nonzero(y)
        g_y_hat = np.zeros(y_hat.shape)
        g_y_hat[rows, labels] = -float(g_b) / (len(rows) * np.maximum(y_hat[rows, labels], 1e-12))
        return np.zeros(y.shape), g_y_hat


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        rows, labels = np.nonzero(y)
        gaps = a - a[rows, labels][:, None]  # log-sum-exp of these is the loss of each row
        return float(np.mean(np.logaddexp.reduce(gaps, axis=1)))

    def backward(self, in_tensors, b, g_b):
        y, a = in_tensors
        p = Softmax().forward(a)
        p[y == 1] -= 1
        return np.zeros(y.shape), p * float(g_b) / y.shape[0]


class Add(Module):
    def forward(self, a, b):
        return a + b

    def backward(self, in_tensors, out, g):
        return unbroadcast(g, in_tensors[0].shape), unbroadcast(g, in_tensors[1].shape)


class Mul(Module):
    def forward(self, a, b):
        return a * b

    def backward(self, in_tensors, out, g):
        first, second = in_tensors
        return unbroadcast(second * g, first.shape), unbroadcast(first * g, second.shape)


class Sum(Module):
    def forward(self, a):
        return np.sum(np.ravel(a))

    def backward(self, in_tensors, out, g):
        return (np.ones_like(in_tensors[0]) * g,)


def unbroadcast(g, shape):
    g = np.asarray(g)
    summed = [axis for axis in range(-g.ndim, 0) if -axis > len(shape) or (shape[axis] == 1 and g.shape[axis] > 1)]
    return np.sum(g, axis=tuple(summed), keepdims=True).reshape(shape)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for leaf in self.params:
            leaf.out_tensor = np.array(leaf.out_tensor + (-self.lr) * leaf.out_gradient)

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        self.alpha = Leaf(rng.normal(scale=1 / np.sqrt(d_in), size=(d_in, d_hidden)).T)
        self.beta = Leaf(rng.normal(scale=1 / np.sqrt(d_hidden), size=(d_hidden, n_classes)).T)
        self.alpha0, self.beta0 = Leaf(np.zeros(d_hidden)), Leaf(np.zeros(n_classes))

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        node = Leaf(x)
        for module, *parameters in (
            (Linear(), self.alpha, self.alpha0),
            (Sigmoid(),),
            (Linear(), self.beta, self.beta0),
        ):
            node = module.apply_fwd([node, *parameters])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), node])


def train(model, x, y, lr, steps):
    sgd, losses = SGD(model.parameters(), lr), []
    for _ in range(steps):
        loss = model.loss(x, y)
        losses += [float(loss.out_tensor)]
        tape_bwd(loss)
        sgd.step()
        sgd.zero_grad()
    return losses
