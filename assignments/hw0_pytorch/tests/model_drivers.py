"""Instruments for models: a Classifier with given parameters, and a model that remembers how it was trained.

Like `drivers`, this runs in the same process as your `primer.py`, apart from the tests. Each of these modules stands
alone, because each is sent there by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

import primer

Array = np.ndarray


def tensor(array: Array) -> Tensor:
    """A tensor with a copy of the array; its dtype stays."""
    return torch.from_numpy(np.array(array))


def plain(thing: object) -> object:
    """A tensor as an array, also inside a tuple or list; other things stay as they are."""
    if type(thing) in (list, tuple):
        return type(thing)(plain(entry) for entry in thing)
    return thing.detach().numpy().copy() if isinstance(thing, Tensor) else thing


def same(now: Tensor, before: Array) -> bool:
    """Whether a tensor still holds the array it was made from, bit for bit."""
    return now.shape == before.shape and now.detach().numpy().tobytes() == before.tobytes()


def generator(seed: int) -> torch.Generator:
    """A generator of its own, apart from PyTorch's global one."""
    return torch.Generator().manual_seed(seed)


def moved_on() -> Tensor:
    """The global random state, one number further on: so it is seen, too, when it is set back to where it began."""
    torch.rand(())
    return torch.get_rng_state()


def parameters(sizes: Sequence[int], seed: int) -> dict[str, object]:
    """What Classifier(*sizes) starts with.

    Returns its parameters, whether it has an nn.Linear inside, whether global randomness was kept, and
    whether the generator was used.
    """
    random_state, source = moved_on(), generator(seed)
    state = source.get_state()
    model = primer.Classifier(*sizes, generator=source)
    return {
        "parameters": [plain(parameter) for parameter in model.parameters()],
        "has_nn_linear": any(isinstance(part, nn.Linear) for part in model.modules()),
        "randomness_kept": torch.equal(random_state, torch.get_rng_state()),
        "generator_moved": not torch.equal(state, source.get_state()),
    }


def classify(
    sizes: Sequence[int],
    values: Sequence[Array],
    x: Array,
    p_drop: float = 0.0,
    training: bool = True,
    calls: int = 1,
    seed: int = 0,
    cotangent: Array | None = None,
    used: bool = False,
) -> dict[str, object]:
    """Set the parameters of a Classifier to `values`, which are matched by shape, and apply it `calls` times to x.

    A weight matrix may also be kept transposed. If `used`, a number was drawn from its generator before. Returns:
        shapes: of the model's parameters.
        matched: whether each parameter was matched by one of the values; if not, that is all.
        logits: a list with one array per call.
        gradients: of sum(cotangent * logits) with respect to each of `values`, if a cotangent was given.
        randomness_kept: whether the global random state was left alone.
    """
    random_state, source = moved_on(), generator(seed)
    if used:
        torch.rand(1, generator=source)
    model = primer.Classifier(*sizes, p_drop=p_drop, generator=source)
    own = list(model.parameters())
    report: dict[str, object] = {"shapes": [tuple(parameter.shape) for parameter in own], "matched": False}
    pairs = list(_match(own, values))
    if len(pairs) != len(values) or len(own) != len(values):
        return report
    with torch.no_grad():
        for parameter, value, turned in pairs:
            parameter.copy_(tensor(value).T if turned else tensor(value))
    model.train(training)
    logits = [model(tensor(x)) for _ in range(calls)]
    if cotangent is not None and logits[0].requires_grad and logits[0].shape == cotangent.shape:
        logits[0].backward(tensor(cotangent))
    gradients = [None if p.grad is None else plain(p.grad.T if turned else p.grad) for p, _, turned in pairs]
    kept = torch.equal(random_state, torch.get_rng_state())
    return {**report, "matched": True, "logits": plain(logits), "gradients": gradients, "randomness_kept": kept}


def _match(own: list[nn.Parameter], values: Sequence[Array]) -> Iterator[tuple[nn.Parameter, Array, bool]]:
    """For each value a parameter of its shape, or of its transpose's, which is used once."""
    free = list(own)
    for value in values:
        for index, parameter in enumerate(free):
            if parameter.shape in (value.shape, value.shape[::-1]):
                yield free.pop(index), value, parameter.shape != value.shape
                break


def from_global_randomness(
    sizes: Sequence[int], x: Array, p_drop: float, seed: int, dropout_seed: int
) -> dict[str, object]:
    """A Classifier made without a generator after torch.manual_seed(seed), and asked after that of dropout_seed.

    Returns its first parameters and its logits in training mode. The global state is put back afterwards.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = primer.Classifier(*sizes, p_drop=p_drop)
        first = [plain(parameter) for parameter in model.parameters()]
        model.train()
        torch.manual_seed(dropout_seed)
        return {"parameters": first, "logits": plain(model(tensor(x)))}


class Calls(list):
    """A list that belongs to all copies of a model: whoever asks a deep copy has asked the model."""

    def __deepcopy__(self, memo: object) -> Calls:
        return self


class Part(nn.Module):
    """A module inside another one: it gives back what it is given, and has a mode of its own."""

    def forward(self, x: Tensor) -> Tensor:
        return x


class Probe(nn.Module):
    """A linear classifier, x @ W + b, that remembers how it was called.

    If `noisy`, it is right in evaluation mode only: its logits are negated in training mode.

    Attributes:
        batches: copies of the inputs of every call.
        modes: for every call, whether the model was in training mode.
        part_modes: the same for the module inside the model.
        graphs: for every call, whether PyTorch was recording a graph.
    """

    def __init__(self, weights: Array, bias: Array, noisy: bool = False) -> None:
        super().__init__()
        self.W, self.b = nn.Parameter(tensor(weights)), nn.Parameter(tensor(bias))
        self.noisy = noisy
        self.batches: list[Array] = []
        self.part = Part()
        self.modes, self.part_modes, self.graphs = Calls(), Calls(), Calls()

    def forward(self, x: Tensor) -> Tensor:
        self.batches.append(plain(x))
        self.modes.append(self.training)
        self.part_modes.append(self.part.training)
        self.graphs.append(torch.is_grad_enabled())
        logits = self.part(x) @ self.W + self.b
        return -logits if self.noisy and self.training else logits


class Descent:
    """Gradient descent with the two methods of torch.optim.SGD that a training loop needs."""

    def __init__(self, parameters: Sequence[nn.Parameter], lr: float) -> None:
        self.parameters, self.lr = list(parameters), lr

    def zero_grad(self, set_to_none: bool = True) -> None:
        for parameter in self.parameters:
            parameter.grad = None if set_to_none or parameter.grad is None else torch.zeros_like(parameter)

    @torch.no_grad()
    def step(self) -> None:
        for parameter in self.parameters:
            if parameter.grad is not None:
                parameter -= self.lr * parameter.grad


def train(
    weights: Array,
    bias: Array,
    x: Array,
    y: Array,
    lr: float,
    batch: int,
    seed: int,
    epochs: int = 1,
    training: bool = True,
) -> dict[str, object]:
    """Train a Probe for some epochs, with one generator seeded once.

    Returns:
        losses: what train_epoch returned, one per epoch.
        batches: for each epoch the inputs of each call of the model.
        weights, bias: afterwards.
        modes: for each call, whether the model was in training mode; before the first epoch it is set to `training`.
        part_modes: the same for a module inside the model.
        arguments_kept, randomness_kept: whether x and y, and the global random state, were left alone.
    """
    model, source = Probe(weights, bias), generator(seed)
    model.train(training)
    optimizer, data = Descent(list(model.parameters()), lr), (tensor(x), tensor(y))
    random_state = moved_on()
    losses, batches = [], []
    for _ in range(epochs):
        model.batches = []
        losses.append(plain(primer.train_epoch(model, *data, optimizer, batch, source)))
        batches.append(model.batches)
    return {
        "losses": losses,
        "batches": batches,
        "weights": plain(model.W),
        "bias": plain(model.b),
        "modes": list(model.modes),
        "part_modes": list(model.part_modes),
        "arguments_kept": same(data[0], x) and same(data[1], y),
        "randomness_kept": torch.equal(random_state, torch.get_rng_state()),
    }


def evaluate(weights: Array, bias: Array, x: Array, y: Array, training: bool = True) -> dict[str, object]:
    """Evaluate a noisy Probe that is in the given mode before.

    Returns the result, the modes and graphs of the model's calls, the mode afterwards, both also of a module inside the
    model, whether gradients of the parameters can be had afterwards, and whether the parameters, their gradients and
    the data were left alone.
    """
    model, data = Probe(weights, bias, noisy=True), (tensor(x), tensor(y))
    model.train(training)
    result = primer.evaluate(model, *data)
    own = (model.W, model.b)
    recording = torch.is_grad_enabled() and all(parameter.requires_grad for parameter in own)
    torch.set_grad_enabled(True)
    return {
        "result": plain(result),
        "modes": list(model.modes),
        "part_modes": list(model.part_modes),
        "graphs": list(model.graphs),
        "graphs_afterwards": recording,
        "mode_afterwards": model.training,
        "part_mode_afterwards": model.part.training,
        "parameters_kept": same(own[0], weights) and same(own[1], bias),
        "gradients_kept": all(parameter.grad is None for parameter in own),
        "arguments_kept": same(data[0], x) and same(data[1], y),
    }
