"""Gradients through tensors that student code computed: their graph is in the child, which runs the backward pass.

Such a tensor is two here. The *base* mirrors the child's tensor and has no graph; the test gets a view of it whose
gradient function asks the child. The child answers with gradients of the test's own tensors that were sent to it,
which is all that leads from there back to the test; gradients of student code's own parameters stay there, and are seen
as attributes. They are the child's word, as values are.

What needs the graph itself (gradients of gradients) is refused.
"""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, Any

from autograder.grading.remote.faults import BadReply, HasGraph
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import torch_module

if TYPE_CHECKING:
    from autograder.grading.remote.client import RpcClient

_SEEN, _BASE = "_seen_by_the_test", "_mirror_of_the_child"
_DRIVERS = "put the computation from the loss to the gradients into drivers.py and return the gradients as data"


def mark(tensor: Any) -> Any:
    """Let a tensor from a child be the base of one with a graph."""
    setattr(tensor, _SEEN, lambda: None)
    return tensor


def seen(client: RpcClient, thing: Any) -> Any:
    """What the test gets of what is mirrored: of a base its view, the same one as long as anybody holds it."""
    last = getattr(thing, _SEEN, None) if type(thing) is getattr(torch_module(), "Tensor", None) else None
    if last is None:
        return thing
    view = last()
    if view is None:
        view = _boundary().apply(thing, client, *_own(client))
        setattr(view, _BASE, thing)
        setattr(thing, _SEEN, weakref.ref(view))
    return view


def sent(client: RpcClient, thing: Any) -> Any:
    """What is mirrored of what the test passes: of a view its base, where that is of the same child."""
    base = getattr(thing, _BASE, None)
    return thing if base is None or client.mirrors.twin_of(base) is None else base


def check_not_cut(thing: Any, state: Any) -> None:
    """Student code may play backwards to a tensor that the test made of others, where its own graph would go on.

    Raises:
        HasGraph: it did.
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


def _played(client: RpcClient, base: Any, gradient: Any, inputs: list[Any]) -> tuple[Any, ...]:
    found = client.operate("backward", base, gradient, tuple(inputs))
    if type(found) is not tuple or len(found) != len(inputs):
        raise BadReply("gradients that cannot be")
    for grad, one in zip(found, inputs, strict=True):
        if grad is not None and (not isinstance(grad, torch_module().Tensor) or _form(grad) != _form(one)):
            raise BadReply("a gradient that is none of its tensor")
    return tuple(None if grad is None else grad.detach() for grad in found)


def _form(tensor: Any) -> tuple[Any, Any]:
    return tensor.shape, tensor.dtype


@functools.cache
def _boundary() -> Any:
    torch = torch_module()

    class Boundary(torch.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, base: Any, client: Any, *inputs: Any) -> Any:
            ctx.base, ctx.client, ctx.inputs = base, client, list(inputs)
            return base.view_as(base)

        @staticmethod
        def backward(ctx: Any, gradient: Any) -> Any:
            if torch.is_grad_enabled():
                raise HasGraph(
                    f"create_graph=True on a tensor that student code computed: its graph lives in the student's "
                    f"process; {_DRIVERS}",
                    ctx.client.ours,
                )
            return None, None, *_played(ctx.client, ctx.base, gradient, ctx.inputs)

    return Boundary
