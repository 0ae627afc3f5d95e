"""A right variant: einsum wherever it fits, labels by index, gradients by np.add.at, uniform initial weights."""

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
        self.applied = False

    def forward(self, *in_tensors):
        raise NotImplementedError

    def backward(self, in_tensors, out_tensor, out_gradient):
        raise NotImplementedError

    def apply_fwd(self, in_modules):
        if self.applied:
            raise RuntimeError(f"{self!r} has been applied")
        self.applied = True
        self.in_modules = list(in_modules)
        self.out_tensor = np.array(self.forward(*self._values()), dtype=float)
        self.out_gradient = np.zeros_like(self.out_tensor)
        tape.push(self)
        return self

    def apply_bwd(self):
        gradients = self.backward(self._values(), self.out_tensor, self.out_gradient)
        for m, g in zip(self.in_modules, gradients, strict=True):
            m.out_gradient = np.sum([m.out_gradient, g], axis=0)

    def _values(self):
        return tuple(m.out_tensor for m in self.in_modules)


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)
        self.applied = True


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient = np.zeros(leaf.out_tensor.shape, dtype=float)


def tape_bwd(loss):
    loss.out_gradient = np.array(1.0)
    for _ in range(len(tape)):
        tape.pop().apply_bwd()


class Sigmoid(Module):
    def forward(self, a):
        return np.exp(-np.logaddexp(0, -a))

    def backward(self, in_tensors, b, g_b):
        return (np.einsum("...,...,...->...", g_b, b, 1 - b),)


class Tanh(Module):
    def forward(self, a):
        return 2 * Sigmoid().forward(2 * a) - 1

    def backward(self, in_tensors, b, g_b):
        return (g_b * (1 - b) * (1 + b),)


class Linear(Module):
    def forward(self, a, omega, beta):
        return np.einsum("ba,ca->bc", a, omega) + beta[None, :]

    def backward(self, in_tensors, b, g_b):
        a, omega, _ = in_tensors
        return np.einsum("bc,ca->ba", g_b, omega), np.einsum("bc,ba->ca", g_b, a), np.einsum("bc->c", g_b)


class Softmax(Module):
    def forward(self, a):
        return np.exp(a - np.logaddexp.reduce(a, axis=-1, keepdims=True))

    def backward(self, in_tensors, b, g_b):
        return (b * g_b - b * np.einsum("...c,...c->...", b, g_b)[..., None],)


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        picked = np.take_along_axis(y_hat, y.argmax(axis=1)[:, None], axis=1)
        return -np.log(np.clip(picked, 1e-12, None)).mean()

    def backward(self, in_tensors, b, g_b):
        y, y_hat = in_tensors
        return np.zeros_like(y), -g_b * y / (len(y) * np.clip(y_hat, 1e-12, 1.0))


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        rows = np.arange(len(y))
        return (np.logaddexp.reduce(a, axis=1) - a[rows, y.argmax(axis=1)]).mean()

    def backward(self, in_tensors, b, g_b):
        y, a = in_tensors
        g_a = Softmax().forward(a)
        np.add.at(g_a, (np.arange(len(y)), y.argmax(axis=1)), -1.0)
        return np.zeros_like(y), g_a * g_b / len(y)


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
        return unbroadcast(g * b, a.shape), unbroadcast(g * a, b.shape)


class Sum(Module):
    def forward(self, a):
        return np.einsum("i->", a.reshape(-1))

    def backward(self, in_tensors, out, g):
        return (np.broadcast_to(g, in_tensors[0].shape),)


def unbroadcast(g, shape):
    g = g.reshape((-1, *g.shape[g.ndim - len(shape) :])).sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] != g.shape[axis]:
            g = g.sum(axis=axis, keepdims=True)
    return np.asarray(g)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.out_tensor[...] = p.out_tensor - self.lr * p.out_gradient

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        def uniform(rows, columns):
            bound = np.sqrt(6 / (rows + columns))
            return Leaf(rng.uniform(-bound, bound, size=(rows, columns)))

        self.beta = uniform(n_classes, d_hidden)
        self.alpha = uniform(d_hidden, d_in)
        self.alpha0, self.beta0 = Leaf(np.zeros(d_hidden)), Leaf(np.zeros(n_classes))

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        nodes = [Leaf(x)]
        nodes.append(Linear().apply_fwd([nodes[-1], self.alpha, self.alpha0]))
        nodes.append(Sigmoid().apply_fwd([nodes[-1]]))
        nodes.append(Linear().apply_fwd([nodes[-1], self.beta, self.beta0]))
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), nodes[-1]])


def train(model, x, y, lr, steps):
    optimizer = SGD(model.parameters(), lr)

    def step():
        loss = model.loss(x, y)
        optimizer.zero_grad()
        tape_bwd(loss)
        optimizer.step()
        return loss.out_tensor.item()

    return [step() for _ in range(steps)]
