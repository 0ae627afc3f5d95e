"""A right variant: buffers that are filled, ufuncs with out=, gradients grown in place."""

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
        if self.out_gradient is not None or self in tape._stack:
            raise RuntimeError("one node, one application")
        self.in_modules.extend(in_modules)
        self.out_tensor = np.array(self.forward(*[m.out_tensor for m in self.in_modules]))
        self.out_gradient = np.empty(self.out_tensor.shape)
        self.out_gradient.fill(0.0)
        tape._stack.append(self)
        return self

    def apply_bwd(self):
        cotangent = self.out_gradient.copy()
        gradients = self.backward([m.out_tensor for m in self.in_modules], self.out_tensor, cotangent)
        for m, gradient in zip(self.in_modules, gradients, strict=True):
            np.add(m.out_gradient, gradient, out=m.out_gradient)


class Leaf(Module):
    def __init__(self, value):
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves):
    for leaf in leaves:
        leaf.out_gradient.fill(0)


def tape_bwd(loss):
    loss.out_gradient.fill(1)
    for _ in range(len(tape)):
        tape.pop().apply_bwd()


class Sigmoid(Module):
    def forward(self, a):
        out = np.array(a)
        out *= 0.5
        np.tanh(out, out=out)
        out += 1
        out *= 0.5
        return out

    def backward(self, in_tensors, b, g_b):
        out = np.array(b)
        np.subtract(1, out, out=out)
        out *= b
        out *= g_b
        return (out,)


class Tanh(Module):
    def forward(self, a):
        return np.tanh(a, out=np.empty(a.shape))

    def backward(self, in_tensors, b, g_b):
        out = np.array(b)
        out *= b
        np.subtract(1, out, out=out)
        out *= g_b
        return (out,)


class Linear(Module):
    def forward(self, a, omega, beta):
        out = np.empty((a.shape[0], omega.shape[0]))
        np.matmul(a, omega.T, out=out)
        out += beta
        return out

    def backward(self, in_tensors, b, g_b):
        a, omega, beta = in_tensors
        g_omega = np.zeros_like(omega)
        g_omega += g_b.T @ a
        g_beta = np.zeros_like(beta)
        g_beta += g_b.sum(axis=0)
        return np.matmul(g_b, omega), g_omega, g_beta


class Softmax(Module):
    def forward(self, a):
        out = a - np.max(a, axis=-1, keepdims=True)
        np.exp(out, out=out)
        out /= np.sum(out, axis=-1, keepdims=True)
        return out

    def backward(self, in_tensors, b, g_b):
        out = b * g_b
        out -= b * out.sum(axis=-1, keepdims=True)
        return (out,)


class CrossEntropy(Module):
    def forward(self, y, y_hat):
        logs = np.zeros_like(y_hat)
        np.log(np.maximum(y_hat, 1e-12), out=logs, where=y > 0)
        logs *= y
        return -logs.sum(axis=1).mean()

    def backward(self, in_tensors, b, g_b):
        y, y_hat = in_tensors
        out = y_hat.copy()
        out[out < 1e-12] = 1e-12
        np.divide(y, out, out=out)
        out *= -g_b / len(y)
        return y * 0, out


class SoftmaxCrossEntropy(Module):
    def forward(self, y, a):
        logits = np.array(a)
        logits -= logits.max(axis=1, keepdims=True)
        chosen = (logits * y).sum()
        np.exp(logits, out=logits)
        return (np.log(logits.sum(axis=1)).sum() - chosen) / len(y)

    def backward(self, in_tensors, b, g_b):
        y, a = in_tensors
        out = np.array(a)
        out -= out.max(axis=1, keepdims=True)
        np.exp(out, out=out)
        out /= out.sum(axis=1, keepdims=True)
        out -= y
        out *= g_b
        out /= len(y)
        return np.zeros_like(y), out


class Add(Module):
    def forward(self, a, b):
        return np.add(a, b)

    def backward(self, in_tensors, out, g):
        a, b = in_tensors
        return unbroadcast(g, a.shape).copy(), unbroadcast(g, b.shape).copy()


class Mul(Module):
    def forward(self, a, b):
        return np.multiply(a, b)

    def backward(self, in_tensors, out, g):
        a, b = in_tensors
        g_a, g_b = g * b, g * a
        return unbroadcast(g_a, a.shape), unbroadcast(g_b, b.shape)


class Sum(Module):
    def forward(self, a):
        return np.add.reduce(a, axis=None)

    def backward(self, in_tensors, out, g):
        buffer = np.empty(in_tensors[0].shape)
        buffer[...] = g
        return (buffer,)


def unbroadcast(g, shape):
    result = np.zeros(shape)
    aligned = result.reshape((1,) * (g.ndim - len(shape)) + tuple(shape))
    for index in np.ndindex(g.shape):
        aligned[tuple(0 if n == 1 else i for i, n in zip(index, aligned.shape, strict=True))] += g[index]
    return result


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for leaf in self.params:
            leaf.out_tensor[...] -= np.multiply(self.lr, leaf.out_gradient)

    def zero_grad(self):
        zero_grad(self.params)


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        self.alpha, self.alpha0 = Leaf(np.empty((d_hidden, d_in))), Leaf(np.zeros((d_hidden,)))
        self.beta, self.beta0 = Leaf(np.empty((n_classes, d_hidden))), Leaf(np.zeros((n_classes,)))
        for leaf in (self.beta, self.alpha):
            rng.standard_normal(out=leaf.out_tensor)
            leaf.out_tensor /= np.sqrt(leaf.out_tensor.shape[1])

    def parameters(self):
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x, y):
        hidden, squashed, logits, loss = Linear(), Sigmoid(), Linear(), SoftmaxCrossEntropy()
        hidden.apply_fwd([Leaf(x), self.alpha, self.alpha0])
        squashed.apply_fwd([hidden])
        logits.apply_fwd([squashed, self.beta, self.beta0])
        loss.apply_fwd([Leaf(y), logits])
        return loss


def train(model, x, y, lr, steps):
    optimizer = SGD(model.parameters(), lr)
    losses = [0.0] * steps
    for step in range(steps):
        optimizer.zero_grad()
        loss = model.loss(x, y)
        losses[step] = loss.out_tensor.item()
        tape_bwd(loss)
        optimizer.step()
    return losses
