"""A right variant: shared base classes, state kept by forward for backward, a loss made of two modules."""

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
        if self.in_modules:
            raise RuntimeError("apply_fwd: this module has inputs already")
        self.in_modules = list(in_modules)
        self.out_tensor = self.forward(*self.inputs())
        self.out_gradient = np.zeros(np.shape(self.out_tensor), dtype=np.float64)
        tape.push(self)
        return self

    def apply_bwd(self):
        for m, gradient in zip(
            self.in_modules, self.backward(self.inputs(), self.out_tensor, self.out_gradient), strict=True
        ):
            m.receive(gradient)

    def inputs(self):
        return [m.out_tensor for m in self.in_modules]

    def receive(self, gradient):
        """Increment this node's gradient."""
        self.out_gradient = np.array(self.out_gradient + np.reshape(gradient, np.shape(self.out_gradient)))


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient = np.zeros(np.shape(leaf.out_gradient))


def tape_bwd(loss):
    loss.receive(np.ones(np.shape(loss.out_tensor)))
    while len(tape) >= 1:
        last = tape.pop()
        last.apply_bwd()


class Elementwise(Module):
    """A function of one input, entry by entry, that knows its slope."""

    def backward(self, in_tensors, b, g_b):
        return (g_b * self.slope(b),)


class Sigmoid(Elementwise):
    def forward(self, a):
        clipped = np.clip(a, -700, None)
        return 1.0 / (1.0 + np.exp(-clipped))

    def backward(self, in_tensors, b, g_b):
        return super().backward(in_tensors, b, g_b)

    def slope(self, b):
        return b * (1 - b)


class Tanh(Elementwise):
    def forward(self, a):
        return np.tanh(a)

    def backward(self, in_tensors, b, g_b):
        return super().backward(in_tensors, b, g_b)

    def slope(self, b):
        return 1 - np.power(b, 2)


class Linear(Module):
    def forward(self, a, omega, beta):
        self.a, self.omega = a, omega
        return np.add(np.dot(self.a, self.omega.T), beta)

    def backward(self, in_tensors, b, g_b):
        g_omega = np.einsum("ni,nj->ij", g_b, self.a)
        return [np.dot(g_b, self.omega), g_omega, np.einsum("ni->i", g_b)]


class Softmax(Module):
    def forward(self, a):
        scores = a - np.amax(a, axis=-1, keepdims=True)
        self.b = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
        return self.b

    def backward(self, in_tensors, b, g_b):
        inner = np.einsum("...i,...i->...", self.b, g_b)
        return (np.einsum("...i,...i->...i", self.b, g_b - inner[..., None]),)


class Loss(Module):
    """A mean over rows: labels y and one other input."""

    def backward(self, in_tensors, b, g_b):
        y, other = in_tensors
        return np.zeros(y.shape), np.asarray(g_b) * self.slope(y, other) / y.shape[0]


class CrossEntropy(Loss):
    def forward(self, y, y_hat):
        return np.mean(np.where(y == 1, -np.log(np.maximum(1e-12, y_hat)), 0).sum(axis=-1))

    def backward(self, in_tensors, b, g_b):
        return super().backward(in_tensors, b, g_b)

    def slope(self, y, y_hat):
        return -y / np.maximum(1e-12, y_hat)


class SoftmaxCrossEntropy(Loss):
    def forward(self, y, a):
        self.softmax = Softmax()
        self.p = self.softmax.forward(a)
        top = np.argmax(a, axis=1)
        peak = np.take_along_axis(a, top[:, None], axis=1)
        rest = np.exp(a - peak)
        np.put_along_axis(rest, top[:, None], 0.0, axis=1)
        return np.mean(np.log1p(rest.sum(axis=1)) + peak[:, 0] - (a * y).sum(axis=1))

    def backward(self, in_tensors, b, g_b):
        return super().backward(in_tensors, b, g_b)

    def slope(self, y, a):
        return self.p - y


class Arithmetic(Module):
    def backward(self, in_tensors, out, g):
        return [unbroadcast(g * slope, x.shape) for x, slope in zip(in_tensors, self.slopes(*in_tensors), strict=True)]


class Add(Arithmetic):
    def forward(self, a, b):
        return a + b

    def backward(self, in_tensors, out, g):
        return super().backward(in_tensors, out, g)

    def slopes(self, a, b):
        return 1.0, 1.0


class Mul(Arithmetic):
    def forward(self, a, b):
        return a * b

    def backward(self, in_tensors, out, g):
        return super().backward(in_tensors, out, g)

    def slopes(self, a, b):
        return b, a


class Sum(Module):
    def forward(self, a):
        total = np.array(a)
        while total.ndim:
            total = total.sum(axis=-1)
        return total

    def backward(self, in_tensors, out, g):
        return (np.tile(g, in_tensors[0].shape) if in_tensors[0].ndim else g,)


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = np.add.reduce(g, axis=0)
    if g.shape == tuple(shape):
        return np.array(g)
    axes = tuple(np.flatnonzero(np.array(g.shape) != np.array(shape)))
    return np.add.reduce(g, axis=axes, keepdims=True)


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for leaf in self.params:
            leaf.out_tensor = leaf.out_tensor - leaf.out_gradient * self.lr

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        shapes = {"alpha": (d_hidden, d_in), "beta": (n_classes, d_hidden)}
        for name, shape in shapes.items():
            setattr(self, name, Leaf(rng.normal(0, 1 / np.sqrt(shape[1]), shape)))
            setattr(self, f"{name}0", Leaf(np.zeros(shape[0])))

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        hidden = Sigmoid().apply_fwd([Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])])
        logits = Linear().apply_fwd([hidden, self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), logits])


def train(model, x, y, lr, steps):
    optimizer, history = SGD(model.parameters(), lr), []
    for _ in range(int(steps)):
        loss = model.loss(x, y)
        history.append(float(np.squeeze(loss.out_tensor)))
        optimizer.zero_grad()
        tape_bwd(loss)
        optimizer.step()
    return history
