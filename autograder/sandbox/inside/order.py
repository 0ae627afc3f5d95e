"""What a child is to be: told by the trusted side, done by child.py. The engine uses it, too: nothing heavy here."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.sandbox.inside.jail import LAYERS

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
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class Order:
    """What one child is to be; sizes in bytes.

    Attributes:
        root: the folder with the files that may be imported.
        paths: further folders to import from, after `root`.
        readable: everything that may be read, `root` and `paths` among it.
        seed: of the global random generators, so that a submission always meets the same ones.
        scratch: bytes that may be written to a folder of the child's own; 0 for no such folder.
    """

    root: str
    readable: tuple[str, ...]
    paths: tuple[str, ...] = ()
    uid: int | None = None
    seed: int = 0
    cpu_seconds: int = 11
    memory: int = 1 << 30
    threads: int = 64
    open_files: int = 64
    file_size: int = 16 << 20
    scratch: int = 0
    layers: tuple[str, ...] = field(default=LAYERS)
