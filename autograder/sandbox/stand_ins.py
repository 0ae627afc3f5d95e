"""Lets functions of the reference replace those of a submission, by exchanging data alone.

It runs in two children, as source text sent over the wire. In the submission's child, `install` replaces functions by
ones that ask the grader for their answers; in the reference's child, `answer` gives them. Only numbers, texts, arrays,
containers of these, and the plain attributes of the object that a method belongs to cross: no code, no object and no
name of the reference. The grader asks only for functions that assignment.yaml names, so student code can learn only
what they answer to data of its own.

Tensors are differentiable: a backward pass asks the reference again, for the gradients of what it answered before.
Not covered: attributes that are objects of the submission's own classes, except a torch module's own modules.
"""

from __future__ import annotations

import collections
import importlib
import sys
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

_DATA = (type(None), bool, int, float, complex, str, bytes, np.ndarray)
_DEEPEST = 20
_graphs: list[Any] = []  # in the reference's child: (tensors that came, tensors that were answered), by number

Packed = tuple[Any, ...]


def install(names: list[str], ask: Callable[..., Any]) -> None:
    """Put functions that `ask` in place of these, e.g. "ngram_lm.NGramLM.context"; one that is not there is left."""
    for name in names:
        owner, last = _owner(name)
        if owner is not None and hasattr(owner, last):
            setattr(owner, last, _stand_in(name, ask, is_method=isinstance(owner, type)))


def answer(name: str, own: Any, arguments: Packed, keywords: Packed, arrays: list[Any], wanted: list[bool]) -> Packed:
    """What the function of this name answers.

    Args:
        own: the object that it is a method of, packed; None for a function.
        arrays, wanted: the tensors among the arguments, and which of them need gradients.

    Returns:
        The answer packed ("own" for the object itself), attributes that were set, packed, the arrays of the tensors
        in both, and a number to ask for gradients by.
    """
    tensors = [_tensor(array).requires_grad_(needed) for array, needed in zip(arrays, wanted, strict=True)]
    owner, last = _owner(name)
    itself = _unpacked(own, tensors) if own is not None else None
    before = dict(vars(itself)) if itself is not None else {}
    bound = [itself] if itself is not None else []
    result = getattr(owner, last)(*bound, *_unpacked(arguments, tensors), **_unpacked(keywords, tensors))
    given: list[Any] = []
    packed = ("own",) if itself is not None and result is itself else _packed(result, given)
    changed = [] if itself is None or _is_module(itself) else _changes(itself, before, given)
    if any(wanted):
        _graphs.append((tensors, given))
    return packed, changed, [_array(tensor) for tensor in given], len(_graphs) - 1


def gradients(number: int, slopes: list[Any]) -> list[Any]:
    """The gradients of the tensors that came with a question, from those of its answer; None if none flows."""
    tensors, given = _graphs[number]
    _graphs[number] = None
    pairs = [(out, _tensor(slope)) for out, slope in zip(given, slopes, strict=True) if slope is not None]
    pairs = [(out, slope) for out, slope in pairs if out.requires_grad]
    live = [tensor for tensor in tensors if tensor.requires_grad]
    outs, into = [out for out, _ in pairs], [slope for _, slope in pairs]
    found = _torch().autograd.grad(outs, live, into, allow_unused=True) if pairs and live else [None] * len(live)
    flowing = iter([None if slope is None else _array(slope) for slope in found])
    return [next(flowing) if tensor.requires_grad else None for tensor in tensors]


def _stand_in(name: str, ask: Callable[..., Any], is_method: bool) -> Callable[..., Any]:
    def stand_in(*arguments: Any, **keywords: Any) -> Any:
        tensors: list[Any] = []
        itself = arguments[0] if is_method else None
        own = _packed_object(itself, tensors, 0) if is_method else None
        question = name, own, _packed(list(arguments[is_method:]), tensors), _packed(keywords, tensors)
        packed, changed, given = _asked(ask, question, tensors)
        for attribute, value in changed:
            setattr(itself, attribute, _unpacked(value, given))
        return itself if packed == ("own",) else _unpacked(packed, given)

    stand_in.__name__ = name.rpartition(".")[2]
    return stand_in


def _asked(ask: Callable[..., Any], question: Packed, tensors: list[Any]) -> tuple[Any, Any, list[Any]]:
    """The answer, its changes, and its tensors, which lead back to those that were given."""
    torch = _torch()
    wanted = [torch.is_grad_enabled() and tensor.requires_grad for tensor in tensors]
    if not any(wanted):
        packed, changed, arrays, _ = ask("answer", *question, [_array(tensor) for tensor in tensors], wanted)
        return packed, changed, [_tensor(array) for array in arrays]
    told: list[Any] = []

    class Asked(torch.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(context: Any, *given: Any) -> Any:
            packed, changed, arrays, context.number = ask("answer", *question, [_array(one) for one in given], wanted)
            told.extend((packed, changed))
            return tuple(_tensor(array) for array in arrays)

        @staticmethod
        def backward(context: Any, *slopes: Any) -> Any:
            found = ask("gradients", context.number, [None if slope is None else _array(slope) for slope in slopes])
            return tuple(None if slope is None else _tensor(slope) for slope in found)

    given = list(Asked.apply(*tensors))
    return told[0], told[1], given


def _packed(thing: Any, tensors: list[Any], depth: int = 0) -> Packed:
    """Data as nested tuples that name their types; tensors go into the list, and their positions into the tuples."""
    if depth > _DEEPEST:
        raise TypeError("it is nested too deeply for the function that stands in")
    if type(thing) in _DATA or isinstance(thing, np.generic):
        return "data", thing
    if _is_tensor(thing):
        tensors.append(thing)
        return "tensor", len(tensors) - 1
    if isinstance(thing, dict):
        kind = "counter" if isinstance(thing, collections.Counter) else "dict"
        return kind, [[_packed(part, tensors, depth + 1) for part in item] for item in thing.items()]
    if isinstance(thing, (set, frozenset)):
        return "set", [_packed(item, tensors, depth + 1) for item in thing]
    if isinstance(thing, tuple):
        return "tuple", [_packed(item, tensors, depth + 1) for item in thing]
    if isinstance(thing, Iterable):
        items = list(thing)
        if all(type(item) in (int, float, str) for item in items):
            return "data", items
        return "list", [_packed(item, tensors, depth + 1) for item in items]
    raise TypeError(f"an object of type {type(thing).__name__} cannot be given to the function that stands in")


def _packed_object(thing: Any, tensors: list[Any], depth: int) -> Packed:
    """The object that a method belongs to: its class by name, and those of its attributes that are data."""
    found = []
    for name, value in _attributes(thing).items():
        if _is_module(value) and depth < _DEEPEST:
            found.append([name, _packed_object(value, tensors, depth + 1)])
            continue
        mark = len(tensors)
        try:
            found.append([name, _packed(value, tensors)])
        except Exception:
            del tensors[mark:]
    kind = type(thing)
    return "object", f"{kind.__module__}.{kind.__qualname__}", found


def _unpacked(packed: Any, tensors: list[Any]) -> Any:
    kind, content = packed[0], packed[1]
    if kind == "data":
        return content
    if kind == "tensor":
        return tensors[content]
    if kind in ("dict", "counter"):
        made = {_unpacked(key, tensors): _unpacked(value, tensors) for key, value in content}
        return collections.Counter(made) if kind == "counter" else made
    if kind == "object":
        return _object(content, packed[2], tensors)
    return {"set": set, "tuple": tuple, "list": list}[kind](_unpacked(item, tensors) for item in content)


def _object(name: str, attributes: list[Any], tensors: list[Any]) -> Any:
    """An object of the reference's class of this name, with these attributes."""
    owner, last = _owner(name)
    kind = getattr(owner, last)
    made = kind.__new__(kind)
    if _is_module(made):
        _torch().nn.Module.__init__(made)
    for attribute, value in attributes:
        setattr(made, attribute, _unpacked(value, tensors))
    return made


def _changes(itself: Any, before: dict[str, Any], given: list[Any]) -> list[Any]:
    new = {name: value for name, value in vars(itself).items() if name not in before or before[name] is not value}
    return [[name, _packed(value, given)] for name, value in new.items()]


def _attributes(thing: Any) -> dict[str, Any]:
    if not _is_module(thing):
        return dict(vars(thing))
    plain = {name: value for name, value in vars(thing).items() if not name.startswith("_") and name != "training"}
    return {**plain, **thing._parameters, **thing._buffers, **thing._modules}


def _owner(name: str) -> tuple[Any, str]:
    """The module or class that holds the function of a full name, or None, and its last part."""
    parts = name.split(".")
    for size in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for part in parts[size:-1]:
            owner = getattr(owner, part, None)
        return owner, parts[-1]
    return None, parts[-1]


class _NoTorch:
    """Stands for torch where there can be no tensors."""

    @staticmethod
    def is_grad_enabled() -> bool:
        return False


def _torch() -> Any:
    return sys.modules.get("torch", _NoTorch)


def _is_tensor(thing: Any) -> bool:
    return "torch" in sys.modules and isinstance(thing, _torch().Tensor)


def _is_module(thing: Any) -> bool:
    return "torch" in sys.modules and isinstance(thing, _torch().nn.Module)


def _array(tensor: Any) -> Any:
    return tensor.detach().numpy().copy()


def _tensor(array: Any) -> Any:
    return _torch().from_numpy(np.array(array))
