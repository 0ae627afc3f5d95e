"""What a handle can tell a test about its object: its data, which is compared here, and its parameters."""

from __future__ import annotations

import inspect
from typing import Any

from autograder.grading.remote.faults import BadReply

_KINDS = tuple(inspect._ParameterKind)
_MOST = 255


def content(peer: Any, target: Any, methods: tuple[str, ...]) -> tuple[Any, Any] | None:
    """The data that an object consists of, and its class if that matters; None if only the object can say."""
    found = peer.operate("data", target, *methods)
    if found is None:
        return None
    if type(found) is not tuple or len(found) != 2:
        raise BadReply("data of an object that cannot be")
    return found[0], found[1]


def signature(peer: Any, target: Any) -> inspect.Signature:
    """The parameters of a function or class, as `inspect` has them."""
    told = peer.operate("parameters", target)
    if type(told) is not list or len(told) > _MOST:
        raise BadReply("parameters that cannot be")
    try:
        return inspect.Signature([_parameter(*one) for one in told])
    except (TypeError, ValueError, IndexError):
        raise BadReply("parameters that cannot be") from None


def _parameter(name: Any, kind: Any, has_default: Any, default: Any) -> inspect.Parameter:
    if type(name) is not str or type(kind) is not int or not 0 <= kind < len(_KINDS):
        raise ValueError
    return inspect.Parameter(name, _KINDS[kind], default=default if has_default is True else inspect.Parameter.empty)
