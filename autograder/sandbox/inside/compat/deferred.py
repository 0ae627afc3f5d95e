"""A module that is there before it is executed.

torch imports large modules in the middle of a call, only to ask them something that has one answer in a program as
simple as a homework's. A stand-in has the module's own name, spec and path, and these answers. Asking it for anything
else first executes the module in this same object, and from then on it is the module.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
import types
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from typing import Any

_lock = threading.RLock()
#: name of a module -> what its stand-in answers
_answers: dict[str, dict[str, Any]] = {}


class StandIn(types.ModuleType):
    """A module before it is executed."""

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # each `from … import` asks for it
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        load(self)
        return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        by_import = name.startswith("__") and name.endswith("__")
        if not by_import:
            load(self)
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        load(self)
        return dir(self)


def stand_in(spec: ModuleSpec, answers: Mapping[str, Any], kind: type[StandIn] = StandIn) -> types.ModuleType:
    """Put a stand-in where imports find it."""
    module = importlib.util.module_from_spec(spec)  # sets __spec__, __path__ and so on
    _answers[spec.name] = dict(answers)
    vars(module).update(answers)
    module.__class__ = kind
    sys.modules[spec.name] = module
    return module


class _Finder:
    """Finds one module as the other finders do, and turns it into a stand-in."""

    def __init__(self, name: str, answers: Mapping[str, Any]) -> None:
        self._name, self._given = name, answers

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        others = (finder.find_spec(fullname, path, target) for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, others), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec, self._given)  # type: ignore[assignment]
        return spec


class _Loader:
    """Executes nothing yet, and leaves no trace in the module's attributes."""

    def __init__(self, spec: ModuleSpec, answers: Mapping[str, Any]) -> None:
        self._spec, self._loader, self._given = spec, spec.loader, answers

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual kind."""

    def exec_module(self, module: types.ModuleType) -> None:
        self._spec.loader = module.__loader__ = self._loader
        _answers[module.__name__] = dict(self._given)
        vars(module).update(self._given)
        module.__class__ = StandIn


def when_imported(name: str, answers: Mapping[str, Any]) -> None:
    """Make importing the module `name` give a stand-in; nothing shows before that."""
    if name not in sys.modules:
        sys.meta_path.insert(0, _Finder(name, answers))


def answer(name: str, attribute: str, value: Any) -> None:
    """Make the stand-in for the module `name` give `value` for an attribute; if there is none, do nothing."""
    module = sys.modules.get(name)
    if isinstance(module, StandIn):
        _answers[name][attribute] = vars(module)[attribute] = value


def load(module: types.ModuleType) -> None:
    """Execute the module in its stand-in.

    Raises:
        whatever importing it raises; the next import tries again.
    """
    with _lock:
        if not isinstance(module, StandIn):
            return  # another thread has
        spec = module.__spec__
        assert spec is not None
        assert spec.loader is not None
        module.__class__ = types.ModuleType  # type: ignore[assignment]
        for name in _answers[spec.name]:
            vars(module).pop(name, None)
        sys.modules[spec.name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(spec.name, None)
            raise
