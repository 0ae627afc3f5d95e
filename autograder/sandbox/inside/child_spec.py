"""The specification of a child process: written by the trusted side, carried out by child.py.

It goes straight to its child, as the first thing in the pipe of requests: the zygote never sees it, so no other child
can find what is left of it in memory that it inherits. The engine uses this module, too: nothing heavy here.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.inside.jail.layers import LAYERS

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "USER": "student",
    "LOGNAME": "student",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",  # whoever asks for more threads than cores spins its time limit away otherwise
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TORCH_COMPILE_DISABLE": "1",  # there is no compiler in the jail: torch.compile gives the function as it is
    "TORCHINDUCTOR_CACHE_DIR": "/tmp",  # which exists: it would make a folder as soon as torch._dynamo is imported
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class ChildSpec:
    """The specification of a child process; sizes are in bytes. Its limits come from an assignment's: see `spec_of`.

    Attributes:
        root: the folder with the files that may be imported.
        readable: everything that may be read, `root` and `paths` among it.
        paths: further folders to import from, after `root`.
        seed: of the global random generators, so that a submission always meets the same ones. Student code can read
            it, so it must tell nothing about the run's seed.
        environment: variables of the homework, beside those that every child has.
        scratch: bytes that may be written to a folder of the child's own; 0 for no such folder.
    """

    root: str
    readable: tuple[str, ...]
    cpu_seconds: int
    memory: int
    threads: int
    open_files: int
    file_size: int
    scratch: int = 0
    paths: tuple[str, ...] = ()
    uid: int | None = None
    seed: int = 0
    environment: tuple[tuple[str, str], ...] = ()
    layers: tuple[str, ...] = field(default=LAYERS)


def send_spec(spec: ChildSpec, requests: int) -> None:
    """Write `spec` to the pipe that its child will read."""
    data = json.dumps(vars(spec)).encode()
    view = memoryview(len(data).to_bytes(4, "little") + data)
    while view:
        view = view[os.write(requests, view) :]


def receive_spec(requests: int) -> ChildSpec:
    """The spec that comes first in the pipe.

    Raises:
        EOFError: the sender has gone.
    """
    told: dict[str, Any] = json.loads(_take(requests, int.from_bytes(_take(requests, 4), "little")))
    return ChildSpec(**told)


def _take(descriptor: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = os.read(descriptor, size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data
