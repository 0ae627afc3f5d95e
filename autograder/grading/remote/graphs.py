"""Gradients through tensors that student code computed: their graph is in the child, which runs the backward pass.

Such a tensor is two tensors here. The *base* mirrors the child's tensor and has no graph; the test gets a view of it
whose gradient function asks the child. The child answers with the gradients of the test's own tensors that were sent to
it, because only they lead back to the test. Gradients of student code's own parameters stay in the child, and are seen
as attributes. They are the child's word, as values are. Gradients with `create_graph` have a graph there in turn, and
are also two tensors here. `torch.autograd.grad` asks for gradients of some tensors, including student code's own, and
changes nothing: see gradients.py.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.grading.remote.faults import BadReply, CheckAuthorError, HasGraph
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import torch_module

if TYPE_CHECKING:
    from autograder.grading.remote.client import RpcClient


@dataclass
class Asked:
    """What `torch.autograd.grad` is asked for, of one child's tensors that are not a test's own."""

    client: RpcClient | None
    theirs: list[Any]
    found: dict[int, Any] = field(default_factory=dict)  # place in `theirs` -> gradient so far

    def add(self, place: int, gradient: Any) -> None:
        self.found[place] = self.found[place] + gradient if place in self.found else gradient


_asked: Asked | None = None  # while torch.autograd.grad runs


@contextlib.contextmanager
def asking(asked: Asked) -> Iterator[None]:
    """Within this, gradients are only asked for, and none are added to those of student code's parameters."""
    global _asked
    before, _asked = _asked, asked
    try:
        yield
    finally:
        _asked = before


_SEEN, _BASE = "_seen_by_the_test", "_mirror_of_the_child"
_DRIVERS = "put the computation from the loss to the gradients into drivers.py and return the gradients as data"


def refuse_within_a_transform() -> None:
    """Raises:
    CheckAuthorError: torch transforms what the test computes just now, whose tensors are none that could be sent.
    """
    torch = torch_module()
    if torch is None:
        return
    forward = sys.modules.get("torch.autograd.forward_ad")
    is_forward = forward is not None and getattr(forward, "_current_level", -1) >= 0
    if is_forward or torch._C._functorch.peek_interpreter_stack() is not None:
        raise CheckAuthorError(
            "a transform of torch.func, or forward-mode differentiation, runs around a call of student code, whose "
            "process cannot be sent such tensors: apply it to the student's function, or to a function of a public "
            "test file, or put it into drivers.py, or say inside: for this test in assignment.yaml"
        )


def mark(tensor: Any) -> Any:
    """Let a tensor from a child be the base of one with a graph."""
    setattr(tensor, _SEEN, lambda: None)
    return tensor


def seen(client: RpcClient, thing: Any) -> Any:
    """What the test gets for a mirrored object: for a base its view, the same one as long as anybody holds it."""
    last = getattr(thing, _SEEN, None) if type(thing) is getattr(torch_module(), "Tensor", None) else None
    if last is None:
        return thing
    view = last()
    if view is None:
        view = _boundary().apply(thing, client, border(), *_own(client))
        setattr(view, _BASE, thing)
        setattr(thing, _SEEN, weakref.ref(view))
    return view


def sent(client: RpcClient, thing: Any) -> Any:
    """What is mirrored for an object that the test passes: for a view its base, if that is of the same child."""
    base = getattr(thing, _BASE, None)
    return thing if base is None or client.mirrors.twin_of(base) is None else base


def check_not_cut(thing: Any, state: Any) -> None:
    """Check that student code has not run the backward pass up to a tensor whose graph continues in the test.

    Raises:
        HasGraph: it has.
    """
    if isinstance(state, schema.Tensor) and state.gradient >= 0 and not thing.is_leaf:
        raise HasGraph(
            "student code called backward() on what it computed from a tensor that the test has computed, too, where "
            f"the graph would go on: pass the tensor from which that one was computed, or {_DRIVERS}",
            False,
        )


def _own(client: RpcClient) -> list[Any]:
    """The test's own tensors in the child to which gradients can lead."""
    tensor = torch_module().Tensor
    return [t.thing for t in client.mirrors.all() if t.own and isinstance(t.thing, tensor) and t.thing.requires_grad]


def _played(client: RpcClient, base: Any, gradient: Any, own: list[Any]) -> list[Any]:
    """The gradients of the test's own tensors; within `asking`, those of student code's tensors are noted."""
    again = torch_module().is_grad_enabled()  # create_graph
    theirs = _asked.theirs if _asked is not None and _asked.client is client else []
    inputs = [*own, *theirs]
    found = client.operate("backward", base, gradient, tuple(inputs), again, _asked is None)
    if type(found) is not tuple or len(found) != len(inputs):
        raise BadReply("gradients that cannot be")
    for place, (grad, one) in enumerate(zip(found, inputs, strict=True)):
        if grad is not None and (not isinstance(grad, torch_module().Tensor) or _form(grad) != _form(one)):
            raise BadReply("a gradient that is none of its tensor")
        if grad is not None and place >= len(own) and _asked is not None:
            _asked.add(place - len(own), grad if again else grad.detach())
    return [None if grad is None else grad if again else grad.detach() for grad in found[: len(own)]]


def _form(tensor: Any) -> tuple[Any, Any]:
    return tensor.shape, tensor.dtype


@functools.cache
def border() -> Any:
    """A tensor behind every graph of a child, so that torch gets there even if it is asked for no other."""
    return torch_module().zeros((), requires_grad=True)


@functools.cache
def _boundary() -> Any:
    torch = torch_module()

    class Boundary(torch.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, base: Any, client: Any, _: Any, *inputs: Any) -> Any:
            ctx.base, ctx.client, ctx.inputs = base, client, list(inputs)
            return base.view_as(base)

        @staticmethod
        def backward(ctx: Any, gradient: Any) -> Any:
            here = None if _asked is None else border().detach()  # torch sees none as no way
            return None, None, here, *_played(ctx.client, ctx.base, gradient, ctx.inputs)

    return Boundary
