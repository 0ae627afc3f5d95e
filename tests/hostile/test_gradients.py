"""A child that lies about gradients gives wrong numbers or ends the check as a failure; nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import BadReply, HasGraph, StudentError
from autograder.grading.verdicts import judge
from autograder.model import Limits, Verdict
from autograder.sandbox.inside.wire import schema

from .fake_child import FakeChild, FakeProcess

torch = pytest.importorskip("torch")

_EIGHT = bytes(8)
_OUT = schema.Update(-1, schema.Tensor(0, "float64", [1], True, False, -1, True))


def _tensor(dtype: str = "float64", shape: tuple[int, ...] = (1,), graph: bool = False) -> schema.Update:
    return schema.Update(-2, schema.Tensor(0, dtype, list(shape), graph, False, -1, graph))


def played(answer: Any, *buffers: bytes, updates: Any = (), play: Any = None) -> tuple[Any, Any]:
    """The test's tensor after a backward() that the child answers so, and what was raised."""

    def script(child: FakeChild) -> None:
        child.request()
        child.value(schema.Handle(1, "module"))
        child.request()
        child.value(schema.Mirror(-1), [_EIGHT], [_OUT])
        child.request()
        child.value(answer, list(buffers), list(updates))
        child.request()

    client = RpcClient(FakeProcess(script), Limits(wall=60.0), "/nowhere")
    x = torch.ones(1, dtype=torch.float64, requires_grad=True)
    try:
        y = client.call(client.import_module("net"), (x,), {})
        (play or (lambda y: y.sum().backward()))(y)
    except BaseException as error:
        return x, error
    finally:
        client.close()
    return x, None


def test_an_honest_answer_is_a_gradient() -> None:
    x, error = played(schema.Tuple([schema.Mirror(-2)]), _EIGHT, updates=[_tensor()])
    assert error is None
    assert x.grad.tolist() == [0.0]


def test_none_is_no_gradient() -> None:
    x, error = played(schema.Tuple([None]))
    assert error is None
    assert x.grad is None


LIES: dict[str, tuple[Any, list[bytes], list[schema.Update]]] = {
    "no tuple": (schema.List([None]), [], []),
    "nothing": (None, [], []),
    "too few": (schema.Tuple([]), [], []),
    "too many": (schema.Tuple([None, None]), [], []),
    "a number": (schema.Tuple([1.0]), [], []),
    "an object": (schema.Tuple([schema.Handle(9, "Tensor")]), [], []),
    "another shape": (schema.Tuple([schema.Mirror(-2)]), [bytes(16)], [_tensor(shape=(2,))]),
    "another type": (schema.Tuple([schema.Mirror(-2)]), [bytes(4)], [_tensor("float32")]),
    "no such tensor": (schema.Tuple([schema.Mirror(-7)]), [], []),
}


@pytest.mark.parametrize("name", LIES)
def test_what_is_no_gradient_is_the_childs_failure(name: str) -> None:
    answer, buffers, updates = LIES[name]
    x, error = played(answer, *buffers, updates=updates)
    assert isinstance(error, BadReply)
    assert judge(error, True).verdict is not Verdict.GRADER_ERROR
    assert x.grad is None


def test_a_gradient_with_a_graph_is_a_plain_one() -> None:
    x, error = played(schema.Tuple([schema.Mirror(-2)]), _EIGHT, updates=[_tensor(graph=True)])
    assert error is None
    assert not x.grad.requires_grad


def _twice(y: Any) -> None:
    torch.autograd.backward(y.sum(), create_graph=True)


@pytest.mark.filterwarnings("ignore:Using backward")
def test_a_gradient_with_a_graph_has_one_where_it_is_asked_for() -> None:
    x, error = played(schema.Tuple([schema.Mirror(-2)]), _EIGHT, updates=[_tensor(graph=True)], play=_twice)
    assert error is None
    assert x.grad.requires_grad


@pytest.mark.parametrize("name", LIES)
@pytest.mark.filterwarnings("ignore:Using backward")
def test_what_is_no_gradient_is_none_with_a_graph_either(name: str) -> None:
    answer, buffers, updates = LIES[name]
    x, error = played(answer, *buffers, updates=updates, play=_twice)
    assert isinstance(error, BadReply)
    assert x.grad is None


def test_backward_of_student_code_does_not_stop_at_the_border() -> None:
    """The child tells a gradient of a tensor that the test has computed from another one."""

    def script(child: FakeChild) -> None:
        child.request()
        child.value(schema.Handle(1, "module"))
        request = child.request()
        (number,) = [update.mirror for update in request.updates]
        change = schema.Update(number, schema.Tensor(0, "float64", [1], True, False, 1, False))
        child.value(None, [_EIGHT, _EIGHT], [change])
        child.request()

    client = RpcClient(FakeProcess(script), Limits(wall=60.0), "/nowhere")
    x = torch.ones(1, dtype=torch.float64, requires_grad=True)
    module = client.import_module("net")
    with pytest.raises(HasGraph, match=r"drivers\.py"):
        client.call(module, (2 * x,), {})
    client.close()
    assert x.grad is None


def test_an_error_in_a_students_backward_is_the_students() -> None:
    def script(child: FakeChild) -> None:
        child.request()
        child.value(schema.Handle(1, "module"))
        child.request()
        child.value(schema.Mirror(-1), [_EIGHT], [_OUT])
        child.request()
        child.reply(schema.Raised("ValueError", ["ValueError", "Exception"], "no", []))
        child.request()

    client = RpcClient(FakeProcess(script), Limits(wall=60.0), "/nowhere")
    y = client.call(client.import_module("net"), (torch.ones(1, requires_grad=True),), {})
    with pytest.raises(StudentError, match="no"):
        y.sum().backward()
    client.close()
