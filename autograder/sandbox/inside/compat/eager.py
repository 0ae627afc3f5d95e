"""Replaces torch.compile and its companions, because nothing is compiled here.

The jail has no compiler, so torch's own functions would import torch._dynamo and torch._inductor, some 3 s of processor
time in each check, only to give back what they were given. The replacements give it back at once, in the form that a
program can see: a function with the same name, or a module whose parameters are called `_orig_mod.…`.
"""

from __future__ import annotations

import functools
import inspect
import sys
import types
from typing import Any

from autograder.sandbox.inside.compat import dynamo

#: what torch.compile calls the module that it was given
_ORIGINAL = "_orig_mod"


def install(torch: types.ModuleType) -> None:
    """Put the replacements in place of torch's own functions."""
    optimized_module = _optimized_module(torch)

    @functools.wraps(torch.compile)
    def compile(model: Any = None, **options: Any) -> Any:
        if model is None:
            return functools.partial(_compiled, optimized_module, options)
        return _compiled(optimized_module, options, model)

    @functools.wraps(torch.use_deterministic_algorithms)
    def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
        inductor = sys.modules.get("torch._inductor.config")
        if inductor is not None:
            inductor.deterministic = mode  # type: ignore[attr-defined]
        torch._C._set_deterministic_algorithms(mode, warn_only=warn_only)

    @functools.wraps(torch.compiler.cudagraph_mark_step_begin)
    def cudagraph_mark_step_begin() -> None:
        """There are no CUDA graphs."""

    for module, function in (
        (torch, compile),
        (torch, use_deterministic_algorithms),
        (torch.compiler, cudagraph_mark_step_begin),
    ):
        setattr(module, function.__name__, function)
    dynamo.answer("OptimizedModule", optimized_module)


def _compiled(optimized_module: Any, options: dict[str, Any], model: Any) -> Any:
    if options.get("mode") is not None and options.get("options") is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at the same time.")
    if isinstance(model, optimized_module):
        return optimized_module(getattr(model, _ORIGINAL))
    if isinstance(model, optimized_module.__base__):
        return optimized_module(model)
    if inspect.isclass(model):
        return model
    if not callable(model):
        raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")

    @functools.wraps(model)
    def run(*args: Any, **kwargs: Any) -> Any:
        return model(*args, **kwargs)

    run._torchdynamo_orig_callable = model  # type: ignore[attr-defined]
    return run


def _optimized_module(torch: types.ModuleType) -> Any:
    """A class like torch._dynamo.eval_frame.OptimizedModule."""

    class OptimizedModule(torch.nn.Module):  # type: ignore[misc, name-defined]
        """A module that has been passed to torch.compile; everything but its own name is the original's."""

        def __init__(self, mod: Any) -> None:
            self.__dict__[_ORIGINAL] = mod  # the base's __init__ sets `training`
            super().__init__()
            del self.__dict__[_ORIGINAL]
            self._modules[_ORIGINAL] = mod

        def forward(self, *args: Any, **kwargs: Any) -> Any:
            return self._modules[_ORIGINAL](*args, **kwargs)

        @property
        def training(self) -> bool:
            return bool(getattr(self, _ORIGINAL).training)

        @training.setter
        def training(self, value: bool) -> None:
            if _ORIGINAL not in self.__dict__:
                getattr(self, _ORIGINAL).training = value

        def __getattr__(self, name: str) -> Any:
            if name == _ORIGINAL:
                return self._modules[_ORIGINAL]
            return getattr(self._modules[_ORIGINAL], name)

        def __setattr__(self, name: str, value: Any) -> None:
            own = name in (_ORIGINAL, "forward") or hasattr(type(self), name)
            super().__setattr__(name, value) if own else setattr(getattr(self, _ORIGINAL), name, value)

        def __delattr__(self, name: str) -> None:
            super().__delattr__(name) if name == "forward" else delattr(getattr(self, _ORIGINAL), name)

        def __len__(self) -> int:
            return len(getattr(self, _ORIGINAL))

        def __dir__(self) -> list[str]:
            return sorted({*super().__dir__(), *dir(getattr(self, _ORIGINAL))})

        def __reduce__(self) -> tuple[Any, tuple[Any]]:
            return torch.compile, (getattr(self, _ORIGINAL),)

    OptimizedModule.__module__, OptimizedModule.__qualname__ = "torch._dynamo.eval_frame", "OptimizedModule"
    return OptimizedModule
