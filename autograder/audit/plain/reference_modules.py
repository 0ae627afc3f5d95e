"""`from reference import X` without a grader: the reference solution beside the student's, in one process.

`reference.<module>` is a module of reference_solutions/<hw>/oracles/, of its solution, or one of the tests' drivers.
It is loaded under that long name, and what it imports of these modules is the reference's too: so
`from reference import drivers` gives drivers that work on the reference, while `import drivers` gives drivers that
work on what the student submitted.
"""

from __future__ import annotations

import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType


class Finder(importlib.abc.MetaPathFinder):
    """Finds the package `reference` and what is in it.

    Args:
        paths: module name -> its file.
    """

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = paths

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name == "reference":
            return importlib.machinery.ModuleSpec(name, _Package(), is_package=True)
        package, _, module = name.partition(".")
        if package != "reference" or module not in self.paths:
            return None
        file = self.paths[module]
        return importlib.util.spec_from_file_location(name, file, loader=_Loader(name, str(file), self))

    def import_(self, name: str, *options: object) -> ModuleType:
        """`__import__` for the reference's modules: their own names mean the reference's modules."""
        level = options[3] if len(options) > 3 else 0
        if level == 0 and name in self.paths:
            return importlib.import_module(f"reference.{name}")
        return builtins.__import__(name, *options)  # type: ignore[arg-type]


class _Package(importlib.abc.Loader):
    """The package itself, which holds nothing; `from reference import X` imports the module X."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        return None


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, finder: Finder) -> None:
        super().__init__(name, path)
        self.finder = finder

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self.finder.import_}
        super().exec_module(module)


def install(folders: list[str]) -> None:
    """Make `reference` importable in this process.

    Args:
        folders: of solution, oracles and tests; in the last, only drivers count. Earlier ones come first.
    """
    paths: dict[str, Path] = {}
    for folder in map(Path, folders):
        pattern = "*drivers.py" if folder.name == "tests" else "*.py"
        for file in sorted(folder.glob(pattern)):
            paths.setdefault(file.stem, file)
    sys.meta_path.insert(0, Finder(paths))
