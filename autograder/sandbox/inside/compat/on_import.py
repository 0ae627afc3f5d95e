"""Changes a module at the moment a program imports it.

If it were imported beforehand, to change it at once, programs that have forgotten to import it would see it.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from typing import Any

Change = Callable[[Any], None]


class _Loader:
    """Loads a module as its own loader does, changes it, and leaves no trace in its attributes."""

    def __init__(self, spec: ModuleSpec, change: Change) -> None:
        self._spec, self._loader, self._change = spec, spec.loader, change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: types.ModuleType) -> None:
        assert self._loader is not None
        self._spec.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._change(module)


class _Finder:
    """Finds some modules as the other finders do."""

    def __init__(self, changes: dict[str, Change]) -> None:
        self._changes = changes

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if fullname not in self._changes:
            return None
        others = (finder.find_spec(fullname, path, target) for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, others), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec, self._changes[fullname])  # type: ignore[assignment]
        return spec


def change(changes: dict[str, Change]) -> None:
    """Change modules with these functions: imported ones now, others when they are imported."""
    for name in changes.keys() & sys.modules.keys():
        changes[name](sys.modules[name])
    sys.meta_path.insert(0, _Finder(changes))
