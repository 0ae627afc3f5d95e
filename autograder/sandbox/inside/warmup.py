"""Lets the zygote have a conversation with itself before the first fork.

What a program does for the first time costs more than later: Python specialises bytecode that runs often, fills caches
of types and builds tables lazily. In a fork, all of that also writes to pages that were shared. So the server's code
paths run once here, and no child has to.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from autograder.sandbox.inside.code_cache import compile_files, uninstall
from autograder.sandbox.inside.jail import landlock, seccomp
from autograder.sandbox.inside.server import RpcServer
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.framing import REQUESTS, pack

_ROUNDS = 10  # more than the runs after which Python 3.11 to 3.13 specialise a function
_NAME = "_warmup"
_SOURCE = """
class Thing:
    def __init__(self, value): self.value = value
    def twice(self, x): return x + x
def fails(x): raise ValueError("on purpose")
"""


def warm_up(folder: str) -> None:
    """Play requests of every common kind, and prepare a jail; leaves no module, path or file behind.

    Args:
        folder: for a temporary file; if none can be created there, nothing is warmed up.
    """
    path, hooks = list(sys.path), list(sys.path_hooks)
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory(dir=folder) as root:
        Path(root, f"{_NAME}.py").write_text(_SOURCE, encoding="utf-8")
        frames = b"".join(_frames(compile_files(root, [f"{_NAME}.py"])))
        for _ in range(_ROUNDS):
            sys.path.insert(0, root)
            try:
                _converse(frames, root)
            finally:
                sys.path[:], sys.path_hooks[:] = path, hooks
                sys.modules.pop(_NAME, None)
                sys.path_importer_cache.pop(root, None)
                uninstall(root)
            _prepare_jail(root)


def _prepare_jail(root: str) -> None:
    """What a child does before it enters the jail; nothing of it binds this process."""
    version = landlock.abi()
    if version:
        os.close(landlock.build((root,), (os.devnull,), version))
    if seccomp.supported():
        seccomp.build_filter(os.getpid())


def _converse(frames: bytes, root: str) -> None:
    (read, requests), (replies, write) = os.pipe(), os.pipe()  # each holds far more than is written
    try:
        os.write(requests, frames)
        os.close(requests)
        RpcServer(read, write, root).serve()
    finally:
        for descriptor in (read, write, replies):
            os.close(descriptor)


def _frames(codes: dict[str, bytes]) -> list[bytes]:
    """Import a module, make an object, look at it, call it with an array and with a list, and let something fail."""
    array = schema.Update(1, schema.Array(0, "<f8", [2, 2], True))
    requests: list[tuple[schema.Operation, list[schema.Update], list[bytes]]] = [
        (schema.Install(codes), [], []),
        (schema.Import(_NAME), [], []),  # handle 1
        (schema.Get(1, "Thing"), [], []),  # 2
        (schema.Call(2, [3], [], []), [], []),  # 3
        (schema.Get(3, "value"), [], []),
        (schema.Get(3, "twice"), [], []),  # 4
        (schema.Call(4, [schema.Mirror(1)], [], []), [array], [bytes(32)]),
        (schema.Call(4, [schema.List([1, 2.5, "text"])], [], []), [], []),
        (schema.Get(1, "fails"), [], []),  # 5
        (schema.Call(5, [1], [], []), [], []),
        (schema.Define(_NAME, _SOURCE), [], []),
    ]
    return [
        b"".join(
            pack(
                schema.encoder.encode(schema.Request(number, [], [], updates, False, False, operation)),
                buffers,
                REQUESTS,
            )
        )
        for number, (operation, updates, buffers) in enumerate(requests)
    ]
