"""The engine's end of the zygote: starts and stops it.

The zygote is a fresh program (its memory holds nothing of ours but the code in inside/), started with a scrubbed
environment. This module decides what its children may read and import, and as which user they run.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GraderError
from autograder.sandbox.fd_messages import receive, send
from autograder.sandbox.inside.child_spec import ENVIRONMENT
from autograder.sandbox.inside.jail.layers import LAYERS
from autograder.sandbox.memory_limits import remedy
from autograder.sandbox.packages import importable
from autograder.sandbox.readable_paths import free_user, python_folders, unreadable_for
from autograder.sandbox.zygote_client import ZygoteEnded

_ROOT = str(Path(__file__).resolve().parents[2])
#: The package's folder is on the path only while our own modules are imported; children cannot import from it.
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from autograder.sandbox.inside.zygote import main; "
    "sys.path.pop(0); main()"
)
_PYTHON = (sys.executable, "-P" if sys.version_info >= (3, 11) else "-s")
_FIRST_USER = 61_100


@dataclass(frozen=True)
class SlotUsers:
    """As whom children run.

    Attributes:
        first_user: the first of the slots' users, or None when children keep our own.
        blocked_by: if they keep it although we are root, the folder that nobody else may enter.
    """

    first_user: int | None
    blocked_by: str = ""


def slot_users(layers: Sequence[str] = LAYERS) -> SlotUsers:
    """The slots' users, if we are root and another user can read all of Python."""
    if os.name != "posix" or os.geteuid() != 0 or "uid" not in layers:
        return SlotUsers(None)
    user = free_user(_FIRST_USER)
    blocked_by = unreadable_for(user, (*python_folders(), tempfile.gettempdir()))
    return SlotUsers(None if blocked_by else user, blocked_by)


class ZygoteProcess:
    """A running zygote; a context manager.

    Args:
        preload: the modules to import before the first fork; children can import these packages, and those `beside`.
        folder: where children's scratch folders may be created.
        layers: the layers of the jail; a part of them only to measure what each one stops.

    Raises:
        GraderError: it does not start, with its reason.
    """

    def __init__(
        self, preload: Sequence[str], folder: Path, layers: Sequence[str] = LAYERS, beside: Sequence[str] = ()
    ) -> None:
        self.layers = tuple(layers)
        self.slot_users = slot_users(layers)
        names = ",".join(importable((*preload, *beside)))
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = ENVIRONMENT | {"PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1"}
        with theirs:
            self.process = subprocess.Popen(
                [*_PYTHON, "-c", _START, _ROOT, str(theirs.fileno()), str(folder), names, *preload],
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        self._is_ready = False
        self._users: set[int] = set()

    def __enter__(self) -> ZygoteProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_ready(self) -> None:
        """Return once it has imported its modules; only then can clients be connected."""
        if self._is_ready:
            return
        answer = receive(self._control)
        if answer is None or "error" in answer:
            self.process.kill()
            _, text = self.process.communicate()
            reason = answer["error"] if answer else text.decode(errors="replace").strip()[-2000:]
            raise GraderError("sandbox", f"the zygote did not start: {reason}", remedy("see `autograder doctor`"))
        self._is_ready = True

    def connect(self) -> socket.socket:
        """A socket through which one runner orders children; the zygote kills them when all copies of it are closed.

        Raises:
            ZygoteEnded
        """
        self.wait_until_ready()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                send(self._control, {"op": "client"}, [theirs.fileno()])
            answer = receive(self._control)
        except OSError:
            answer = None
        if answer is None:
            ours.close()
            raise ZygoteEnded
        return ours

    def user(self, slot: int, reference: bool = False) -> int | None:
        """The user of a slot's children; a submission and its reference have different ones."""
        first = self.slot_users.first_user
        if first is None:
            return None
        user = first + 2 * slot + reference
        self._users.add(user)
        return user

    def close(self) -> None:
        self._control.close()
        try:
            self.process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        if self.process.returncode < 0:
            for user in self._users:
                end_all_of(user)


def end_all_of(user: int) -> None:
    """Kill all processes of a slot's user after its zygote was killed.

    The kernel kills each of the zygote's children with it, but a fork of a template has to ask for that itself, and the
    zygote may have been killed before it did.
    """
    subprocess.run(["/bin/sh", "-c", "kill -s KILL -- -1"], user=user, group=user, extra_groups=[], check=False)
