"""`torch.autograd.grad` for tensors of student code: parameters of its modules, and what it computed on the way.

Torch finds no path to them in this process. So it is asked for the test's own tensors, and for `graphs.border`, which
is behind each graph that continues in a child; the gradients of the child's tensors come with it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from autograder.grading.remote import graphs, session
from autograder.grading.remote.faults import CheckAuthorError
from autograder.sandbox.inside.compat import on_import

_UNUSED = (
    "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is "
    "the desired behavior."
)


def install() -> None:
    """Replace `torch.autograd.grad` from now on."""
    on_import.change({"torch.autograd": _change})


def _change(autograd: Any) -> None:
    grad, backward = autograd.grad, autograd.backward

    @functools.wraps(grad)
    def asked_grad(outputs: Any, inputs: Any, *arguments: Any, **keywords: Any) -> Any:
        if session.active() is None:
            return grad(outputs, inputs, *arguments, **keywords)
        if isinstance(inputs, dict):
            found = asked_grad(outputs, tuple(inputs.values()), *arguments, **keywords)
            return dict(zip(inputs, found, strict=True))
        every = (inputs,) if hasattr(inputs, "requires_grad") else tuple(inputs)
        asked, places = _of_a_child(every)
        with graphs.asking(asked):
            if not places:
                return grad(outputs, every, *arguments, **keywords)
            own = [one for place, one in enumerate(every) if place not in places]
            found = list(grad(outputs, (*own, graphs.border()), *arguments, **keywords))[:-1]
        for number, place in enumerate(places):
            gradient = asked.found.get(number)
            if gradient is None and keywords.get("materialize_grads"):
                gradient = every[place].detach() * 0
            elif gradient is None and not keywords.get("allow_unused"):
                raise RuntimeError(_UNUSED)
            found.insert(place, gradient)
        return tuple(found)

    @functools.wraps(backward)
    def asked_backward(
        tensors: Any, grad_tensors: Any = None, retain_graph: Any = None, create_graph: bool = False, *more: Any,
        inputs: Any = None,
    ) -> None:  # fmt: skip
        every = () if inputs is None else (inputs,) if hasattr(inputs, "requires_grad") else tuple(inputs)
        if not every or session.active() is None:
            backward(tensors, grad_tensors, retain_graph, create_graph, *more, inputs=every or None)
            return
        found = asked_grad(tensors, every, grad_tensors, retain_graph, create_graph, allow_unused=True)
        for one, gradient in zip(every, found, strict=True):
            if gradient is not None:
                one.grad = gradient if one.grad is None else one.grad + gradient

    autograd.grad, autograd.backward = asked_grad, asked_backward


def _of_a_child(every: Sequence[Any]) -> tuple[graphs.Asked, list[int]]:
    """Which of these tensors are student code's: as the child has them, and their positions."""
    client, theirs, places = None, [], []
    for place, one in enumerate(every):
        for of_side in session.current("grad").clients():
            thing = graphs.sent(of_side, one)
            twin = of_side.mirrors.twin_of(thing)
            if twin is not None and not twin.own:
                if client not in (None, of_side):
                    raise CheckAuthorError(
                        "gradients of tensors of student code and of the reference at once: ask twice"
                    )
                client = of_side
                theirs.append(thing)
                places.append(place)
    return graphs.Asked(client, theirs), places
