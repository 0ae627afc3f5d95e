"""A forked child: turns the zygote's copy into a jailed server for one check.

Student code can read all memory of its process. So the child reads its spec itself, from its own pipe; the spec holds
nothing that must be kept from student code; and stack frames that knew more than the server does are gone before it
serves.
"""

from __future__ import annotations

import faulthandler
import os
import random
import signal
import sys
import tempfile

from autograder.sandbox.inside import code_cache, template
from autograder.sandbox.inside.child_spec import ENVIRONMENT, receive_spec
from autograder.sandbox.inside.jail.layers import Jail, enter
from autograder.sandbox.inside.server import RpcServer


def become(descriptors: list[int], zygote_pid: int, scratch: str, door: int = -1) -> tuple[RpcServer, int]:
    """Turn the calling process, just forked, into a jailed one; the server that is to serve in it, and how many
    descriptors it may have.

    Args:
        descriptors: requests in, replies out, standard output, standard error.
        scratch: the folder that may be written, or "".
        door: for a process that may become a template, the socket for its listener; else -1.

    Raises:
        OSError: a layer of the jail could not be entered. The caller must exit.
        EOFError: there is no spec. The caller must exit.
    """
    read, write = _standard_streams(descriptors)
    spec = receive_spec(read)
    os.chdir(spec.root)
    environment = dict(spec.environment) | ENVIRONMENT
    tempfile.tempdir = "/tmp"  # who only asks where it is gets an answer; otherwise tempfile looks for a writable one
    if scratch:
        environment |= {"TMPDIR": scratch, "HOME": scratch, "TORCHINDUCTOR_CACHE_DIR": scratch}
        tempfile.tempdir = scratch
    jail = Jail(
        uid=spec.uid,
        readable=spec.readable,
        writable=("/dev/null", *([scratch] if scratch else [])),
        scratch=scratch,
        scratch_size=spec.scratch,
        door=door,
        keep=(read, write),
        environment=environment,
        cpu_seconds=spec.cpu_seconds,
        memory=spec.memory,
        threads=spec.threads,
        open_files=spec.open_files,
        file_size=min(spec.file_size, spec.scratch) if scratch else spec.file_size,
        layers=frozenset(spec.layers),
    )
    _seed(spec.seed)
    sys.path[:0] = [spec.root, *spec.paths]
    code_cache.install(spec.root, {})
    sys.argv = ["grade"]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]
    held = enter(jail, zygote_pid)
    faulthandler.enable(file=2, all_threads=False)
    faulthandler.register(signal.SIGUSR1, file=2, all_threads=True, chain=False)
    most = spec.open_files

    def may_wait() -> bool:
        return door >= 0 and template.may_wait(len((read, write)), most)

    return RpcServer(read, write, spec.root, held, may_wait), most


def _standard_streams(descriptors: list[int]) -> tuple[int, int]:
    """Put the streams where programs expect them; none of the descriptors is 0, 1 or 2, which the zygote has open."""
    read, write, out, error = descriptors
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (out, 1), (error, 2)):
        os.dup2(source, target)
    return read, write


def _seed(seed: int) -> None:
    random.seed(seed)
    sys.modules["numpy.random"].seed(seed & 0xFFFFFFFF)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.manual_seed(seed)
