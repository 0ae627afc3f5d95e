"""A function of a public test that calls student code, sent to the child as code, so that a transform can run there.

`grad(lambda w: student.loss(w, x))` has student code compute with tensors that exist only while torch transforms it,
and that cannot be sent. So the function itself goes along: its code, and the values that its names stand for, functions
of the test among them likewise. It can bind no name outside itself anew. Student code can read what is sent, so a
hidden file's functions never are; and what they return is the child's word, so it must not be a verdict.
"""

from __future__ import annotations

import dis
import functools
import itertools
import marshal
import operator
import sys
import types
from pathlib import Path
from typing import Any

from autograder.grading.blame import is_a_tests_file
from autograder.grading.remote import session
from autograder.grading.remote.faults import BadReply, CheckAuthorError, NotData
from autograder.grading.remote.import_hook import RemoteModule, place_of
from autograder.grading.remote.meanings import plain_object
from autograder.grading.remote.objects import Handle, Remote
from autograder.grading.remote.session import Side
from autograder.sandbox.inside.wire.allowed_types import torch_module
from autograder.sandbox.inside.wire.container_kinds import MIRRORED

REMEDY = "put that part of the test into drivers.py, or say inside: for this test in assignment.yaml"
_VERDICT = "a comparison there would be a verdict of student code's process: return numbers; compare them in the test"
_COMPARES = frozenset(("COMPARE_OP", "CONTAINS_OP", "IS_OP"))
_BINDS = frozenset(("STORE_GLOBAL", "DELETE_GLOBAL", "DELETE_DEREF"))
_SETS = frozenset(("STORE_SUBSCR", "DELETE_SUBSCR"))
#: methods by which a list, dict or set is changed
_CHANGES = frozenset(("append", "extend", "insert", "add", "update", "pop", "clear", "remove", "setdefault", "discard"))
_PLACE = "_functions_of_a_test"
#: runs in the child; nothing in it is secret
_SOURCE = """
import functools, importlib, marshal, types

def library(module, name):
    return functools.reduce(getattr, filter(None, name.split(".")), importlib.import_module(module))

def function(code, name, cells):
    return types.FunctionType(marshal.loads(code), {"__builtins__": __builtins__}, name, None,
                              tuple(types.CellType() for _ in range(cells)))

def fill(made, names, values, cells, defaults, keywords):
    made.__globals__.update(zip(names, values))
    made.__defaults__, made.__kwdefaults__ = defaults, keywords
    for cell, value in zip(made.__closure__ or (), cells):
        cell.cell_contents = value
"""
_hidden: list[Path] = []


def of_library(client: Any, module: str, name: str) -> Any:
    """A handle to what a library calls so in the child: of `module` itself when `name` is ""."""
    return client.run(_PLACE, _SOURCE, "library", module, name)


def install(hidden: str) -> None:
    """Never send a function of a file below the folder of hidden tests; "" where there is none."""
    _hidden[:] = [Path(hidden).resolve()] if hidden else []


def reaches_student_code(value: Any, seen: frozenset[int] = frozenset()) -> bool:
    """Whether a function of the test uses student code, itself or by another one."""
    if isinstance(value, functools.partial):
        return any(_is_of_student(one, seen) for one in (value.func, *value.args, *value.keywords.values()))
    if not _is_tests(value):
        return False
    if id(value) in seen:
        return False
    used = [*_named(value).values(), *_cells(value), *(value.__defaults__ or ())]
    return any(_is_of_student(one, seen | {id(value)}) for one in used)


def _is_of_student(value: Any, seen: frozenset[int]) -> bool:
    if type(value) in (list, tuple, dict):
        return any(_is_of_student(one, seen) for one in (value.values() if type(value) is dict else value))
    return isinstance(value, (Remote, RemoteModule)) or reaches_student_code(value, seen)


def sent(function: Any, why: str) -> Any:
    """The same function in the child.

    Args:
        why: the transform that needs it there.

    Raises:
        CheckAuthorError: it cannot be sent.
    """
    return _Sender(why).value(function, "it")


class Checked(Handle):  # a function of the child that runs one of the test's
    __doc__ = Remote.__dict__["__doc__"]
    __slots__ = ("_held",)

    def __init__(self, handle: Handle) -> None:
        fields = (object.__getattribute__(handle, name) for name in ("_peer", "_number", "_type_name"))
        super().__init__(*fields)
        object.__setattr__(self, "_held", handle)  # whoever lets go of the handle lets go of the number

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return checked(super().__call__(*arguments, **keywords))


def checked(answer: Any) -> Any:
    """What a transform of a test's function gave in the child.

    Raises:
        NotData: it is a verdict, which the child must not give; student code answered with one, as the test's function
            does not end with a comparison.
    """
    if type(answer) is tuple:
        return tuple(map(checked, answer))
    torch = torch_module()
    if type(answer) is bool or (torch is not None and isinstance(answer, torch.Tensor) and answer.dtype is torch.bool):
        raise NotData(_VERDICT, "bool", False)
    return Checked(answer) if isinstance(answer, Handle) and not isinstance(answer, Checked) else answer


class _Sender:
    def __init__(self, why: str) -> None:
        self._why = why
        self._client = session.current(why).client(Side.SUBMISSION)
        self._helper = self._client.define(_PLACE, _SOURCE)
        self._sent: dict[int, Any] = {}

    def value(self, value: Any, name: str) -> Any:
        """What stands for a value of the test in the child."""
        if isinstance(value, functools.partial):
            inner = (self.value(value.func, name), *(self.value(one, name) for one in value.args))
            named = {key: self.value(one, name) for key, one in value.keywords.items()}
            return self._client.call(self._do("library", "functools", "partial"), inner, named)
        if isinstance(value, RemoteModule):
            side, module, _ = place_of(value)
            if side is not Side.SUBMISSION or not module:
                raise self._refusal(f"it uses {name}, which is not in the student's process")
            return session.current(name).module(side, module)
        if isinstance(value, types.ModuleType):
            return self._do("library", value.__name__, "")
        if _is_tests(value):
            return self._function(value)
        if callable(value) and not isinstance(value, Remote) and (place := _library(value, name)):
            return self._do("library", *place)
        if type(value) in (list, tuple):
            made = [self.value(one, name) for one in value]
            return value if all(map(operator.is_, made, value)) else type(value)(made)
        return plain_object(value)

    def _function(self, function: Any) -> Any:
        if id(function) in self._sent:
            return self._sent[id(function)]
        code = function.__code__
        if any(Path(code.co_filename).resolve().is_relative_to(folder) for folder in _hidden):
            raise self._refusal("it is in a hidden test, whose text student code could read there")
        if bound := _binds(code):
            raise self._refusal(f"it binds {bound} anew, outside itself")
        if _ends_with_a_comparison(code):
            raise self._refusal(f"it gives what it has compared: {_VERDICT}")
        used = {**_named(function), **dict(zip(code.co_freevars, _cells(function), strict=True))}
        changed = [name for name, value in used.items() if type(value) in MIRRORED and _may_change(code)]
        if changed and not self._client.shares:
            raise self._refusal(f"what it does to {', '.join(changed)} would not be seen in the test")
        made = self._do("function", marshal.dumps(code), function.__name__, len(code.co_freevars))
        self._sent[id(function)] = made
        named = {name: self.value(one, name) for name, one in _named(function).items()}
        cells = [self.value(one, name) for name, one in zip(code.co_freevars, _cells(function), strict=False)]
        defaults = tuple(self.value(one, "a default") for one in function.__defaults__ or ()) or None
        self._do("fill", made, list(named), list(named.values()), cells, defaults, function.__kwdefaults__)
        return made

    def _do(self, function: str, *arguments: Any) -> Any:
        found = self._client.get(self._helper, function)
        if not isinstance(found, Handle):
            raise BadReply(f"there is a value of type {type(found).__name__} in place of the function {function}")
        return self._client.call(found, arguments, {})

    def _refusal(self, what: str) -> CheckAuthorError:
        return CheckAuthorError(
            f"{self._why} of a function that calls student code needs that function in its process, and {what}; "
            f"{REMEDY}"
        )


def _is_tests(value: Any) -> bool:
    if not isinstance(value, types.FunctionType) or not is_a_tests_file(value.__code__.co_filename):
        return False
    return not str(value.__globals__.get("__name__")).startswith("autograder.")


def _named(function: Any) -> dict[str, Any]:
    """The globals that a function, or one in it, uses."""
    names, left = set[str](), [function.__code__]
    while left:
        code = left.pop()
        names |= {one.argval for one in dis.get_instructions(code) if one.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
        left += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    known = function.__globals__
    return {name: known[name] for name in sorted(names & known.keys())}


def _cells(function: Any) -> list[Any]:
    found = []
    for cell in function.__closure__ or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:  # it is bound later
            found.append(None)
    return found


def _binds(code: types.CodeType) -> str:
    """The name outside itself that a function binds anew; "" for none."""
    for one in dis.get_instructions(code):
        is_outer = one.opname == "STORE_DEREF" and one.argval in code.co_freevars
        if is_outer or one.opname in _BINDS:
            return str(one.argval)
    return ""


def _ends_with_a_comparison(code: types.CodeType) -> bool:
    names = [one.opname for one in dis.get_instructions(code) if one.opname not in ("CACHE", "NOP")]
    return any(one in _COMPARES and after == "RETURN_VALUE" for one, after in itertools.pairwise(names))


def _may_change(code: types.CodeType) -> bool:
    return not _CHANGES.isdisjoint(code.co_names) or any(one.opname in _SETS for one in dis.get_instructions(code))


def _library(value: Any, name: str) -> tuple[str, str] | None:
    """Module and name of a library's function or class; None for what is none."""
    kind = value if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)) else type(value)
    places = [(getattr(value, "__module__", None), getattr(value, "__qualname__", name)), ("torch", name)]
    for module, path in places:
        found = sys.modules.get(module or "")
        file = getattr(found, "__file__", None)
        if found is None or (file is not None and is_a_tests_file(file)) or kind is type(None):
            continue
        try:
            one = functools.reduce(getattr, path.split("."), found)
        except AttributeError:
            continue
        if one is value or getattr(one, "__wrapped__", None) is value or getattr(value, "__wrapped__", None) is one:
            return str(module), path
    return None
