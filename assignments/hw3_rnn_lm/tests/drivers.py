"""Drivers: they run your code with tensors and autograd, and give the tests plain numbers and NumPy arrays.

On your laptop this is an ordinary module. In the grader it runs in the same process as your `rnn_lm.py`, apart from
the tests, which have no torch. Nothing in here knows a right answer.

Parameters of an RNNLM are told apart by their shapes, so you may call them what you like and use nn.Embedding and
nn.Linear, or parameters of your own. The three of an RNNCell are called W_xh, W_hh and b_h.
"""

from __future__ import annotations

import ast
import inspect
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils._python_dispatch import TorchDispatchMode

import rnn_lm

Array = np.ndarray
Weights = dict[str, Array]

CELL = ("W_xh", "W_hh", "b_h")
#: Uses of torch that this homework is about to replace.
NOT_ALLOWED = re.compile(
    r"\bnn\.(modules\.\w+\.)?(RNN|LSTM|GRU)\w*$"  # layers
    r"|\b(torch|_VF)\.(rnn_|lstm|gru)\w*$"  # the functions behind them
    r"|\bclip_grads?_\w+_$"
)


# ---------------------------------------------------------------------------------------------------------- the cell


def make_cell(weights: Weights) -> nn.Module:
    """An RNNCell with these values as W_xh, W_hh and b_h."""
    h_dim, x_dim = weights["W_xh"].shape
    return _filled(rnn_lm.RNNCell(x_dim, h_dim), weights)


def cell_step(weights: Weights, x: Array, h: Array) -> dict[str, object]:
    """The next state, and x and h as they are after the call."""
    inputs = torch.from_numpy(x.copy()), torch.from_numpy(h.copy())
    state = make_cell(weights)(*inputs)
    return {"h": _plain(state), "x afterwards": _plain(inputs[0]), "h afterwards": _plain(inputs[1])}


def cell_gradients(weights: Weights, x: Array, h: Array, g: Array) -> dict[str, object]:
    """Gradients of the sum of g * RNNCell(x, h), for x, h and the three parameters; None where there is none."""
    cell = make_cell(weights)
    inputs = {"x": _leaf(x), "h": _leaf(h)}
    state = cell(inputs["x"], inputs["h"])
    return _gradients([(state, g)], {**inputs, **{name: getattr(cell, name) for name in CELL}})


# ----------------------------------------------------------------------------------------------------------- the RNN


def make_rnn(weights: Weights) -> nn.Module:
    """An RNN whose cell has these values."""
    h_dim, x_dim = weights["W_xh"].shape
    rnn = rnn_lm.RNN(x_dim, h_dim)
    _filled(rnn.cell, weights)
    return rnn


def rnn_run(weights: Weights, xs: Array, h0: Array | None = None) -> dict[str, object]:
    """What RNN.forward returns, hs and h_T, and whether it left xs and h0 as they are."""
    inputs, start = torch.from_numpy(xs.copy()), None if h0 is None else torch.from_numpy(h0.copy())
    hs, last = _pair(make_rnn(weights)(inputs, start), "RNN.forward", "(hs, h_T)")
    same = np.array_equal(inputs.numpy(), xs) and (start is None or np.array_equal(start.numpy(), h0))
    return {"hs": _plain(hs), "h_T": _plain(last), "arguments kept": same}


def rnn_again(weights: Weights, others: Weights, xs: Array) -> list[object]:
    """What one RNN answers for xs without h0: twice, and once more with other values written into its cell."""
    rnn = make_rnn(weights)
    with torch.no_grad():
        answers = [rnn(torch.from_numpy(xs))[0] for _ in range(2)]
        _filled(rnn.cell, others)
        answers.append(rnn(torch.from_numpy(xs))[0])
    return [_plain(hs) for hs in answers]


def rnn_gradients(weights: Weights, xs: Array, h0: Array, g_hs: Array, g_last: Array) -> dict[str, object]:
    """Gradients of the sum of g_hs * hs plus the sum of g_last * h_T, for xs, h0 and the cell's parameters."""
    rnn = make_rnn(weights)
    inputs = {"xs": _leaf(xs), "h0": _leaf(h0)}
    hs, last = _pair(rnn(inputs["xs"], inputs["h0"]), "RNN.forward", "(hs, h_T)")
    wanted = {**inputs, **{name: getattr(rnn.cell, name) for name in CELL}}
    return _gradients([(hs, g_hs), (last, g_last)], wanted)


def rnn_cost(weights: Weights, xs: Array) -> dict[str, int]:
    """What it costs to run an RNN over xs."""
    rnn = make_rnn(weights)
    return cost(lambda: rnn(torch.from_numpy(xs)))


# ------------------------------------------------------------------------------------------------ the language model


def make_lm(weights: Weights) -> nn.Module:
    """An RNNLM with these values as its six parameters; one that it has not is left out."""
    vocab_size, x_dim = weights["embedding"].shape
    model = rnn_lm.RNNLM(vocab_size, x_dim, weights["b_h"].size)
    with torch.no_grad():
        for name, tensor in _by_shape(model, weights, strict=False).items():
            tensor.copy_(torch.from_numpy(weights[name]))
    return model


def parameters(model: nn.Module, weights: Weights) -> Weights:
    """The present values of the model's six parameters, by the names they have in `weights`."""
    return {name: _plain(parameter) for name, parameter in _by_shape(model, weights).items()}


def logits(model: nn.Module, tokens: Array, h0: Array | None = None) -> dict[str, object]:
    """What RNNLM.forward returns: the logits and h_T."""
    with torch.no_grad():
        scores, last = _pair(model(torch.from_numpy(tokens), _given(h0)), "RNNLM.forward", "(logits, h_T)")
    return {"logits": _plain(scores), "h_T": _plain(last)}


def lm_gradients(weights: Weights, tokens: Array, h0: Array, g: Array, g_last: Array) -> dict[str, object]:
    """Gradients of the sum of g * logits plus the sum of g_last * h_T, for h0 and the six parameters."""
    model, start = make_lm(weights), _leaf(h0)
    scores, last = _pair(model(torch.from_numpy(tokens), start), "RNNLM.forward", "(logits, h_T)")
    return _gradients([(scores, g), (last, g_last)], {"h0": start, **_by_shape(model, weights)})


# ----------------------------------------------------------------------------------------------- creating parameters


def shapes(kind: str, *sizes: int) -> dict[str, tuple[int, ...]]:
    """The shape of each registered parameter of a new RNNCell, RNN or RNNLM."""
    return {name: tuple(p.shape) for name, p in getattr(rnn_lm, kind)(*sizes).named_parameters()}


def created_globally(kind: str, sizes: Sequence[int], seed: int) -> Weights:
    """The first values of each parameter, made without a generator after torch.manual_seed(seed).

    The global state is put back afterwards.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module = getattr(rnn_lm, kind)(*sizes)
    return {name: _plain(parameter) for name, parameter in module.named_parameters()}


def created(kind: str, sizes: Sequence[int], seed: int) -> dict[str, object]:
    """The first values of each parameter by name, and whether only the given generator was used."""
    with _watched_randomness() as seen:
        module = getattr(rnn_lm, kind)(*sizes, torch.Generator().manual_seed(seed))
    values = {name: _plain(parameter) for name, parameter in module.named_parameters()}
    return {"parameters": values, "global randomness kept": seen["kept"]}


# ---------------------------------------------------------------------------------------------------- the functions


def sequence_logprob(model: nn.Module, ids: list[int]) -> object:
    return _plain(rnn_lm.sequence_logprob(model, ids))


def sequence_logprobs(model: nn.Module, texts: list[list[int]]) -> list[object]:
    """One call of sequence_logprob per text."""
    return [_plain(rnn_lm.sequence_logprob(model, ids)) for ids in texts]


def batchify(ids: Array, batch: int) -> object:
    return _plain(rnn_lm.batchify(torch.from_numpy(ids), batch))


def clip(gradients: list[Array | None], max_norm: float, as_generator: bool = False) -> dict[str, object]:
    """Give parameters these gradients and clip them.

    Returns what clip_grad_norm returns, the gradients afterwards, whether they are still the same tensors, and
    whether the parameters kept their values.
    """
    params = [nn.Parameter(torch.ones((2,) if g is None else g.shape)) for g in gradients]
    for parameter, gradient in zip(params, gradients, strict=True):
        parameter.grad = None if gradient is None else torch.from_numpy(gradient.copy())
    before = [parameter.grad for parameter in params]
    norm = rnn_lm.clip_grad_norm((p for p in params) if as_generator else params, max_norm)
    return {
        "returned": _plain(norm),
        "gradients": [_plain(parameter.grad) for parameter in params],
        "same tensors": all(p.grad is g for p, g in zip(params, before, strict=True)),
        "parameters kept": all(bool((p == 1).all()) for p in params),
    }


def train(model: nn.Module, ids: Array, *arguments: float) -> object:
    """The losses; arguments are steps, batch, bptt, lr and possibly clip."""
    return _plain(rnn_lm.train(model, torch.from_numpy(ids), *arguments))


def perplexity(model: nn.Module, ids: Array, *chunk: int) -> object:
    return _plain(rnn_lm.perplexity(model, torch.from_numpy(ids), *chunk))


def sample(model: nn.Module, length: int, seed: int, temperature: float = 1.0, prompt: Sequence[int] = ()) -> object:
    generator = torch.Generator().manual_seed(seed)
    return _plain(rnn_lm.sample(model, length, generator, temperature, prompt))


def two_samples(model: nn.Module, length: int, seed: int) -> list[object]:
    """Two samples, one after the other, from one generator."""
    generator = torch.Generator().manual_seed(seed)
    return [_plain(rnn_lm.sample(model, length, generator)) for _ in range(2)]


def trained_on(text: Array, vocab_size: int, seed: int, most_parameters: int) -> dict[str, object]:
    """Make and train the model that LEADERBOARD describes.

    Returns the model, its number of parameters, and the CPU-seconds that training took. A model with more than
    most_parameters is not trained.
    """
    plan = dict(rnn_lm.LEADERBOARD)
    model = rnn_lm.RNNLM(vocab_size, plan.pop("x_dim"), plan.pop("h_dim"), torch.Generator().manual_seed(seed))
    size = sum(parameter.numel() for parameter in model.parameters())
    torch.set_num_threads(1)  # a second thread that waits for a busy processor costs seconds, too
    before = time.process_time()
    if size <= most_parameters:
        rnn_lm.train(model, torch.from_numpy(text), **plan)
    return {"model": model, "parameters": size, "seconds": time.process_time() - before}


def kept(name: str, model: nn.Module, argument: Array | list[int], *more: object) -> bool:
    """Whether rnn_lm.<name>(model, argument, *more) leaves the argument, a list or an array made a tensor, as it is."""
    given = torch.from_numpy(argument.copy()) if isinstance(argument, np.ndarray) else list(argument)
    getattr(rnn_lm, name)(model, given, *more)
    return np.array_equal(np.asarray(given), np.asarray(argument))


def prompted(model: nn.Module, length: int, prompt: list[int]) -> dict[str, object]:
    """Four samples at temperature 0: with a prompt, twice without one and without the word, and with the prompt again.

    Returns them, and the prompt's list as it is afterwards.
    """
    generator, given = torch.Generator().manual_seed(0), list(prompt)
    samples = [
        rnn_lm.sample(model, length, generator, 0.0, given),
        rnn_lm.sample(model, length, generator, temperature=0.0),
        rnn_lm.sample(model, length, generator, temperature=0.0),
        rnn_lm.sample(model, length, generator, 0.0, given),
    ]
    return {"samples": _plain(samples), "prompt": given}


class Reader:
    """Reads texts side by side, one row of tokens at a time, with the model's state carried along."""

    def __init__(self, model: nn.Module) -> None:
        self.model, self.state = model, None

    def read(self, tokens: Array) -> Array:
        """The logits for what follows, (B, V), after reading one more token of each of B texts, (B,)."""
        with torch.no_grad():
            scores, self.state = self.model(torch.from_numpy(tokens)[None], self.state)
        return _plain(scores[0])


# ------------------------------------------------------------------------------------------------------- instruments


def observed(name: str, *arguments: object) -> dict[str, object]:
    """Call one of the drivers above and watch.

    Returns its result, whether the global random states of torch, NumPy and Python were left alone, how many tensors
    autograd saved for a backward pass, and whether gradients of a model's parameters can be had afterwards.
    """
    saved, models = [], [argument for argument in arguments if isinstance(argument, nn.Module)]
    hooks = torch.autograd.graph.saved_tensors_hooks(lambda tensor: saved.append(1) or tensor, lambda tensor: tensor)
    with _watched_randomness() as seen, hooks:
        result = globals()[name](*arguments)
    recording = torch.is_grad_enabled() and all(p.requires_grad for model in models for p in model.parameters())
    torch.set_grad_enabled(True)
    return {
        "result": result,
        "global randomness kept": seen["kept"],
        "saved for backward": len(saved),
        "gradients afterwards": recording,
    }


def left_switched(name: str, model: nn.Module, *arguments: object) -> list[str]:
    """What a call of one of the drivers above leaves switched otherwise than it was, in words; nothing if all is kept.

    It is called twice: in train mode and with gradients being recorded, and in eval mode, with frozen parameters and
    without gradients being recorded. In both cases the parameters have gradients of some earlier step.
    """
    left = []
    for on, mode in ((True, "train"), (False, "eval")):
        model.train(on).requires_grad_(on)
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
        with torch.set_grad_enabled(on):
            globals()[name](model, *arguments)
            if torch.is_grad_enabled() is not on:
                left.append(f"the recording of gradients {'off' if on else 'on'}, which was {'on' if on else 'off'}")
        if any(module.training is not on for module in model.modules()):
            left.append(f"a model in {'eval' if on else 'train'} mode, which was in {mode} mode")
        if any(parameter.requires_grad is not on for parameter in model.parameters()):
            left.append("parameters frozen, which were not" if on else "parameters not frozen, which were")
        if any(parameter.grad is None or (parameter.grad != 1).any() for parameter in model.parameters()):
            left.append("the gradients of the parameters otherwise than they were")
    model.train().requires_grad_(True).zero_grad()
    return left


def optimizer_settings(model: nn.Module, ids: Array, *arguments: float) -> list[dict[str, object]]:
    """The settings of torch's optimizers at each of their steps in `train`; nothing where Adam is written by hand."""
    names = ("lr", "betas", "eps", "weight_decay", "amsgrad", "maximize")
    seen: list[dict[str, object]] = []

    def note(optimizer: torch.optim.Optimizer, *_: object) -> None:
        seen.extend({name: group[name] for name in names if name in group} for group in optimizer.param_groups)

    hook = register_optimizer_step_pre_hook(note)
    try:
        train(model, ids, *arguments)
    finally:
        hook.remove()
    return [{name: _number(value) for name, value in settings.items()} for settings in seen]


def costs(name: str, *arguments: object) -> dict[str, int]:
    """What a call of one of the drivers above costs."""
    return cost(lambda: globals()[name](*arguments))


def cost(call: Callable[[], object]) -> dict[str, int]:
    """What a call costs, counted and not timed.

    Returns:
        operations: how many operations on tensors it did, those of the backward pass included.
        entries: how many entries of tensors these operations wrote.
        largest: the entries of the largest tensor that was written.
    """
    with _Meter() as meter:
        call()
    return {"operations": meter.operations, "entries": meter.entries, "largest": meter.largest}


def not_allowed() -> list[str]:
    """Uses in rnn_lm.py of what this homework is about: recurrent layers and gradient clipping of torch."""
    found = []
    for node in ast.walk(ast.parse(inspect.getsource(rnn_lm))):
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("torch"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found += [f"{name} in line {node.lineno}" for name in names if NOT_ALLOWED.search(name)]
    return found


class _Meter(TorchDispatchMode):
    """Counts operations and what they write; views of what is there already write nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.operations = self.entries = self.largest = 0

    def __torch_dispatch__(self, func: object, types: object, args: tuple = (), kwargs: dict | None = None) -> object:
        result = func(*args, **(kwargs or {}))
        self.operations += 1
        outputs = result if isinstance(result, (tuple, list)) else [result]
        for output, declared in zip(outputs, func._schema.returns):  # noqa: B905 - a list is declared once
            alias = declared.alias_info
            if isinstance(output, Tensor) and (alias is None or alias.is_write):
                self.entries += output.numel()
                self.largest = max(self.largest, output.numel())
        return result


@contextmanager
def _watched_randomness() -> Iterator[dict[str, bool]]:
    seen = {"kept": False}
    _move_on()
    before = _global_random_states()
    yield seen
    seen["kept"] = before == _global_random_states()


def _move_on() -> None:
    """Draw from all global generators: so it is seen, too, when one is set back to where it began."""
    random.random()
    np.random.random()
    torch.rand(())


def _global_random_states() -> tuple[object, ...]:
    kind, key, *rest = np.random.get_state()
    return (torch.get_rng_state().numpy().tobytes(), kind, key.tobytes(), *rest, random.getstate())


# ----------------------------------------------------------------------------------------------------------- helpers


def _filled(cell: nn.Module, weights: Weights) -> nn.Module:
    """The cell with these values written into its parameters."""
    for name in CELL:
        held = getattr(cell, name, None)
        if not isinstance(held, Tensor):
            raise AssertionError(f"RNNCell has no tensor called {name}; create self.{name} in __init__")
        if tuple(held.shape) != weights[name].shape:
            raise AssertionError(f"RNNCell: {name} has shape {tuple(held.shape)}, expected {weights[name].shape}")
        held.data.copy_(torch.from_numpy(weights[name]))
    return cell


def _by_shape(model: nn.Module, weights: Weights, strict: bool = True) -> dict[str, Tensor]:
    """The model's parameters, by the name of the one in `weights` that has the same shape.

    A tensor that is held without being registered will do: only checks of parameters and training should mind.
    """
    if len({value.shape for value in weights.values()}) < len(weights):
        raise ValueError("weights: V, X and H must differ, because parameters go by shape")
    held = [thing for module in model.modules() for thing in vars(module).values() if isinstance(thing, Tensor)]
    found = {tuple(tensor.shape): tensor for tensor in (*held, *model.parameters())}
    missing = [f"{name} {value.shape}" for name, value in weights.items() if value.shape not in found]
    if missing and strict:
        raise AssertionError(
            f"RNNLM has parameters of shapes {sorted(found)}, expected those of "
            f"{', '.join(f'{name} {value.shape}' for name, value in weights.items())}"
        )
    return {name: found[value.shape] for name, value in weights.items() if value.shape in found}


def _gradients(outputs: list[tuple[Tensor, Array]], inputs: dict[str, Tensor]) -> dict[str, object]:
    """Gradients of the sum over the outputs of the sum of cotangent * output; None where nothing flows."""
    live = {name: tensor for name, tensor in inputs.items() if tensor.requires_grad}
    parts = [(output * torch.from_numpy(g)).sum() for output, g in outputs if output.requires_grad]
    if not parts or not live:
        return dict.fromkeys(inputs)
    slopes = torch.autograd.grad(torch.stack(parts).sum(), list(live.values()), allow_unused=True)
    return {**dict.fromkeys(inputs), **{name: _plain(slope) for name, slope in zip(live, slopes, strict=True)}}


def _pair(returned: object, what: str, names: str) -> tuple[Tensor, Tensor]:
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise AssertionError(f"{what} returned a thing of type {type(returned).__name__}, expected a tuple {names}")
    return returned


def _number(value: object) -> object:
    """A setting as plain numbers, which may also be given as tensors."""
    if isinstance(value, (tuple, list)):
        return tuple(map(float, value))
    return value if isinstance(value, bool) else float(value)


def _leaf(array: Array) -> Tensor:
    return torch.from_numpy(array.copy()).requires_grad_()


def _given(array: Array | None) -> Tensor | None:
    return None if array is None else torch.from_numpy(array)


def _plain(thing: object) -> object:
    """The same thing with every tensor in it as a NumPy array of its own."""
    if isinstance(thing, Tensor):
        return thing.detach().numpy().copy()
    if type(thing) in (list, tuple):
        return type(thing)(_plain(entry) for entry in thing)
    return thing
