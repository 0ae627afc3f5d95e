"""Module-based automatic differentiation on a tape, with NumPy only.

A computation is a directed acyclic graph with one node (a `Module`) per intermediate quantity. Going forward,
`apply_fwd` computes a node's value from its inputs and pushes the node on a tape. Going backward, `tape_bwd` plays
the tape in reverse; each node's `apply_bwd` *increments* the gradients of its inputs. This is Version B of
back-propagation in lecture 1, and stage 3 (objects and a global tape) of its four stages.

Notation as in the lecture: J is the loss, and g_v = dJ/dv has the same shape as v. All arrays hold float64.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

Array = np.ndarray

PROBABILITY_FLOOR = 1e-12  # CrossEntropy takes no logarithm of, and divides by, nothing smaller than this


class Tape:
    """A stack of applied modules, in the order of their forward application."""

    def __init__(self) -> None:
        self._stack: list[Module] = []

    def push(self, m: Module) -> None:
        self._stack.append(m)

    def pop(self) -> Module:
        return self._stack.pop()

    def clear(self) -> None:
        self._stack.clear()

    def __len__(self) -> int:
        return len(self._stack)


tape = Tape()  # the one global tape of the lecture


class Module:
    """One node of the computation graph: out_tensor = forward(*in_tensors).

    A subclass says what the node computes (`forward`) and how gradients flow through it (`backward`). Neither may
    modify the arrays it is given. The graph and the tape are handled here, once, for all modules.

    Attributes:
        in_modules: the nodes this node was applied to; empty before `apply_fwd`.
        out_tensor: the node's value; None before `apply_fwd`.
        out_gradient: dJ/d(out_tensor), same shape as out_tensor; None before `apply_fwd`, zeros after it.
    """

    def __init__(self) -> None:
        self.in_modules: list[Module] = []
        self.out_tensor: Array | None = None
        self.out_gradient: Array | None = None

    def forward(self, *in_tensors: Array) -> Array:
        """The node's value, from the values of its inputs."""
        raise NotImplementedError

    def backward(self, in_tensors: Sequence[Array], out_tensor: Array, out_gradient: Array) -> tuple[Array, ...]:
        """The gradients of the inputs: a tuple with one array per input, each of that input's shape.

        Args:
            in_tensors: the arrays that `forward` was given.
            out_tensor: the array that `forward` returned.
            out_gradient: dJ/d(out_tensor), the cotangent, same shape as out_tensor.
        """
        raise NotImplementedError

    def apply_fwd(self, in_modules: list[Module]) -> Module:
        """Compute this node's value from the nodes `in_modules`, push the node on the tape, return the node.

        Takes *modules*, not tensors. Afterwards `in_modules` is remembered, `out_tensor` holds the value, and
        `out_gradient` holds zeros of the value's shape, an array of its own.

        Raises:
            RuntimeError: the node was applied before. A module object is one node of one graph; weights are shared
                by giving the same Leaf to two modules. The node and the tape stay as they were.
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Module.apply_fwd")

    def apply_bwd(self) -> None:
        """Call `backward` once and increment each input's `out_gradient` by its result: dJ/dv_j += dJ/du du/dv_j.

        An input that feeds several nodes, or one node twice, collects the sum. Gradients of two nodes never share
        memory, even when `backward` returns the same array for two inputs, or returns the cotangent itself.
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Module.apply_bwd")


class Leaf(Module):
    """An input or a parameter: a node with a value and no inputs; it is not on the tape.

    So its gradient survives `tape_bwd` and grows from loss to loss until `zero_grad`.
    """

    def __init__(self, value: object) -> None:
        super().__init__()
        self.out_tensor = np.array(value, dtype=np.float64)
        self.out_gradient = np.zeros_like(self.out_tensor)


def zero_grad(leaves: Iterable[Leaf]) -> None:
    """Set the gradient of each leaf back to zeros of the leaf's shape, whatever it held (nan, too); values stay."""
    for leaf in leaves:
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: zero_grad")


def tape_bwd(loss: Module) -> None:
    """Seed dJ/dJ = 1, then play the tape backwards until it is empty.

    Each node is visited exactly once, the last one pushed first. Graphs may be thousands of nodes deep.

    Args:
        loss: the node J, a scalar (shape ()), on the tape; it need not be the last node there.
    """
    # YOUR CODE HERE
    raise NotImplementedError("autodiff.py: tape_bwd")


class Sigmoid(Module):
    """b = 1 / (1 + exp(-a)), elementwise, for an array of any shape."""

    def forward(self, a: Array) -> Array:
        """The value b, same shape as a; right, and without overflow warnings, for |a| = 1000 too."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Sigmoid.forward")

    def backward(self, in_tensors: Sequence[Array], b: Array, g_b: Array) -> tuple[Array]:
        """(g_a,), same shape as a, by the lecture's formula: from the *output* b, not from the input."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Sigmoid.backward")


class Tanh(Module):
    """b = tanh(a), elementwise, for an array of any shape."""

    def forward(self, a: Array) -> Array:
        """The value b, same shape as a; right, and without overflow warnings, for |a| = 1000 too."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Tanh.forward")

    def backward(self, in_tensors: Sequence[Array], b: Array, g_b: Array) -> tuple[Array]:
        """(g_a,), same shape as a; like the sigmoid's, it can be had from the output b alone."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Tanh.backward")


class Linear(Module):
    """a: (B, A), omega: (C, A), beta: (C,)  ->  b = a omega^T + beta: (B, C).

    The lecture's b = omega a for one column vector a; here each of the B *rows* of a is one example.
    """

    def forward(self, a: Array, omega: Array, beta: Array) -> Array:
        """The value b, (B, C), with no Python loop over examples or units."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Linear.forward")

    def backward(self, in_tensors: Sequence[Array], b: Array, g_b: Array) -> tuple[Array, Array, Array]:
        """(g_a, g_omega, g_beta) of shapes (B, A), (C, A), (C,), with no Python loop over examples or units.

        The lecture's g_omega = g_b a^T and g_a = omega^T g_b are for one example as a column; g_omega and g_beta
        of a batch are the sums over its examples (a mean, where there is one, belongs to the loss).
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Linear.backward")


class Softmax(Module):
    """Row-wise softmax over the last axis: b_i = exp(a_i) / sum_j exp(a_j). a: (..., C) -> b: (..., C)."""

    def forward(self, a: Array) -> Array:
        """The value b; right, and without warnings, for rows of any size, even rows 2000 apart in one batch."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Softmax.forward")

    def backward(self, in_tensors: Sequence[Array], b: Array, g_b: Array) -> tuple[Array]:
        """(g_a,) with g_a = (diag(b) - b b^T) g_b for each row, right for rows of any size.

        Time and memory O(BC): multiply the formula out first; the C x C Jacobian is never built.
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Softmax.backward")


class CrossEntropy(Module):
    """y: one-hot (B, C), y_hat: probabilities (B, C) -> the mean over rows of -y^T log y_hat, a scalar.

    Probabilities below PROBABILITY_FLOOR count as PROBABILITY_FLOOR, in `forward` and in `backward`, so that a
    probability of exactly 0 gives a finite loss and a finite gradient, and costs nothing where y is 0.
    """

    def forward(self, y: Array, y_hat: Array) -> Array:
        """The loss, a scalar; finite, and without warnings, where y_hat is exactly 0."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: CrossEntropy.forward")

    def backward(self, in_tensors: Sequence[Array], b: Array, g_b: Array) -> tuple[Array, Array]:
        """(g_y, g_y_hat), both (B, C). The lecture's g_y_hat = -g_b y / y_hat is for one row, before the mean.

        g_y is never used, because labels are data: return zeros of y's shape.
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: CrossEntropy.backward")


class SoftmaxCrossEntropy(Module):
    """The fused, stable loss on logits: the mean over rows of logsumexp(a) - a[y], a scalar.

    y: one-hot (B, C), a: logits (B, C). Equal to CrossEntropy after Softmax wherever those are accurate, and
    accurate where they are not: no probability is ever formed only to take its logarithm.
    """

    def forward(self, y: Array, a: Array) -> Array:
        """The loss, a scalar; right, and without warnings, for logits of size 1000 (no floor, no clipping)."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: SoftmaxCrossEntropy.forward")

    def backward(self, in_tensors: Sequence[Array], b: Array, g_b: Array) -> tuple[Array, Array]:
        """(g_y, g_a), both (B, C); right, and without warnings, for logits of size 1000 too.

        g_y is never used, because labels are data: return zeros of y's shape.
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: SoftmaxCrossEntropy.backward")


class Add(Module):
    """a + b with NumPy broadcasting."""

    def forward(self, a: Array, b: Array) -> Array:
        """The value, of the shape that a and b broadcast to."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Add.forward")

    def backward(self, in_tensors: Sequence[Array], out: Array, g: Array) -> tuple[Array, Array]:
        """(g_a, g_b), of the shapes of a and b; see `unbroadcast`."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Add.backward")


class Mul(Module):
    """a * b, elementwise, with NumPy broadcasting."""

    def forward(self, a: Array, b: Array) -> Array:
        """The value, of the shape that a and b broadcast to."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Mul.forward")

    def backward(self, in_tensors: Sequence[Array], out: Array, g: Array) -> tuple[Array, Array]:
        """(g_a, g_b), of the shapes of a and b; see `unbroadcast`."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Mul.backward")


class Sum(Module):
    """The sum of all entries of an array of any shape, a scalar."""

    def forward(self, a: Array) -> Array:
        """The value, a scalar."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Sum.forward")

    def backward(self, in_tensors: Sequence[Array], out: Array, g: Array) -> tuple[Array]:
        """(g_a,), of a's shape; g is a scalar."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: Sum.backward")


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Sum g over the axes that broadcasting added or stretched, so that the result has `shape`.

    Going forward, broadcasting copies an array along new leading axes and along axes of length 1; going backward,
    the gradients of the copies are summed. `shape` must broadcast to g.shape; g itself is not modified.

    >>> unbroadcast(np.ones((4, 2, 3)), (2, 1))
    array([[12.],
           [12.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError("autodiff.py: unbroadcast")


class SGD:
    """Plain gradient descent on a list of leaves: theta <- theta - lr * dJ/dtheta."""

    def __init__(self, params: Iterable[Leaf], lr: float) -> None:
        self.params, self.lr = list(params), lr

    def step(self) -> None:
        """Move each parameter's value against its gradient; the gradients stay as they are."""
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: SGD.step")

    def zero_grad(self) -> None:
        zero_grad(self.params)


class MLP:
    """Linear -> Sigmoid -> Linear -> SoftmaxCrossEntropy, which takes logits of any size: the lecture's network.

    Attributes:
        alpha, alpha0: leaves of shapes (d_hidden, d_in) and (d_hidden,), the first layer.
        beta, beta0: leaves of shapes (n_classes, d_hidden) and (n_classes,), the second layer.
    """

    def __init__(self, d_in: int, d_hidden: int, n_classes: int, rng: np.random.Generator) -> None:
        """Draw the weights alpha and beta with `rng` and with nothing else; set the biases to zero.

        The weights of a layer are independent, around 0, of standard deviation about 1/sqrt(inputs of the layer).
        They must not be equal: hidden units that start equal stay equal for ever.
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: MLP.__init__")

    def parameters(self) -> list[Leaf]:
        return [self.alpha, self.alpha0, self.beta, self.beta0]

    def loss(self, x: Array, y: Array) -> Module:
        """Build the graph of one forward pass, with new nodes, and return its loss node J.

        Args:
            x: (B, d_in), one example per row.
            y: one-hot (B, n_classes).
        """
        # YOUR CODE HERE
        raise NotImplementedError("autodiff.py: MLP.loss")


def train(model: MLP, x: Array, y: Array, lr: float, steps: int) -> list[float]:
    """Full-batch gradient descent; returns the loss before each step.

    The gradient of a step is that step's alone: the parameters' gradients are zeroed between steps. At the first step
    they are zeros already, as whoever calls `train` sees to it.

    Args:
        model: anything with the methods `loss(x, y)` and `parameters()` of an MLP; its parameters are changed.
        x, y: the batch, given to `model.loss` at each step.
        lr: the learning rate.
        steps: how many steps to take, and how many losses to return.
    """
    # YOUR CODE HERE
    raise NotImplementedError("autodiff.py: train")
