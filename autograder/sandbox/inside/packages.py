"""Lets student code import the installed packages that a homework has, and no others.

Theory of operation. The environment that the grader runs in holds more than a homework promises: the grader's own
packages, and on a developer's machine many more. `allow` puts one finder in place of the one that searches `sys.path`.
It searches the whole path for allowed names, and everything but the folders of installed packages for all other names.
A package that is not allowed looks as if it were not installed: an honest ModuleNotFoundError, and None from
`importlib.util.find_spec`, so that programs that can do without a package go on. `hide` forgets what the grader itself
has imported.

Not protected here: a program that wants to can put the old finder back. It finds nothing worth having.
"""

from __future__ import annotations

import importlib.machinery
import os
import re
import sys
import sysconfig
from collections.abc import Collection, Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

_FOLDERS = ("site-packages", "dist-packages")
_OURS = __name__.partition(".")[0]


class Packages:
    """A finder like PathFinder, for the names that are allowed."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)
        self._installed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if path is None and fullname not in self._allowed:
            path = [entry for entry in sys.path if not self._holds_packages(entry)]
        return PathFinder.find_spec(fullname, path, target)

    def invalidate_caches(self) -> None:
        PathFinder.invalidate_caches()

    def find_distributions(self, context: Any = None) -> Iterable[Any]:
        """The metadata, for importlib.metadata, of packages that may be imported."""
        from importlib import metadata

        context = metadata.DistributionFinder.Context() if context is None else context
        found = metadata.MetadataPathFinder.find_distributions(context)  # PathFinder's own, which setuptools takes away
        known = [each for each in found if re.sub(r"[-_.]+", "-", each.metadata["Name"]).lower() in self._allowed]
        return known or self._submitted(context.name or "")

    def _submitted(self, name: str) -> list[Any]:
        """The metadata of a package in the submission, which is not installed: it is there, in version 0."""
        folders = (entry for entry in sys.path if not self._holds_packages(entry))
        is_there = name.isidentifier() and name not in sys.stdlib_module_names
        if not is_there or not any(os.path.isfile(os.path.join(entry, name, "__init__.py")) for entry in folders):
            return []
        from importlib import metadata

        class Submitted(metadata.Distribution):
            def read_text(self, filename: str) -> str | None:
                return f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n" if filename == "METADATA" else None

            def locate_file(self, path: Any) -> Any:
                raise FileNotFoundError(path)

        return [Submitted()]

    def _holds_packages(self, folder: str) -> bool:
        return folder in self._installed or os.path.basename(folder) in _FOLDERS


def allow(names: Collection[str]) -> None:
    """From now on, only `names` can be imported of all installed packages."""
    kept = (importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter)
    sys.meta_path[:] = [*kept, Packages(names)]


def hide(names: Collection[str]) -> None:
    """Forget imported packages that are not among `names`: those that only the grader needs, and our own."""
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        if top not in names and (top == _OURS or _is_installed(getattr(module, "__file__", None) or "")):
            del sys.modules[name]


def _is_installed(file: str) -> bool:
    return any(f"{os.sep}{folder}{os.sep}" in file for folder in _FOLDERS)
