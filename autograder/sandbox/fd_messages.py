"""Sends JSON and file descriptors over a sequenced-packet socket, as all who talk to the zygote do."""

from __future__ import annotations

import json
import socket
from array import array
from collections.abc import Sequence
from typing import Any


def send(target: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message, and descriptors of which the other side gets copies."""
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", descriptors).tobytes())] if descriptors else []
    target.sendmsg([json.dumps(message).encode()], ancillary)


def receive(source: socket.socket) -> dict[str, Any] | None:
    """One message; None when the other side has hung up."""
    try:
        text = source.recv(1 << 16)
    except ConnectionResetError:
        return None
    answer: dict[str, Any] | None = json.loads(text) if text else None
    return answer
