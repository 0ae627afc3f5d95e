"""A right variant: explicit loops wherever the contract allows them, as a careful beginner writes."""

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
        self.in_modules: list[Module] = []
        self.out_tensor = None
        self.out_gradient = None

    def forward(self, *in_tensors):
        raise NotImplementedError

    def backward(self, in_tensors, out_tensor, out_gradient):
        raise NotImplementedError

    def apply_fwd(self, in_modules):
        if self.out_tensor is not None:
            raise RuntimeError("already applied")
        in_tensors = []
        for module in in_modules:
            self.in_modules.append(module)
            in_tensors.append(module.out_tensor)
        self.out_tensor = self.forward(*in_tensors)
        self.out_gradient = np.zeros_like(self.out_tensor)
        tape.push(self)
        return self

    def apply_bwd(self):
        in_tensors = []
        for module in self.in_modules:
            in_tensors.append(module.out_tensor)
        in_gradients = self.backward(in_tensors, self.out_tensor, self.out_gradient)
        index = 0
        for module in self.in_modules:
            module.out_gradient = module.out_gradient + in_gradients[index].copy()
            index = index + 1


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient[...] = 0


def tape_bwd(loss):
    loss.out_gradient = np.ones_like(loss.out_tensor)
    nodes = []
    while len(tape) > 0:
        nodes.append(tape.pop())
    for node in nodes:
        node.apply_bwd()


class Sigmoid(Module):
    def forward(self, a):
        b = np.zeros(a.shape)
        for index in np.ndindex(a.shape):
            if a[index] >= 0:
                b[index] = 1 / (1 + np.exp(-a[index]))
            else:
                b[index] = np.exp(a[index]) / (1 + np.exp(a[index]))
        return b

    def backward(self, in_tensors, b, g_b):
        g_a = np.zeros(b.shape)
        for index in np.ndindex(b.shape):
            g_a[index] = g_b[index] * b[index] * (1 - b[index])
        return (g_a,)


class Tanh(Module):
    def forward(self, a):
        return np.tanh(a)

    def backward(self, in_tensors, b, g_b):
        g_a = g_b.copy()
        g_a *= 1 - np.square(b)
        return (g_a,)


class Linear(Module):
    def forward(self, a, omega, beta):
        return np.dot(a, omega.T) + beta

    def backward(self, in_tensors, b, g_b):
        a, omega, _ = in_tensors
        g_a = np.dot(g_b, omega)
        g_omega = np.dot(g_b.T, a)
        g_beta = np.sum(g_b, axis=0)
        return (g_a, g_omega, g_beta)


class Softmax(Module):
    def forward(self, a):
        rows = a.reshape(-1, a.shape[-1])
        b = np.zeros(rows.shape)
        for i in range(len(rows)):
            e = np.exp(rows[i] - np.max(rows[i]))
            b[i] = e / np.sum(e)
        return b.reshape(a.shape)

    def backward(self, in_tensors, b, g_b):
        rows, cotangents = b.reshape(-1, b.shape[-1]), g_b.reshape(-1, b.shape[-1])
        g_a = np.zeros(rows.shape)
        for i in range(len(rows)):
            g_a[i] = rows[i] * (cotangents[i] - np.dot(rows[i], cotangents[i]))
        return (g_a.reshape(b.shape),)


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        total = 0.0
        for i in range(y.shape[0]):
            for c in range(y.shape[1]):
                if y[i, c] != 0:
                    total -= y[i, c] * np.log(max(y_hat[i, c], 1e-12))
        return np.array(total / y.shape[0])

    def backward(self, in_tensors, b, g_b):
        y, y_hat = in_tensors
        g_y_hat = np.zeros(y.shape)
        for i in range(y.shape[0]):
            for c in range(y.shape[1]):
                if y[i, c] != 0:
                    g_y_hat[i, c] = -g_b * y[i, c] / max(y_hat[i, c], 1e-12) / y.shape[0]
        return (np.zeros(y.shape), g_y_hat)


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        losses = []
        for row, label in zip(a, y, strict=True):
            top = row.max()
            losses.append(top + np.log(np.sum(np.exp(row - top))) - row[np.argmax(label)])
        return np.mean(losses)

    def backward(self, in_tensors, b, g_b):
        y, a = in_tensors
        g_a = np.zeros(a.shape)
        for i in range(len(a)):
            e = np.exp(a[i] - a[i].max())
            g_a[i] = (e / e.sum() - y[i]) * g_b / len(a)
        return (np.zeros(y.shape), g_a)


class Add(Module):
    def forward(self, a, b):
        return a + b

    def backward(self, in_tensors, out, g):
        return (unbroadcast(g, in_tensors[0].shape), unbroadcast(g, in_tensors[1].shape))


class Mul(Module):
    def forward(self, a, b):
        return a * b

    def backward(self, in_tensors, out, g):
        return (
            unbroadcast(g * in_tensors[1], in_tensors[0].shape),
            unbroadcast(g * in_tensors[0], in_tensors[1].shape),
        )


class Sum(Module):
    def forward(self, a):
        return np.sum(a)

    def backward(self, in_tensors, out, g):
        g_a = np.zeros(in_tensors[0].shape)
        g_a[...] = g
        return (g_a,)


def unbroadcast(g, shape):
    result = g
    while result.ndim > len(shape):
        result = result.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1 and result.shape[axis] > 1:
            result = result.sum(axis=axis, keepdims=True)
    return np.array(result)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for leaf in self.params:
            leaf.out_tensor = leaf.out_tensor - self.lr * leaf.out_gradient

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        self.alpha = Leaf(rng.uniform(-1, 1, (d_hidden, d_in)) / d_in**0.5)
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(rng.uniform(-1, 1, (n_classes, d_hidden)) / d_hidden**0.5)
        self.beta0 = Leaf(np.zeros(n_classes))

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        first = Linear()
        first.apply_fwd([Leaf(x), self.alpha, self.alpha0])
        hidden = Sigmoid()
        hidden.apply_fwd([first])
        second = Linear()
        second.apply_fwd([hidden, self.beta, self.beta0])
        J = SoftmaxCrossEntropy()
        J.apply_fwd([Leaf(y), second])
        return J


def train(model, x, y, lr, steps):
    losses = []
    optimizer = SGD(model.parameters(), lr)
    for step in range(steps):
        if step > 0:
            optimizer.zero_grad()
        loss = model.loss(x, y)
        tape_bwd(loss)
        optimizer.step()
        losses.append(float(loss.out_tensor))
    return losses
