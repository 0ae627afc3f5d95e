"""Notes which attributes of library modules and classes tests have patched, by monkeypatch or unittest.mock.

Student code runs in another process, where such a patch has to be repeated: see surroundings.py. Patches of student
modules happen there anyway, and those of a test's own objects concern only the test.
"""

from __future__ import annotations

import functools
import sys
import types
from typing import Any

import pytest

from autograder.sandbox.inside.compat import on_import

#: module, the path of a class in it ("" for the module itself), attribute
Place = tuple[str, str, str]
_STREAMS = frozenset(("stdout", "stderr"))
_active: dict[Place, Any] = {}


def active() -> dict[Place, Any]:
    """The patches that are active now."""
    return _active


def install() -> None:
    """Take note of patches from now on."""
    pytest.MonkeyPatch.setattr = _noted(pytest.MonkeyPatch.setattr)  # type: ignore[method-assign]
    pytest.MonkeyPatch.undo = _undone(pytest.MonkeyPatch.undo)  # type: ignore[method-assign]
    on_import.change({"unittest.mock": _follow})  # few tests use it, and it imports asyncio


def _follow(mock: Any) -> None:
    patch_class = mock._patch
    patch_class.__enter__ = _entered(patch_class.__enter__)
    patch_class.__exit__ = _left(patch_class.__exit__)


def _place(target: Any, name: str) -> Place | None:
    """Where a library keeps the patched attribute; None if it is not a library's."""
    if hasattr(type(target), "_place_in_a_child"):  # a student's module
        return None
    module, path = (target.__name__, "") if isinstance(target, types.ModuleType) else ("", "")
    if isinstance(target, type):
        module, path = target.__module__, target.__qualname__
    found = sys.modules.get(module)
    file = getattr(found, "__file__", None)
    is_library = found is not None and (file is None or file.startswith((sys.prefix, sys.base_prefix)))
    is_tools = module.startswith(("autograder", "pytest", "_pytest", "unittest"))
    is_local = is_tools or (module == "sys" and name in _STREAMS)
    return (module, path, name) if is_library and not is_local else None


def _noted(set_attribute: Any) -> Any:
    @functools.wraps(set_attribute)
    def noted(self: pytest.MonkeyPatch, *arguments: Any, **keywords: Any) -> None:
        count = len(self._setattr)
        set_attribute(self, *arguments, **keywords)
        for target, name, _ in self._setattr[count:]:
            place = _place(target, name)
            if place is not None:
                _active[place] = getattr(target, name)

    return noted


def _undone(undo: Any) -> Any:
    @functools.wraps(undo)
    def undone(self: pytest.MonkeyPatch) -> None:
        for target, name, _ in self._setattr:
            _active.pop(_place(target, name), None)  # type: ignore[arg-type]
        undo(self)

    return undone


def _entered(enter: Any) -> Any:
    @functools.wraps(enter)
    def entered(self: Any) -> Any:
        found = enter(self)
        place = _place(self.target, self.attribute)
        if place is not None:
            _active[place] = getattr(self.target, self.attribute)
        return found

    return entered


def _left(leave: Any) -> Any:
    @functools.wraps(leave)
    def left(self: Any, *details: Any) -> Any:
        target = getattr(self, "target", None)
        if target is not None:
            _active.pop(_place(target, self.attribute), None)  # type: ignore[arg-type]
        return leave(self, *details)

    return left
