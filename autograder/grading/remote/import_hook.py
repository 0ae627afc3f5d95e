"""The import hook: in the runner, student modules, drivers and the reference are imported as remote modules.

A test file knows nothing about it. While tests are collected there is no student code, so `from autodiff import Linear`
gives a name that is looked up in each check; within a check, `autodiff.Linear` is the object itself, as it is then.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.grading.remote import session
from autograder.grading.remote.faults import CheckAuthorError
from autograder.grading.remote.lazy_names import LazyName
from autograder.grading.remote.session import Side

#: full name in the runner -> whose module it is, and its name there ("" for a package that only holds others)
Names = Mapping[str, "tuple[Side, str]"]


_OWN: Any = vars(types.ModuleType)["__dict__"].__get__


class RemoteModule(types.ModuleType):
    """A module whose content lives in a child."""

    __slots__ = ("_place_in_a_child",)

    def __init__(self, name: str, side: Side, module: str, names: Names) -> None:
        super().__init__(name)
        object.__setattr__(self, "_place_in_a_child", (side, module, names))

    def __getattr__(self, name: str) -> Any:
        side, module, names = place_of(self)
        if f"{self.__name__}.{name}" in names:  # a module of the package that the package itself imports
            return importlib.import_module(f"{self.__name__}.{name}")
        is_doc = name == "__doc__" and session.active() is not None
        if (name.startswith("__") and name.endswith("__") and not is_doc) or not module:
            if name == "__all__":
                raise CheckAuthorError(
                    f"from {self.__name__} import *: name what is imported; the module exists only while a check runs"
                )
            more = "; its file is in the student's process: read it in drivers.py" if name == "__file__" else ""
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}{more}")
        if session.active() is None:
            label = f"{self.__name__}.{name}"
            return ImportedName(label, lambda: session.current(label).name(side, module, name))
        return getattr(session.current(self.__name__).module(side, module), name)

    def __dir__(self) -> list[str]:
        content = self._content()
        return list(self.__dict__) if content is None else dir(content)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        content = self._content()
        own: dict[str, Any] = _OWN(self)
        return own if content is None else content.__dict__

    def _content(self) -> Any:
        """The module itself, for whoever looks at all that it holds; None where there is only one of ours."""
        side, module, _ = place_of(self)
        if module and session.is_collecting():
            raise CheckAuthorError(
                f"what is in {self.__name__} is not known while tests are collected: student code exists only while a "
                "check runs; write out the names, or look for them in the test"
            )
        is_there = module and session.active() is not None
        return session.current(self.__name__).module(side, module) if is_there else None

    def __setattr__(self, name: str, value: Any) -> None:
        side, module, _ = place_of(self)
        if (name.startswith("__") and name.endswith("__")) or isinstance(value, RemoteModule):
            super().__setattr__(name, value)
        else:
            setattr(session.current(self.__name__).module(side, module), name, value)

    def __delattr__(self, name: str) -> None:
        side, module, _ = place_of(self)
        delattr(session.current(self.__name__).module(side, module), name)


def place_of(module: RemoteModule) -> tuple[Side, str, Names]:
    """Whose module it is, its name there, and all names that are served."""
    place: tuple[Side, str, Names] = object.__getattribute__(module, "_place_in_a_child")
    return place


class ImportedName(LazyName):  # one that can be called while tests are collected: the object is made in each check
    __slots__ = ()
    __doc__ = LazyName.__dict__["__doc__"]

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        if not session.is_collecting():
            return super().__call__(*arguments, **keywords)
        label, key = f"{object.__getattribute__(self, '_label')}(…)", object()

        def made() -> Any:
            return session.current(label).once(key, lambda: self.value()(*arguments, **keywords))

        return ImportedName(label, made)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds remote modules before anything else does."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._names:
            return None
        is_package = any(name.startswith(f"{fullname}.") for name in self._names)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return RemoteModule(spec.name, *self._names[spec.name], self._names)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to run here."""


def install(names: Names) -> None:
    """Serve `names` from now on."""
    sys.meta_path.insert(0, Finder(names))


def is_served(path: str) -> bool:
    """Whether a path from the top of a submission is that of a module that lives in a child."""
    name = module_name(path)
    return path.endswith(".py") and any(isinstance(one, Finder) and name in one._names for one in sys.meta_path)


def module_name(path: str) -> str:
    """The name under which a file is imported from the top of a submission.

    >>> module_name("autodiff.py"), module_name("model/layers.py"), module_name("model/__init__.py")
    ('autodiff', 'model.layers', 'model')
    """
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def remote_names(files: Sequence[str], drivers: Sequence[str], reference: Sequence[str], local: Sequence[str]) -> Names:
    """All names that are served.

    Args:
        files: paths of files whose modules live in the submission's child.
        drivers: names of driver modules.
        reference: names of modules that exist in the reference's child.
        local: names of the tests' own packages, which stay what they are.
    """
    names: dict[str, tuple[Side, str]] = {}
    for path in files:
        if path.endswith(".py"):
            name = module_name(path)
            names[name] = Side.SUBMISSION, name
            parents = name.split(".")[:-1]
            for depth in range(1, len(parents) + 1):
                package = ".".join(parents[:depth])
                if package not in local:
                    names.setdefault(package, (Side.SUBMISSION, ""))
    names |= {name: (Side.SUBMISSION, name) for name in drivers}
    if reference:
        names["reference"] = Side.REFERENCE, ""
        names |= {f"reference.{name}": (Side.REFERENCE, name) for name in reference}
    return names
