"""The lock file of a homework's own packages: exact versions of those in `packages:` and of their dependencies.

It lies beside assignment.yaml and goes into the package, where install.sh installs it behind the lock that all
homeworks have; what that lock holds is left out, as it is there in its own version. pip resolves it, as that is there
wherever the grader is, and asks no other index than the one it is configured for: where that is a folder, nothing is
fetched from a network. Versions are locked, hashes are not: pip tells those of this machine's files alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import GraderError, InputError
from autograder.files import replace_file
from autograder.model import Assignment

FILE = "requirements.lock"
_HERE = Path(__file__).parent
_LOCKS = ("requirements.lock", "requirements-torch.lock")
_HEAD = "# autograder lock: "
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+)", re.M)
#: what a build of torch that no homework gets would bring: torch itself comes with its own installer
_NEVER = re.compile(r"torch|triton|nvidia-.*|cuda-.*")


def path_of(assignment: Assignment) -> Path:
    """The path of the lock file."""
    return assignment.public / FILE


def write_lock(assignment: Assignment) -> bool:
    """Write the lock file of the homework's packages, or remove it if there are none; return whether there are any.

    Raises:
        InputError: pip finds no versions that go together.
    """
    path = path_of(assignment)
    if not assignment.packages:
        path.unlink(missing_ok=True)
        return False
    lines = [_head(assignment), *sorted(_resolved(assignment))]
    replace_file(path, "".join(f"{line}\n" for line in lines).encode())
    return True


def current_lock(assignment: Assignment) -> bytes | None:
    """The lock file for a package; None if the homework has no packages of its own.

    Raises:
        InputError: it is missing, or locks other packages.
    """
    if not assignment.packages:
        return None
    path = path_of(assignment)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text.partition("\n")[0] != _head(assignment):
        what = "is not the lock file of the packages: here" if text else "is missing, although packages: names some"
        raise InputError(f"assignments/{assignment.name}/{FILE}", what, f"run 'autograder lock {assignment.name}'")
    return text.encode()


def _head(assignment: Assignment) -> str:
    return _HEAD + ", ".join(assignment.packages)


def _resolved(assignment: Assignment) -> Iterator[str]:
    held = dict(_pinned())
    wanted = [*assignment.packages, *(f"{name}=={version}" for name, version in held.items() if name == "numpy")]
    for name, version in _asked(wanted, assignment.name):
        if name not in held and not _NEVER.fullmatch(name):
            yield f"{name}=={version}"


def _pinned() -> Iterator[tuple[str, str]]:
    """What every homework's environment has."""
    for lock in _LOCKS:
        text = (_HERE / lock).read_text(encoding="utf-8")
        yield from ((_normalised(name), version) for name, version in _PINNED.findall(text))


def _asked(requirements: list[str], name: str) -> Iterator[tuple[str, str]]:
    """(name, version) of all that pip would install."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet")
    options = ("--dry-run", "--ignore-installed", "--only-binary", ":all:", "--report", "-")
    ran = subprocess.run([*pip, *options, *requirements], capture_output=True, text=True, check=False)
    if ran.returncode:
        lines = [line for line in ran.stderr.splitlines() if "ERROR" in line] or ran.stderr.splitlines()[-1:]
        what = f"packages: pip finds no versions: {' '.join(lines)[:400]}"
        raise InputError(f"assignments/{name}/assignment.yaml", what, "correct the names, or reach a package index")
    try:
        found = json.loads(ran.stdout)["install"]
        yield from ((_normalised(one["metadata"]["name"]), str(one["metadata"]["version"])) for one in found)
    except (ValueError, KeyError, TypeError) as error:
        raise GraderError("pip", f"its report cannot be read ({error!r})", "update pip: 22.2 or newer") from None


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
