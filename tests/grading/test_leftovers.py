"""What student code finds of ours when it climbs the stack and asks the garbage collector."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from autograder.grading import messages
from autograder.sandbox.inside import zygote
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.inside.jail.layers import Jail

_LOOK = """
import gc
import sys
import types

def frames():
    frame, found = sys._getframe(), []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found

def reachable():
    gc.unfreeze()
    return [*gc.get_objects(), *(value for frame in frames() for value in frame.f_locals.values())]

def kinds():
    return sorted({type(thing).__name__ for thing in reachable()})

def functions():
    return [frame.f_code.co_name for frame in frames()]

def cells():
    closures = [thing.__closure__ or () for thing in reachable() if isinstance(thing, types.FunctionType)]
    contents = [cell.cell_contents for closure in closures for cell in closure if cell != types.CellType()]
    return sorted({type(content).__name__ for content in contents})
"""
_OURS = {kind.__name__ for kind in (ChildSpec, Jail, zygote.Zygote, zygote._Client, zygote._Child, zygote._Birth)}
_OURS |= {messages.GradeJob.__name__, socket.socket.__name__, "poll"}


@pytest.mark.slow
def test_the_stack_holds_the_agent_and_nothing_of_the_zygote(child: Callable[[str], Any]) -> None:
    found = child(_LOOK).functions()
    assert found[:2] == ["frames", "functions"]
    assert found[-4:] == ["serve", "_live", "main", "<module>"]
    assert not {"become", "_serve", "run", "_spawn"} & set(found)


def test_no_order_and_nothing_of_the_zygote_is_left_for_the_garbage_collector(child: Callable[[str], Any]) -> None:
    student = child(_LOOK)
    assert sorted(_OURS & set(student.kinds())) == []
    assert sorted(_OURS & set(student.cells())) == []
