"""Runs a template: it waits to be forked, and a fork of it becomes the child of one check.

This runs beside student code, which may have changed any of it. The zygote decides what must hold whatever it does; see
jail/fork_listener.py and templates.py.
"""

from __future__ import annotations

import contextlib
import gc
import os
import random
import sys

from autograder.sandbox.inside.jail import fork_listener, layers
from autograder.sandbox.inside.server import RpcServer

#: What the zygote puts into a fork's table, in this order.
DESCRIPTORS = (0, 1, 2, 3, 4)
_REQUESTS, _REPLIES = 3, 4


def may_wait(own: int, most: int) -> bool:
    """Whether nothing but `own` descriptors beyond the standard streams is open: a fork would not have the others."""
    return sum(map(_is_open, range(3, most))) == own


def _is_open(descriptor: int) -> bool:
    with contextlib.suppress(OSError):
        os.fstat(descriptor)
        return True
    return False


def forked(server: RpcServer, zygote_pid: int, most: int) -> RpcServer:
    """Wait in this process forever, and return once in each fork of it: the server of one check.

    Args:
        server: the template's own.
        most: descriptors that the process may have.
    """
    sys.modules.pop("import_probe", None)
    state = random.getstate()
    gc.freeze()
    os.closerange(0, most)
    while fork_listener.fork() != 0:
        pass
    layers.die_with(zygote_pid)
    if not fork_listener.ask_for_descriptors():
        os._exit(1)
    random.setstate(state)  # a fork of Python seeds it anew; a child that had imported the files itself would not
    return server.anew(_REQUESTS, _REPLIES)
