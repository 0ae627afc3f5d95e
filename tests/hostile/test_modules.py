"""A child that lies about a test's modules and optimizers changes their values at most, and only until the check ends."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import BadReply
from autograder.grading.verdicts import judge
from autograder.model import Limits, Verdict
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import CannotTravel

from .fake_child import FakeChild, FakeProcess

torch = pytest.importorskip("torch")

_DICT, _LIST, _TUPLE = schema.Dictionary, schema.List, schema.Tuple


def passed(thing: Any, told: Any, made: Any = None, answers_none_at: int = -1) -> Any:
    """What is raised when student code is given a test's object, and its copy is told to be `told`."""

    def script(child: FakeChild) -> None:
        calls = 0
        while True:
            try:
                operation = child.request().operation
            except EOFError:
                return
            calls += isinstance(operation, schema.Call)
            if isinstance(operation, schema.Call) and calls == 4:
                child.value(told)
            elif isinstance(operation, schema.Call) and calls == 2 and made is not None:
                child.value(*made)
            else:
                child.value(None if calls == answers_none_at else schema.Handle(calls + 1, "thing"))

    client = RpcClient(FakeProcess(script), Limits(wall=60.0), "/nowhere")
    try:
        client.call(client.import_module("net"), (thing,), {})
    except BaseException as error:
        return error
    finally:
        client.close()
    return None


MODULES: dict[str, Any] = {
    "nothing": None,
    "no list": _TUPLE([1, 2, 3]),
    "too short": _LIST([_DICT([])]),
    "no attributes": _LIST([1, _DICT([]), _DICT([])]),
    "no parameters": _LIST([_DICT([]), _LIST([]), _DICT([])]),
    "an object": schema.Handle(77, "list"),
}
OPTIMIZERS: dict[str, Any] = {
    "nothing": None,
    "no list": _TUPLE([_LIST([]), _LIST([])]),
    "no groups": _LIST([1, _LIST([])]),
    "groups that are none": _LIST([_LIST([1]), _LIST([])]),
    "state that is none": _LIST([_LIST([]), _LIST([1])]),
    "state without a pair": _LIST([_LIST([]), _LIST([_TUPLE([1])])]),
}


@pytest.mark.parametrize("name", MODULES)
def test_what_is_no_module_is_the_childs_failure(name: str) -> None:
    error = passed(torch.nn.Identity(), MODULES[name])
    assert isinstance(error, BadReply)
    assert judge(error, True).verdict is not Verdict.GRADER_ERROR


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_is_no_optimizer_is_the_childs_failure(name: str) -> None:
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.5)
    error = passed(optimizer, OPTIMIZERS[name])
    assert isinstance(error, BadReply)
    assert judge(error, True).verdict is not Verdict.GRADER_ERROR


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_nothing_in_place_of_what_makes_the_copy_is_the_childs_failure(at: int) -> None:
    error = passed(torch.nn.Identity(), None, answers_none_at=at)
    assert isinstance(error, BadReply)
    assert judge(error, True).verdict is not Verdict.GRADER_ERROR


def test_a_value_in_place_of_the_copy_is_the_childs_failure() -> None:
    assert isinstance(passed(torch.nn.Identity(), None, made=(5,)), BadReply)


def test_only_what_is_there_changes_and_only_until_the_check_ends() -> None:
    module = torch.nn.Linear(1, 1)
    module.forward_count = 3
    weight = module.weight
    plain = [
        "training",
        False,
        "forward",
        7,
        "__class__",
        8,
        "forward_count",
        "many",
        "in_features",
        schema.Handle(9, "int"),
    ]
    told = _LIST([_DICT(plain), _DICT(["weight", 3.0, "other", 1]), _DICT([])])
    assert passed(module, told) is None
    assert module.training is True  # given back
    assert module.forward_count == 3
    assert "forward" not in vars(module)
    assert module.in_features == 1
    assert module.weight is weight
    assert set(module._parameters) == {"weight", "bias"}


def test_what_cannot_be_made_there_is_refused() -> None:
    module = torch.nn.Identity()
    module.function = len
    hooked = torch.nn.Identity()
    hooked.register_forward_hook(lambda *_: None)

    class Own(torch.nn.Module):
        pass

    for one in (module, hooked, Own()):
        with pytest.raises(BaseException, match="cannot be sent to the student's process") as caught:
            raise passed(one, None)
        assert not isinstance(caught.value, CannotTravel)
