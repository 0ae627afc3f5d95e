"""Install the wheel as a stranger would, and walk from `init` to a graded class: `python -m bench.installs PYTHON …`.

    python -m bench.installs python3.10 python3.13 --by pip pipx uv

Each Python and each installer has an empty folder and an environment of its own; packages come from the index, so this
needs a network, and `pipx` and `uv` on the PATH. Prints a line of a table for each: how long installing took (with
packages in the installer's cache, if it has been run before), and how long it took from `init` to a graded zip.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from autograder import DISTRIBUTION

_ROOT = Path(__file__).resolve().parents[1]
_HOMEWORK = "hw1_means"
_STEPS: tuple[tuple[str, ...], ...] = (
    ("init", "spring2027"),
    ("check",),
    ("handout",),
    ("package",),
    ("grade", _HOMEWORK, "student.zip", "--allow-degraded"),
    ("new", "hw2_attention"),
    ("batch", _HOMEWORK, "class", "--allow-degraded"),
)


class Failed(Exception):
    """A command that ended with another exit code than 0, and what it said."""


def run(command: Sequence[str | Path], folder: Path, **more: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | more
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{' '.join(map(str, command))}: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def installed(wheel: Path, by: str, python: str, folder: Path) -> Path:
    """The command `autograder`, installed by pip into a new environment, by pipx or as a tool of uv."""
    wanted = f"{wheel}[authoring]"
    if by == "pip":
        run([python, "-m", "venv", folder / "venv"], folder)
        run([folder / "venv/bin/python", "-m", "pip", "install", "-q", wanted], folder)
        return folder / "venv/bin/autograder"
    if by == "pipx":
        places = {"PIPX_HOME": str(folder / "pipx"), "PIPX_BIN_DIR": str(folder / "bin")}
        run(["pipx", "install", "--python", python, wanted], folder, **places)
    else:
        places = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
        run(
            ["uv", "tool", "install", "--python", python, f"{DISTRIBUTION}[authoring] @ {wheel.as_uri()}"],
            folder,
            **places,
        )
    return folder / "bin/autograder"


def submissions(course: Path) -> None:
    """A zip with the solution, and a class of two."""
    solution = course / "reference_solutions" / _HOMEWORK / "solution"
    (course / "class").mkdir()
    for path in (course / "student.zip", course / "class/ada.zip", course / "class/ben.zip"):
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(solution.glob("*.py")):
                archive.write(file, file.name)


def walk(program: Path, folder: Path) -> tuple[float, float]:
    """Seconds from `init` to a graded zip, and to the end of a graded class."""
    began = time.perf_counter()
    to_grade = 0.0
    for step in _STEPS:
        course = folder if step[0] == "init" else folder / "spring2027"
        said = run([program, *step], course)
        if step[0] == "init":
            submissions(folder / "spring2027")
        if step[0] == "grade":
            to_grade = time.perf_counter() - began
            if "2 checks: 2 passed." not in said:
                raise Failed(said)
    if not (folder / "spring2027/build/batches" / _HOMEWORK / "batch.csv").is_file():
        raise Failed("batch wrote no batch.csv")
    return to_grade, time.perf_counter() - began


def tried(wheel: Path, by: str, python: str) -> str:
    """A line of the table."""
    version = run([python, "-c", "import platform; print(platform.python_version())"], Path.cwd()).strip()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        try:
            program = installed(wheel, by, python, folder)
            took = time.perf_counter() - began
            to_grade, all_of_it = walk(program, folder)
        except Failed as failed:
            return f"| {by} | {version} | failed: {failed} | | |"
    return f"| {by} | {version} | {took:.0f} s | {to_grade:.0f} s | {all_of_it:.0f} s |"


def built(folder: Path) -> Path:
    """The wheel, built from a copy: setuptools leaves its traces beside the sources."""
    shutil.copytree(_ROOT / "autograder", folder / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(_ROOT / name, folder)
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", folder / "dist", folder], folder)
    (wheel,) = (folder / "dist").iterdir()
    return wheel


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.installs", description=__doc__.partition("\n")[0])
    parser.add_argument("pythons", nargs="+", help="names or paths of interpreters")
    parser.add_argument("--by", nargs="+", choices=("pip", "pipx", "uv"), default=["pip", "pipx", "uv"])
    options = parser.parse_args(arguments)
    print("| installer | Python | installing | `init` to a graded zip | to a graded class |\n|---|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        for python in options.pythons:
            for by in options.by:
                print(tried(wheel, by, shutil.which(python) or python), flush=True)


if __name__ == "__main__":
    main()
