"""Where attacks are run: as the user we are, as root with users for children, as an ordinary user, in a container.

The rows need a Python that every user may read. Where ours lies in a folder that only we may enter, a copy of it, with
the few packages that grading needs, is made for the time of the tests.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.packaging.docker import docker
from autograder.packaging.image import build_image
from autograder.packaging.package import build_package
from autograder.sandbox.readable_paths import python_folders, unreadable_for

from .course import write_course
from .watch import help_to_see

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
_PACKAGES = ("gradescope-utils", "msgspec", "numpy", "pytest", "pyyaml", "rich")
_NOT_COPIED = ("test", "idlelib", "tkinter", "ensurepip", "site-packages", "config-*", "__pycache__", "turtledemo")


@dataclass(frozen=True)
class OpenPython:
    """A Python, and a copy of the code under test, that every user may read."""

    executable: str
    code: Path


@contextlib.contextmanager
def open_python() -> Iterator[OpenPython]:
    """For the time of the context."""
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="open-python-", dir="/var/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        code = folder / "code"
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "autograder", code / "autograder", ignore=ignore)
        shutil.copytree(ROOT / "tests/attacks", code / "tests/attacks", ignore=ignore)
        (code / "tests/__init__.py").touch()
        executable = sys.executable
        if unreadable_for(NOBODY, (*python_folders(), executable)):
            executable = str(_copy_python(folder / "python"))
        _open_to_all(folder)
        yield OpenPython(executable, code)


def _copy_python(into: Path) -> Path:
    """The base installation without what tests do not need, and the packages of grading in it."""
    base = Path(sys.base_prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    library = into / "lib" / version
    ignore = shutil.ignore_patterns(*_NOT_COPIED)
    shutil.copytree(base / "lib" / version, library, ignore=ignore, symlinks=True)
    (into / "bin").mkdir()
    executable = into / "bin" / version
    executable.write_bytes(_relative(Path(sys.executable).resolve().read_bytes(), base / "lib"))
    executable.chmod(0o755)
    for shared in (base / "lib").glob("libpython*.so*"):
        shutil.copy2(shared, into / "lib" / shared.name, follow_symlinks=False)
    packages = library / "site-packages"
    packages.mkdir()
    for name in _needed(_PACKAGES):
        _copy_package(name, packages)
    return executable


def _relative(program: bytes, folder: Path) -> bytes:
    """A program that looks for its shared libraries beside itself instead of in `folder`."""
    absolute, beside = bytes(folder) + b"\0", b"$ORIGIN/../lib\0"
    return program.replace(absolute, beside.ljust(len(absolute), b"\0")) if len(beside) <= len(absolute) else program


def _needed(names: Sequence[str]) -> list[str]:
    """The distributions and what they require, by their metadata."""
    found: dict[str, None] = {}
    left = list(names)
    while left:
        name = left.pop()
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            distribution = importlib.metadata.distribution(name)
            if name not in found:
                found[name] = None
                required = [line for line in distribution.requires or () if "extra ==" not in line]
                left += ["".join(c if c.isalnum() or c in "-_." else " " for c in line).split()[0] for line in required]
    return list(found)


def _copy_package(name: str, into: Path) -> None:
    distribution = importlib.metadata.distribution(name)
    for file in distribution.files or ():
        source = Path(str(distribution.locate_file(file)))
        if ".." not in file.parts and source.is_file() and source.suffix != ".pyc":
            target = into / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def run_here(layers: Sequence[str], only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """As the user we are, by our own Python."""
    return _run([sys.executable], ROOT, layers, only)


def run_as(user: int, python: OpenPython, layers: Sequence[str], only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """As `user`, by a Python that everybody may read; needs root, which looks into processes for that user."""
    theirs, ours = socket.socketpair()
    threading.Thread(target=help_to_see, args=(ours,), daemon=True).start()
    options = {"user": user, "group": user, "extra_groups": [], "pass_fds": [theirs.fileno()]}
    with theirs:
        helper = f"--helper={theirs.fileno()}"
        return _run([python.executable, "-B"], python.code, layers, [helper, *only], **options)


def build_docker_image(base: str, tag: str = "autograder-attacks") -> str:
    """The image that a platform makes of the attacked homework's package, with the attacks added."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as name:
        folder = Path(name)
        tokens = dict.fromkeys(("tests", "hidden tests", "hidden data", "solution", "results"), "none")
        package = build_package(write_course(folder / "course", tokens, 0), folder / "package")
        (folder / "context").mkdir()
        build_image(package, base, f"{tag}-base", folder / "context", folder / "log", torch=False)
        shutil.copytree(
            ROOT / "tests/attacks", folder / "attacks/tests/attacks", ignore=shutil.ignore_patterns("__pycache__")
        )
        (folder / "attacks/Dockerfile").write_text(
            f"FROM {tag}-base\nCOPY tests /opt/attacks/tests\nWORKDIR /opt/attacks\n"
        )
        docker("build", f"--tag={tag}", str(folder / "attacks"))
    return tag


def run_in_docker(image: str, layers: Sequence[str], only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """As root in a container with the engine's default settings."""
    python = ["docker", "run", "--rm", "--network=none", image, "/autograder/venv/bin/python"]
    return _run(python, ROOT, layers, only)


def _run(
    python: Sequence[str], code: Path, layers: Sequence[str], only: Sequence[str], **options: Any
) -> list[dict[str, Any]]:
    command = [*python, "-m", "tests.attacks.run", f"--layers={','.join(layers)}", *only]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    environment |= {name: os.environ[name] for name in ("DOCKER_HOST",) if name in os.environ}
    done = subprocess.run(command, cwd=code, env=environment, capture_output=True, text=True, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
