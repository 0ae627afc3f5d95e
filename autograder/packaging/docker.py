"""The part of the docker command line that a dry run needs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import AutograderError, GraderError, InputError

_REMEDY = "install Docker and start its engine, or set DOCKER_HOST"


def require_engine() -> None:
    """Raise InputError if there is no docker command, or no engine answers it."""
    if shutil.which("docker") is None:
        raise InputError("docker", "there is no such command here", _REMEDY)
    answer = subprocess.run(["docker", "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True)
    if answer.returncode:
        raise InputError("docker", f"no engine answers ({last_line(answer.stderr)})", _REMEDY)


def network_options() -> list[str]:
    """Build options that make the package index reachable: none, or the host's network if the engine has no bridge."""
    answer = docker("network", "ls", "--filter", "driver=bridge", "--quiet")
    return [] if answer.strip() else ["--network=host"]


def docker(*arguments: str, timeout: float | None = None) -> str:
    """Run a docker command and return what it printed.

    Raises:
        GraderError: it failed; the message holds its last line.
    """
    answer = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=timeout)
    if answer.returncode:
        raise failure(arguments, answer.stderr)
    return answer.stdout


def logged(arguments: Sequence[str], log: Path) -> None:
    """Run a docker command whose output goes to a file.

    Raises:
        GraderError: it failed; the message holds the log's last line and says where the log is.
    """
    with log.open("wb") as file:
        code = subprocess.run(["docker", *arguments], stdout=file, stderr=subprocess.STDOUT).returncode
    if code:
        text = log.read_text(encoding="utf-8", errors="replace")
        raise GraderError(f"docker {arguments[0]}", f"it failed ({last_line(text)})", f"read {log}")


def failure(arguments: Sequence[str], told: str) -> AutograderError:
    return GraderError(f"docker {arguments[0]}", f"it failed ({last_line(told)})", "run it by hand to see more")


def last_line(text: str) -> str:
    """The last line that says something.

    >>> last_line("one\\ntwo\\n\\n")
    'two'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
