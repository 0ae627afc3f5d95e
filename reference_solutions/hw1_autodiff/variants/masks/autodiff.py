"""A right variant: masks and helpers, real gradients for the labels, a tape that is read and then cleared."""

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

    @property
    def in_tensors(self):
        return [m.out_tensor for m in self.in_modules]

    def apply_fwd(self, in_modules):
        if self.out_gradient is not None:
            raise RuntimeError("one module, one node")
        self.in_modules = in_modules[:]
        self.out_tensor = self.forward(*self.in_tensors)
        self.out_gradient = np.zeros_like(self.out_tensor, dtype=np.float64)
        tape._stack.append(self)
        return self

    def apply_bwd(self):
        for m, g in zip(
            self.in_modules, self.backward(self.in_tensors, self.out_tensor, self.out_gradient), strict=False
        ):
            if g is not None:
                m.out_gradient = np.add(m.out_gradient, g)


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient[...] = 0.0


def tape_bwd(loss):
    loss.out_gradient = np.ones(())
    for node in tape._stack[::-1]:
        node.apply_bwd()
    tape.clear()


def log_softmax(a):
    shifted = a - np.amax(a, axis=-1)[..., np.newaxis]
    return shifted - np.log(np.exp(shifted).sum(axis=-1))[..., np.newaxis]


def safe_log(p):
    return np.log(np.where(p > 1e-12, p, 1e-12))


class Sigmoid(Module):
    def forward(self, a):
        b, positive = np.empty_like(a), a > 0
        b[positive] = 1 / (1 + np.exp(-a[positive]))
        small = np.exp(a[~positive])
        b[~positive] = small / (1 + small)
        return b

    def backward(self, in_tensors, b, g_b):
        return (g_b * (0.25 - (b - 0.5) ** 2),)


class Tanh(Module):
    def forward(self, a):
        shrunk = np.exp(-2 * np.abs(a))
        return np.sign(a) * (1 - shrunk) / (1 + shrunk)

    def backward(self, in_tensors, b, g_b):
        return (g_b / np.cosh(np.clip(in_tensors[0], -300, 300)) ** 2,)


class Linear(Module):
    def forward(self, a, omega, beta):
        return np.hstack([a, np.ones((len(a), 1))]) @ np.vstack([omega.T, beta])

    def backward(self, in_tensors, b, g_b):
        a, omega, _ = in_tensors
        return np.matmul(g_b, omega), np.tensordot(g_b, a, axes=(0, 0)), np.add.reduce(g_b, axis=0)


class Softmax(Module):
    def forward(self, a):
        return np.exp(log_softmax(a))

    def backward(self, in_tensors, b, g_b):
        inner = (b[..., np.newaxis, :] @ g_b[..., :, np.newaxis])[..., 0]
        return ((g_b - inner) * b,)


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        return -np.tensordot(y, safe_log(y_hat), axes=2) / y.shape[0]

    def backward(self, in_tensors, b, g_b):
        y, y_hat = in_tensors
        g_y_hat = np.zeros_like(y_hat)
        np.divide(-g_b * y / len(y), np.where(y_hat > 1e-12, y_hat, 1e-12), out=g_y_hat, where=y > 0)
        return -g_b * safe_log(y_hat) / len(y), g_y_hat


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        self.logs = log_softmax(a)
        return -np.mean(self.logs[y == 1])

    def backward(self, in_tensors, b, g_b):
        y = in_tensors[0]
        return None, np.divide(g_b * (np.exp(self.logs) - y), len(y))


class Add(Module):
    def forward(self, a, b):
        return a + b

    def backward(self, in_tensors, out, g):
        a, b = in_tensors
        return unbroadcast(g, a.shape), unbroadcast(g, b.shape)


class Mul(Module):
    def forward(self, a, b):
        return a * b

    def backward(self, in_tensors, out, g):
        a, b = in_tensors
        return unbroadcast(np.multiply(g, b), a.shape), unbroadcast(np.multiply(g, a), b.shape)


class Sum(Module):
    def forward(self, a):
        return a.ravel() @ np.ones(a.size)

    def backward(self, in_tensors, out, g):
        return (g + np.zeros(in_tensors[0].shape),)


def unbroadcast(g, shape):
    if g.shape == tuple(shape):
        return g
    if g.ndim > len(shape):
        return unbroadcast(g.sum(axis=0), shape)
    axis = next(i for i, n in enumerate(shape) if n != g.shape[i])
    return unbroadcast(g.sum(axis=axis, keepdims=True), shape)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.out_tensor -= self.lr * p.out_gradient

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        sizes = [(d_hidden, d_in), (n_classes, d_hidden)]
        weights = [rng.standard_normal(size) * np.sqrt(1.0 / size[1]) for size in sizes]
        self.alpha, self.beta = map(Leaf, weights)
        self.alpha0, self.beta0 = Leaf(np.zeros(d_hidden)), Leaf(np.zeros(n_classes))

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        hidden = Sigmoid().apply_fwd([Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), Linear().apply_fwd([hidden, self.beta, self.beta0])])


def train(model, x, y, lr, steps):
    losses = np.zeros(steps)
    for i in range(steps):
        zero_grad(model.parameters())
        loss = model.loss(x, y)
        tape_bwd(loss)
        SGD(model.parameters(), lr).step()
        losses[i] = loss.out_tensor
    return list(losses)
