"""Imports torch._dynamo only for programs that use it.

Optimizers and transforms of torch.func import torch._dynamo only to be told that they are not being compiled: 1.6 s and
70 MB that no homework uses. So a stand-in answers what they ask, and offers what means nothing if nothing is compiled.
Its settings are the package's own, which can be executed by themselves. Asking for anything else, including a
submodule, executes the package first.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
import types
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

from autograder.sandbox.inside.compat import deferred

_NAME = "torch._dynamo"
_SETTINGS = "config"  # the one submodule that needs nothing of the package


class _StandIn(deferred.StandIn):
    """torch._dynamo before it is executed."""

    def __getattr__(self, name: str) -> Any:
        return importlib.import_module(f"{_NAME}.{name}") if name == _SETTINGS else super().__getattr__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if value is sys.modules.get(f"{_NAME}.{_SETTINGS}"):
            vars(self)[name] = value  # by the import of a submodule
        else:
            super().__setattr__(name, value)


class _Submodules:
    """A finder that executes the package before one of its submodules is imported.

    This already imports most submodules; then the loader gives the existing one, and nothing is executed a second time.
    """

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        package = sys.modules.get(_NAME)
        if not fullname.startswith(f"{_NAME}.") or not isinstance(package, _StandIn):
            return None
        if fullname == f"{_NAME}.{_SETTINGS}":
            return None  # the next finder has it
        deferred.load(package)
        present = sys.modules.get(fullname)
        return None if present is None else ModuleSpec(fullname, _Present(present))  # type: ignore[arg-type]


class _Present:
    """A loader of a module that has been imported meanwhile."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module, self._spec = module, module.__spec__

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return self._module

    def exec_module(self, module: types.ModuleType) -> None:
        module.__spec__ = self._spec


def keep_out() -> None:
    """Install the stand-in before torch is imported; if there is no torch, do nothing."""
    torch = importlib.util.find_spec("torch")
    spec = torch and PathFinder.find_spec(_NAME, torch.submodule_search_locations)
    if not spec or _NAME in sys.modules:
        return
    deferred.stand_in(spec, _ANSWERS, _StandIn)
    sys.meta_path.insert(0, _Submodules())


def answer(name: str, value: Any) -> None:
    """Make the stand-in give `value` for `name`; if there is none, do nothing."""
    deferred.answer(_NAME, name, value)


def _disable(fn: Any = None, recursive: bool = True, **_: Any) -> Any:
    """What `torch._dynamo.disable` amounts to if nothing is compiled."""
    return (lambda function: function) if fn is None else fn


def _same(fn: Any, *_: Any, **__: Any) -> Any:
    """Advice to the compiler about a function."""
    return fn


def _nothing(*_: Any, **__: Any) -> None:
    """Advice about a tensor, or an order to the compiler."""


class _SetStance:
    """A function, a context manager and a decorator."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """Each stance amounts to the same."""

    def __call__(self, fn: Any) -> Any:
        return fn

    def __enter__(self) -> None:
        """There is nothing to do."""

    def __exit__(self, *_: object) -> None:
        """There is nothing to undo."""


class _CompiledAutograd:
    """What transforms of torch.func ask before they differentiate; for anything else the package is executed."""

    _disable = staticmethod(contextlib.nullcontext)

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(f"{_NAME}.compiled_autograd"), name)


#: what the stand-in itself has; the package puts its own in their place
_ANSWERS: dict[str, Any] = {
    "disable": _disable,
    "is_compiling": lambda: False,
    "set_stance": _SetStance,
    "compiled_autograd": _CompiledAutograd(),
    **dict.fromkeys(("allow_in_graph", "assume_constant_result", "disallow_in_graph", "forbid_in_graph"), _same),
    **dict.fromkeys(("graph_break", "reset", "reset_code_caches"), _nothing),
    **dict.fromkeys(("mark_dynamic", "mark_static", "mark_static_address", "maybe_mark_dynamic"), _nothing),
}
