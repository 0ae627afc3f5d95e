"""A student's scalar engine."""

import math


class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad = data, 0.0
        self._parents, self._play = parents, lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def play():
            self.grad += out.grad
            other.grad += out.grad

        out._play = play
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def play():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._play = play
        return out

    def _unary(self, data, slope):
        out = Value(data, (self,))

        def play():
            self.grad += slope * out.grad

        out._play = play
        return out

    def __pow__(self, power):
        return self._unary(self.data**power, power * self.data ** (power - 1))

    def relu(self):
        return self._unary(max(self.data, 0.0), float(self.data > 0))

    def tanh(self):
        return self._unary(math.tanh(self.data), 1 - math.tanh(self.data) ** 2)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __truediv__(self, other):
        return self * other**-1

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node._parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._play()
