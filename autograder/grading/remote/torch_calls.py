"""Torch's own functions and classes around objects of student code: they are called in the child.

`nn.Sequential(student.Layer(), nn.ReLU())`, a scheduler over a student's optimizer, `vmap(student.f)`: torch looks for
objects of its own classes, or has student code compute with tensors that cannot be sent. So where one of these is
called with a handle, it is called in the child, and the test gets a handle. What torch says there is the child's word,
as is what student code itself says.

A test's own function around student code goes along for a transform as code: see sent_functions.py. What can be done
neither here nor there is refused with the line's remedy, and is never a student's failure.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

from autograder.grading.own_fault import is_of_student_code
from autograder.grading.remote import session
from autograder.grading.remote.faults import CheckAuthorError, Unsendable
from autograder.grading.remote.import_hook import ImportedName
from autograder.grading.remote.lazy_names import LazyName
from autograder.grading.remote.meanings import is_instance, plain_object
from autograder.grading.remote.modules import maker_of
from autograder.grading.remote.objects import Handle, Remote
from autograder.grading.remote.sent_functions import REMEDY, Checked, checked, of_library, reaches_student_code, sent
from autograder.sandbox.inside.compat import on_import

_TRANSFORMS = ("grad", "grad_and_value", "vmap", "vjp", "jvp", "jacrev", "jacfwd", "hessian", "linearize")
_OF_AUTOGRAD = ("jacobian", "hessian", "vjp", "jvp", "vhp", "hvp")
#: module -> functions that are called in the child with an object of student code
_FUNCTIONS = {
    "torch.func": (*_TRANSFORMS, "functional_call", "stack_module_state", "functionalize"),
    "torch.nn.utils": ("weight_norm", "spectral_norm", "remove_weight_norm", "remove_spectral_norm"),
    "torch.nn.utils.parametrizations": ("weight_norm", "spectral_norm", "orthogonal"),
    "torch.nn.utils.parametrize": ("register_parametrization", "remove_parametrizations", "is_parametrized"),
    "torch.nn.utils.prune": (
        *("l1_unstructured", "random_unstructured", "ln_structured", "random_structured", "custom_from_mask"),
        *("identity", "remove", "global_unstructured", "is_pruned"),
    ),
    "torch.fx": ("symbolic_trace",),
    "torch.jit": ("trace", "script"),
}
_MOST_DEPTH = 3


def install() -> None:
    """Call torch so from now on."""
    on_import.change({name: functools.partial(_change_functions, names) for name, names in _FUNCTIONS.items()})
    on_import.change({"torch.autograd.functional": _change_autograd, "torch": _change_classes})


def _change_functions(names: tuple[str, ...], module: Any) -> None:
    for name in filter(functools.partial(hasattr, module), names):
        setattr(module, name, _called(getattr(module, name), module.__name__, name, name in _TRANSFORMS))


def _change_autograd(module: Any) -> None:
    for name in _OF_AUTOGRAD:
        setattr(module, name, _vectorized(getattr(module, name), module.__name__, name))


def _change_classes(torch: Any) -> None:
    module, data = torch.nn.Module, importlib.import_module("torch.utils.data")
    module.__new__ = _made_of(_is_of_student_module)
    module.__setattr__ = _without_student_modules(module.__setattr__, only_modules=True)
    module.add_module = _without_student_modules(module.add_module)
    importlib.import_module("torch.optim.lr_scheduler").LRScheduler.__new__ = _made_of(lambda *_: True)
    data.DataLoader.__new__ = _without_workers(_made_of(_streams))
    data.ChainDataset.__new__ = _made_of(lambda *_: True)
    torch.compile = _refused(torch.compile, "torch.compile")


def _called(function: Any, module: str, name: str, takes_function: bool) -> Any:
    @functools.wraps(function)
    def called(*arguments: Any, **keywords: Any) -> Any:
        if takes_function and arguments and reaches_student_code(arguments[0]):
            if session.is_collecting():
                return _later(name, lambda: called(*arguments, **keywords))
            arguments = sent(arguments[0], name), *arguments[1:]
            return checked(_in_child(module, name, arguments, keywords))
        if next(_remotes((arguments, keywords)), None) is None:
            return function(*arguments, **keywords)
        answer = _in_child(module, name, arguments, keywords)
        return checked(answer) if arguments and isinstance(arguments[0], Checked) else answer

    return called


def _vectorized(function: Any, module: str, name: str) -> Any:
    """Those of torch.autograd.functional go through the graphs of a child, unless they compute as `vmap` does."""
    in_child = _called(function, module, name, takes_function=True)

    @functools.wraps(function)
    def called(*arguments: Any, **keywords: Any) -> Any:
        is_plain = not keywords.get("vectorize") and keywords.get("strategy", "reverse-mode") == "reverse-mode"
        return (function if is_plain else in_child)(*arguments, **keywords)

    return called


def _made_of(is_for_child: Callable[[Any, Any], bool]) -> Any:
    """`__new__` of a class whose objects are made in the child where they are made of student code's."""

    def new(kind: Any, *arguments: Any, **keywords: Any) -> Any:
        handle = next((one for one in _remotes((arguments, keywords)) if is_for_child(kind, one)), None)
        if handle is None:
            return object.__new__(kind)
        if kind.__module__.startswith("torch."):
            return _in_child(kind.__module__, kind.__qualname__, arguments, keywords)
        make = maker_of(kind)
        if make is None:
            raise plain_object(handle)._misplaced(
                f"{kind.__qualname__} is made of it, and cannot be sent to the student's process, as it is not written "
                f"in a public test file; {REMEDY}",
            )
        return _within(kind.__qualname__, lambda: make()(*arguments, **keywords))

    return new


def _without_workers(new: Any) -> Any:
    """Workers would be forks of the test's process, which talk to the child all at once."""

    def new_loader(kind: Any, *arguments: Any, **keywords: Any) -> Any:
        found = map(_student_code_in, (*arguments, *keywords.values())) if keywords.get("num_workers") else ()
        if held := next(filter(None, found), None):
            why = f"{kind.__qualname__} cannot start workers for student code: leave num_workers out, or {REMEDY}"
            raise held[0]._misplaced(why) if held[0] is not None else CheckAuthorError(why)
        return new(kind, *arguments, **keywords)

    return new_loader


def _student_code_in(value: Any, depth: int = 0) -> tuple[Remote | None] | None:
    """The object of student code that a data set, a sampler or a function is or holds; (None,) if it calls some."""
    for one in _remotes(value):
        return (plain_object(one),)
    if is_of_student_code(value) or is_of_student_code(type(value)):
        return (None,)
    inner = getattr(value, "__dict__", {}).values() if depth < _MOST_DEPTH else ()
    return next(filter(None, (_student_code_in(one, depth + 1) for one in inner)), None)


def _is_of_student_module(kind: Any, value: Any) -> bool:
    """Torch's own modules take what they are given as modules; a test's may be given anything."""
    if kind.__module__.startswith("torch."):
        return True
    return not session.is_collecting() and is_instance(value, sys.modules["torch"].nn.Module)


def _streams(_: Any, value: Any) -> bool:
    return session.is_collecting() or is_instance(value, sys.modules["torch"].utils.data.IterableDataset)


def _without_student_modules(function: Any, only_modules: bool = False) -> Any:
    """A method of a test's module that cannot hold a module of student code, which would be none of its modules."""

    @functools.wraps(function)
    def checked_first(self: Any, name: str, value: Any) -> Any:
        if isinstance(value, Remote) and not session.is_collecting():
            value = plain_object(value)
            if not only_modules or is_instance(value, sys.modules["torch"].nn.Module):
                raise value._misplaced(
                    f"{type(self).__qualname__}.{name} is a module of the test's that cannot hold one of student code: "
                    f"give it when it is made, as nn.Sequential(student.Layer(), …), or {REMEDY}",
                )
        return function(self, name, value)

    return checked_first


def _refused(function: Any, name: str) -> Any:
    @functools.wraps(function)
    def refused(*arguments: Any, **keywords: Any) -> Any:
        if arguments and (isinstance(arguments[0], Remote) or reaches_student_code(arguments[0])):
            raise CheckAuthorError(f"{name} of student code cannot compile what lives in another process; {REMEDY}")
        return function(*arguments, **keywords)

    return refused


def _in_child(module: str, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    def made() -> Any:
        first = next(one for one in map(plain_object, _remotes((arguments, keywords))) if isinstance(one, Handle))
        client: Any = first._resolve()[0]
        return client.call(of_library(client, module, name), arguments, keywords)

    return _within(name, made)


def _within(name: str, make: Callable[[], Any]) -> Any:
    """What is made in the child now, or in each check that uses it."""
    if session.is_collecting():
        return _later(name, lambda: _within(name, make))
    try:
        return make()
    except Unsendable as error:
        what = f"{name} around objects of student code is called in its process: {error}"
        raise Unsendable(what, error.answered) from None


def _later(name: str, make: Callable[[], Any]) -> Any:
    key, label = object(), f"{name}(…)"
    return ImportedName(label, lambda: session.current(label).once(key, make))


def _remotes(value: Any, depth: int = 0) -> Iterator[Any]:
    """The objects of student code in arguments, or in lists and dicts among them."""
    if isinstance(value, Remote):
        if not isinstance(value, LazyName) or session.is_collecting() or isinstance(value.value(), Handle):
            yield value
    elif isinstance(value, (list, tuple, dict)) and depth <= _MOST_DEPTH:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _remotes(part, depth + 1)
