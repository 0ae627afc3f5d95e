"""Passes a test's own torch modules and optimizers to student code.

An object of a class of torch.nn or torch.optim, or of a test's subclass of one, is created again in the child: with the
same class (a test's by its text, as in subclasses.py), the same attributes, and the test's own parameters, which are
mirrored as all tensors are. So the test sees what student code does to parameters and gradients. Other attributes
(`training`, groups of an optimizer) are compared before and after each request, and changes follow on the other side;
from the child, only attributes that were there, with data of the same kind.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from autograder.grading.remote.faults import BadReply
from autograder.grading.remote.objects import Handle
from autograder.sandbox.inside.wire.allowed_types import CannotTravel, torch_module

if TYPE_CHECKING:
    from autograder.grading.remote.client import RpcClient

_PLAIN = (bool, int, float, str, type(None))
_PARTS = ("_parameters", "_buffers", "_modules")
#: makes a class of a test in the child, for each such class that can be passed
_makers: weakref.WeakKeyDictionary[type, Callable[[], Any]] = weakref.WeakKeyDictionary()
_NAME = "_modules_of_a_check"
#: runs in the child; nothing in it is secret
_SOURCE = """
import functools, importlib, torch

def library(module, name):
    return functools.reduce(getattr, name.split("."), importlib.import_module(module))

def module(kind, plain, parameters, buffers, modules):
    made = kind.__new__(kind)
    torch.nn.Module.__init__(made)
    assign(made, plain, parameters, buffers, modules)
    return made

def assign(made, plain, parameters, buffers, modules):
    vars(made).update(plain)
    made._parameters.update(parameters)
    made._buffers.update(buffers)
    made._modules.update(modules)

def optimizer(kind, groups, defaults, state):
    made = kind.__new__(kind)
    torch.optim.Optimizer.__init__(made, [p for group in groups for p in group["params"]], dict(defaults))
    groups_of(made, groups, state)
    return made

def groups_of(made, groups, state):
    made.param_groups[:] = [dict(group) for group in groups]
    made.state.clear()
    made.state.update((p, dict(kept)) for p, kept in state)

def plain_of(made):
    kinds = (bool, int, float, str, type(None))
    return {name: value for name, value in vars(made).items() if type(value) in kinds}

def parts_of(made):
    return [plain_of(made), dict(made._parameters), dict(made._buffers)]

def state_of(made):
    groups = [{name: value for name, value in group.items() if name != "params"} for group in made.param_groups]
    return [groups, [(p, dict(kept)) for p, kept in made.state.items()]]
"""


def can_be_passed(kind: type, make: Callable[[], Any]) -> None:
    """Let objects of a test's class be passed; `make` creates the class in the child."""
    _makers[kind] = make


def maker_of(kind: type) -> Callable[[], Any] | None:
    """The function that creates a test's class in the child, if its objects can be passed."""
    return _makers.get(kind)


class OwnObjects:
    """The modules and optimizers of a test that have a copy in one child.

    Args:
        kept: student code's changes stay in the child.
    """

    def __init__(self, client: RpcClient, kept: bool) -> None:
        self._client, self._kept = client, kept
        self._copies: dict[int, tuple[Any, Handle]] = {}
        self._seen: dict[int, Any] = {}
        self._before: dict[int, Any] = {}
        self._helper: Any = None
        self._busy = False

    def prepare(self, value: Any) -> None:
        """Create copies of objects that are passed, or are in a list, tuple or dict that is passed."""
        if self._busy or torch_module() is None:
            return
        for one in value.values() if isinstance(value, dict) else value if type(value) in (list, tuple) else (value,):
            if isinstance(one, (torch_module().nn.Module, torch_module().optim.Optimizer)):
                self._alone(self._made, [one])

    def copy_of(self, value: Any) -> Handle | None:
        """The handle of an object's copy, if it has one."""
        found = self._copies.get(id(value))
        return found[1] if found is not None else None

    def follow(self) -> None:
        """Tell the child what the test has changed."""
        if self._copies and not self._busy:
            self._alone(self._tell, [thing for thing, _ in self._copies.values()])

    def fetch(self) -> None:
        """Follow what student code has changed."""
        if self._copies and not self._busy and not self._kept:
            self._alone(self._take, [thing for thing, _ in self._copies.values()])

    def restore(self) -> None:
        """Give objects back what they had before student code could change them: a module of the test may hold them."""
        for key, before in self._before.items():
            _give_back(self._copies[key][0], before)

    def _alone(self, do: Callable[[Any], Any], things: Sequence[Any]) -> None:
        self._busy = True
        try:
            for thing in things:
                do(thing)
        finally:
            self._busy = False

    def _made(self, thing: Any) -> Handle:
        if id(thing) not in self._copies:
            kind = self._kind(type(thing))
            if isinstance(thing, torch_module().nn.Module):
                handle = self._do("module", kind, _attributes(thing), *self._parts(thing))
            else:
                handle = self._do("optimizer", kind, _groups(thing), thing.defaults, _state(thing))
            if not isinstance(handle, Handle):
                raise BadReply(f"there is a value of type {type(handle).__name__} in place of a test's object")
            self._copies[id(thing)] = thing, handle
            self._seen[id(thing)] = _snapshot(thing)
        return self._copies[id(thing)][1]

    def _kind(self, kind: type) -> Any:
        if kind.__module__.startswith(("torch.nn.modules.", "torch.optim.")):
            return self._do("library", kind.__module__, kind.__qualname__)
        if kind not in _makers:
            raise CannotTravel(
                f"a {kind.__qualname__} object cannot be sent to the student's process: its class is neither torch's "
                "nor written in a public test file; build it in drivers.py, which runs beside the student's code"
            )
        return _makers[kind]()

    def _parts(self, thing: Any) -> list[dict[str, Any]]:
        modules = {name: one if one is None else self._made(one) for name, one in thing._modules.items()}
        return [dict(thing._parameters), dict(thing._buffers), modules]

    def _tell(self, thing: Any) -> None:
        if _snapshot(thing) == self._seen[id(thing)]:
            return
        handle = self._copies[id(thing)][1]
        if isinstance(thing, torch_module().nn.Module):
            self._do("assign", handle, _attributes(thing), *self._parts(thing))
        else:
            self._do("groups_of", handle, _groups(thing), _state(thing))
        self._seen[id(thing)] = _snapshot(thing)

    def _take(self, thing: Any) -> None:
        handle = self._copies[id(thing)][1]
        if id(thing) not in self._before:
            self._before[id(thing)] = _held(thing)
        if isinstance(thing, torch_module().nn.Module):
            _take_parts(thing, self._do("parts_of", handle))
        else:
            _take_state(thing, self._do("state_of", handle))
        self._seen[id(thing)] = _snapshot(thing)

    def _do(self, function: str, *arguments: Any) -> Any:
        if self._helper is None:
            self._helper = self._client.define(_NAME, _SOURCE)
        found = self._client.get(self._helper, function)
        if not isinstance(found, Handle):
            raise BadReply(f"there is a value of type {type(found).__name__} in place of the function {function}")
        return self._client.call(found, arguments, {})


def _attributes(module: Any) -> dict[str, Any]:
    """What a module has besides its parts.

    Raises:
        CannotTravel: there is a hook, or an attribute that is not data.
    """
    found = {name: value for name, value in vars(module).items() if name not in _PARTS}
    for name, value in found.items():
        if "hooks" in name and value:
            raise CannotTravel(f"a {type(module).__qualname__} with hooks cannot be sent to the student's process")
        if callable(value):
            raise CannotTravel(
                f"a {type(module).__qualname__} cannot be sent to the student's process: its attribute {name} is no "
                "data; build it in drivers.py, a module that runs beside the student's code"
            )
    return {name: value for name, value in found.items() if "hooks" not in name and not name.startswith("_is_")}


def _groups(optimizer: Any) -> list[dict[str, Any]]:
    return [dict(group) for group in optimizer.param_groups]


def _state(optimizer: Any) -> list[tuple[Any, dict[str, Any]]]:
    return [(p, dict(kept)) for p, kept in optimizer.state.items()]


def _scalars(table: Any) -> dict[str, Any]:
    return {name: value for name, value in table.items() if type(value) in _PLAIN}


def _snapshot(thing: Any) -> Any:
    if isinstance(thing, torch_module().nn.Module):
        parts = [(name, id(one)) for part in _PARTS for name, one in getattr(thing, part).items()]
        return _scalars(vars(thing)), parts
    kept = [(id(p), name, id(one)) for p, table in thing.state.items() for name, one in table.items()]
    return [(_scalars(group), list(map(id, group["params"]))) for group in thing.param_groups], kept


def _held(thing: Any) -> Any:
    if isinstance(thing, torch_module().nn.Module):
        return _scalars(vars(thing)), dict(thing._parameters), dict(thing._buffers)
    return [_scalars(group) for group in thing.param_groups], _state(thing)


def _give_back(thing: Any, before: Any) -> None:
    if isinstance(thing, torch_module().nn.Module):
        vars(thing).update(before[0])
        thing._parameters.update(before[1])
        thing._buffers.update(before[2])
        return
    for group, plain in zip(thing.param_groups, before[0], strict=False):
        group.update(plain)
    thing.state.clear()
    thing.state.update(before[1])


def _take_parts(module: Any, told: Any) -> None:
    if type(told) is not list or len(told) != 3 or not all(type(one) is dict for one in told):
        raise BadReply("attributes of a module that cannot be")
    plain, parameters, buffers = told
    vars(module).update(_changed(vars(module), plain))
    tensor = torch_module().Tensor
    for own, theirs in ((module._parameters, parameters), (module._buffers, buffers)):
        for name, now in own.items():
            found = theirs.get(name)
            if found is not now and (found is None or isinstance(found, tensor)):
                own[name] = found


def _take_state(optimizer: Any, told: Any) -> None:
    if type(told) is not list or len(told) != 2 or not all(type(one) is list for one in told):
        raise BadReply("the state of an optimizer that cannot be")
    for own, theirs in zip(optimizer.param_groups, told[0], strict=False):
        own.update(_changed(own, theirs))
    own_parameters = {id(p): p for group in optimizer.param_groups for p in group["params"]}
    for p, kept in _pairs(told[1]):
        if id(p) in own_parameters and type(kept) is dict:
            optimizer.state[own_parameters[id(p)]] = kept


def _pairs(told: Any) -> Iterator[tuple[Any, Any]]:
    for pair in told:
        if type(pair) is not tuple or len(pair) != 2:
            raise BadReply("the state of an optimizer that cannot be")
        yield pair


def _changed(own: Any, theirs: Any) -> dict[str, Any]:
    """The changes that the child made to existing plain attributes."""
    if type(theirs) is not dict:
        raise BadReply("attributes that cannot be")
    return {
        name: theirs[name]
        for name, now in _scalars(own).items()
        if name in theirs and type(theirs[name]) in _PLAIN and theirs[name] is not now
    }
