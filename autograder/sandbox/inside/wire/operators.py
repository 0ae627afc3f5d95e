"""The closed table of operators that the trusted side may ask for by name.

Comparisons and truth are not among them: a verdict must not rest on what a student's object says about itself, except
where a homework allows it: see WORDS.
"""

from __future__ import annotations

import builtins
import copy
import dataclasses
import math
import operator
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import introspection

BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift")
UNARY = ("neg", "pos", "abs", "invert")


def _next(iterator: Iterator[Any]) -> tuple[bool, Any]:
    """(True, the next item) or (False, None): a StopIteration never crosses, where it would end the test's
    own loops.
    """
    try:
        return True, next(iterator)
    except StopIteration:
        return False, None


def _run(coroutine: Any) -> Any:
    """What a coroutine returns."""
    import asyncio  # few tests need it, and each child would pay for it

    async def awaited() -> Any:
        return await coroutine

    return asyncio.run(awaited())


def _exit(manager: Any, error: BaseException | None = None, name: str = "", *arguments: Any) -> bool:
    """Leave a `with` block: normally, by an exception of student code, or by one of the test, given by its name."""
    if error is None and name:
        kind = getattr(builtins, name, None)
        is_error = isinstance(kind, type) and issubclass(kind, BaseException)
        error = (kind if is_error else type(name, (Exception,), {}))(*arguments)  # type: ignore[misc]
    details = (None, None, None) if error is None else (type(error), error, error.__traceback__)
    return bool(type(manager).__exit__(manager, *details))


def _backward(
    tensor: Any, gradient: Any, inputs: tuple[Any, ...], again: bool = False, adds: bool = True
) -> tuple[Any, ...]:
    """Run a tensor's backward pass. If it `adds`, student code's parameters get their gradients; the test gets those of
    `inputs`, whose own stay as they are. The graph is kept, because the test may use the tensor several times.

    Args:
        again: the gradients have a graph, too.
    """
    if not adds:
        import torch  # it has made the tensor

        return torch.autograd.grad(tensor, inputs, gradient, retain_graph=True, create_graph=again, allow_unused=True)
    before = [one.grad for one in inputs]
    for one in inputs:
        one.grad = None
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Using backward.. with create_graph=True")  # the test's torch says so
            tensor.backward(gradient, retain_graph=True, create_graph=again)
        return tuple(one.grad for one in inputs)
    finally:
        for one, grad in zip(inputs, before, strict=True):
            one.grad = grad


#: what an object says about itself
WORDS = ("str", "repr", "format", "hash", "eq", "ne", "lt", "le", "gt", "ge", "contains", "bool")

OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, f"__{name}__") for name in (*BINARY, *UNARY)},
    **{f"i{name}": getattr(operator, f"__i{name}__") for name in BINARY},
    **{name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")},
    "contains": operator.contains,
    "bool": bool,
    "str": str,
    "repr": repr,
    "format": format,
    "hash": hash,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "delattr": delattr,
    "len": len,
    "iter": iter,
    "next": _next,
    "reversed": reversed,
    "divmod": divmod,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
    "trunc": math.trunc,
    "bytes": bytes,
    "await": _run,
    "callable": callable,
    "inspect": introspection.is_kind,
    "below": introspection.is_below,
    "abstract": introspection.is_abstract,
    "inherited": introspection.inherited,
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
    "asarray": np.asarray,
    "enter": lambda manager: type(manager).__enter__(manager),
    "exit": _exit,
    "type": type,
    "issubclass": lambda kind, other: isinstance(kind, type) and issubclass(kind, other),
    "dir": dir,
    "data": introspection.data_of,
    "bases": introspection.bases,
    "parameters": introspection.parameters,
    "asdict": dataclasses.asdict,
    "astuple": dataclasses.astuple,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "backward": _backward,
    "isinstance": lambda thing, kind: kind in type(thing).__mro__,
}
