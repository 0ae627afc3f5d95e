"""Changes to modules at the moment that they are imported."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from autograder.sandbox.inside.compat import on_import

NAME = "changed_on_import"


def add_one(module: ModuleType) -> None:
    module.value += 1


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], ModuleType]]:
    """Imports a module that has been found nowhere yet."""
    (tmp_path / f"{NAME}.py").write_text("value = 1\nloader = __loader__, __spec__.loader\n")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.syspath_prepend(tmp_path)
    yield lambda: importlib.import_module(NAME)
    sys.modules.pop(NAME, None)


def test_a_module_is_changed_when_it_is_imported_and_not_imported_for_that(module: Callable[[], ModuleType]) -> None:
    on_import.change({NAME: add_one, "module_that_is_not_there": add_one})
    assert NAME not in sys.modules
    assert module().value == 2
    assert importlib.reload(module()).value == 2
    assert importlib.util.find_spec("module_that_is_not_there") is None
    with pytest.raises(ModuleNotFoundError, match="No module named 'module_that_is_not_there'"):
        importlib.import_module("module_that_is_not_there")


def test_a_module_that_is_there_is_changed_at_once(module: Callable[[], ModuleType]) -> None:
    there = module()
    on_import.change({NAME: add_one})
    assert there.value == 2


def test_a_changed_module_says_the_same_of_itself(module: Callable[[], ModuleType]) -> None:
    expected = module()
    del sys.modules[NAME]
    on_import.change({NAME: add_one})
    found = module()
    assert found is not expected
    kinds = {type(loader) for loader in (*expected.loader, *found.loader, found.__loader__, found.__spec__.loader)}
    assert kinds == {type(expected.__loader__)}
    assert (found.__file__, found.__cached__) == (expected.__file__, expected.__cached__)


def test_before_the_import_its_loader_still_answers(module: Callable[[], ModuleType]) -> None:
    on_import.change({NAME: add_one})
    spec = importlib.util.find_spec(NAME)
    assert spec is not None
    assert spec.loader is not None
    assert "value = 1" in spec.loader.get_source(NAME)  # type: ignore[attr-defined]
