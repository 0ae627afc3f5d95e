"""Imports the submission's files in a child, and compiles once what every child of a run would compile again.

Drivers are compiled in the zygote: they are ours, and every child may read them. The submission's files are compiled by
a child of their own, jailed like any other, because parsing alone can exhaust a machine. Its answer is passed unopened
to the later children of the same submission. It is the student's code in either case, and runs only where the student's
code runs.
"""

from __future__ import annotations

import importlib.machinery
import marshal
import os
import sys
import types
from collections.abc import Mapping

_MOST = 1 << 20

#: source text -> its code; filled in the zygote, inherited by every child
prepared: dict[str, types.CodeType] = {}

_codes: dict[str, dict[str, bytes]] = {}
_failures: dict[str, tuple[BaseException, types.TracebackType | None]] = {}
_under_way: list[str] = []


def prepare(name: str, source: str) -> None:
    """Compile a driver now; one that cannot be compiled will say so when it is used."""
    try:
        prepared[source] = compile(source, f"<{name}>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return


def code_of(name: str, source: str) -> types.CodeType:
    """The code of a driver.

    Raises:
        SyntaxError, ValueError: the source is not Python.
    """
    return prepared.get(source) or compile(source, f"<{name}>", "exec", dont_inherit=True)


def compile_files(root: str, paths: list[str]) -> dict[str, bytes]:
    """Path -> compiled code, for the files that can be compiled; importing another one says why it cannot be."""
    found = {}
    for path in paths:
        try:
            with open(os.path.join(root, path), "rb") as file:
                code = compile(file.read(), os.path.join(root, path), "exec", dont_inherit=True)
            data = marshal.dumps(code)
        except Exception:
            continue
        if len(data) <= _MOST:
            found[path] = data
    return found


def install(root: str, codes: Mapping[str, bytes]) -> None:
    """Import files below `root` with our own loader, from `codes` if they are there; may be called again with more."""
    by_path = {os.path.join(root, path): data for path, data in codes.items()}
    if root in _codes:
        _codes[root].update(by_path)
        return
    _codes[root] = by_path

    def finder(path: str) -> importlib.machinery.FileFinder:
        if path != root and not path.startswith(root + os.sep):
            raise ImportError
        return importlib.machinery.FileFinder(path, (_loader(by_path), [".py"]))

    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.pop(root, None)


def uninstall(root: str) -> None:
    """Forget what was said about files below `root`; whoever calls this takes the hook from `sys.path_hooks`."""
    _codes.pop(root, None)


def _loader(codes: Mapping[str, bytes]) -> type[importlib.machinery.SourceFileLoader]:
    """A loader of the submission's files.

    A file that fails would be executed again, up to its failure, by the next import in the same check, in a driver for
    instance. So the error is kept and raised again, but only if the import is not part of another one: among files that
    import each other, a second try can succeed.
    """

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname: str) -> types.CodeType | None:
            data = codes.get(self.path)
            if data is not None:
                code: types.CodeType = marshal.loads(data)
                return code
            try:
                return super().get_code(fullname)
            except (MemoryError, RecursionError):  # so Python says it, whatever memory and stack there are
                what = f"{os.path.basename(self.path)} is nested too deeply, or too long, for Python to compile"
            raise SyntaxError(what)

        def exec_module(self, module: types.ModuleType) -> None:
            if self.path in _failures:
                error, trace = _failures[self.path]
                raise error.with_traceback(trace)
            _under_way.append(self.path)
            try:
                super().exec_module(module)
            except BaseException as error:
                if len(_under_way) == 1:
                    _failures[self.path] = error, error.__traceback__
                raise
            finally:
                _under_way.pop()

    return Loader
