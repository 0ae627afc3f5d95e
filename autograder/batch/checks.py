"""The checks of a homework as they are now, and how well the sandbox held last time, without starting a grader.

Both are cached in the course's build folder under digests of everything they depend on; without them, a grader starts.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from autograder.batch.engines.engine import Environment
from autograder.batch.result_file import decode_checks, encode_checks
from autograder.errors import AutograderError
from autograder.files import make_folder, replace_file
from autograder.grading.check_order import usable_checks
from autograder.grading.digests import program_digest
from autograder.grading.homework_files import homework_files
from autograder.grading.runner_config import runner_config
from autograder.grading.runner_process import RunnerProcess
from autograder.grading.workdir import Workdir
from autograder.model import Assignment, Check


def current_checks(assignment: Assignment) -> tuple[Check, ...]:
    """The checks of a homework; its tests are collected again if they have changed. No student code runs.

    Raises:
        GraderError: they cannot be collected.
    """
    path = _checks_file(assignment)
    with contextlib.suppress(OSError, ValueError):
        return decode_checks(path.read_bytes())
    with Workdir() as folder:
        (folder / "empty").mkdir()
        runner = RunnerProcess(runner_config(assignment), folder / "runner.log", folder / "empty")
        try:
            checks = usable_checks(runner.collected(), assignment)
        finally:
            runner.close()
    remember_checks(assignment, checks)
    return checks


def remember_checks(assignment: Assignment, checks: tuple[Check, ...]) -> None:
    """Keep them for the next time, where that can be written."""
    _keep(_checks_file(assignment), encode_checks(checks))


def known_environment(assignment: Assignment, engine: str) -> Environment | None:
    """How well the sandbox held when an engine last ran in these circumstances; None if unknown."""
    try:
        return msgspec.json.decode(_environment_file(assignment, engine).read_bytes(), type=Environment)
    except (OSError, msgspec.MsgspecError):
        return None


def remember_environment(assignment: Assignment, engine: str, environment: Environment) -> None:
    """Keep it for the next time, where that can be written."""
    _keep(_environment_file(assignment, engine), msgspec.json.encode(replace(environment, shortage="")))


def _checks_file(assignment: Assignment) -> Path:
    files = (part for path, data in homework_files(assignment).items() for part in (path.encode(), data))
    settings = repr((assignment.hidden, assignment.name)).encode()
    digest = _digest([program_digest(assignment.preload).encode(), settings, *files])
    return _folder(assignment) / f"checks-{digest}.json"


def _environment_file(assignment: Assignment, engine: str) -> Path:
    """Named by what decides which layers hold: kernel, user, Python, our code. A machine that starts is asked anew."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    started = boot.read_bytes() if boot.is_file() else b""
    machine = (platform.node(), platform.release(), str(os.geteuid()), sys.executable, engine)
    limits = repr(sorted(asdict(assignment.limits).items()))
    parts = [*machine, limits, program_digest(assignment.preload), _container()]
    return _folder(assignment) / f"sandbox-{_digest([started, *(part.encode() for part in parts)])}.json"


def _container() -> str:
    """Which container this is, and what this process may do there, where the system tells."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace").splitlines()
        told = [line for line in status if line.startswith(("Cap", "Seccomp:", "NoNewPrivs"))]
        return " ".join([*told, *(os.readlink(f"/proc/self/ns/{name}") for name in ("user", "mnt", "pid", "net"))])
    return ""


def _folder(assignment: Assignment) -> Path:
    return assignment.course.root / "build" / "cache" / "batch" / assignment.name


def _keep(path: Path, data: bytes) -> None:
    with contextlib.suppress(AutograderError):
        make_folder(path.parent)
        replace_file(path, data)


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()
