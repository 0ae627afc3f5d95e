"""From an unpacked handout to the first green test, as a student meets it: `python -m bench.first_green [HW] [PYTHON]`.

Unpacks the handout, makes the environment with the lines of its README, asks where one stands, puts the solution of the
homework in place of what a student would write, and runs the tests of piece 1. Prints the seconds that each step lets a
student wait; thinking is not measured. Packages come from the index (and pip's cache, if it has them).
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.authoring.handout.build import build_handout
from autograder.config import load_assignment, load_course

_ROOT = Path(__file__).resolve().parents[1]


def waited(what: str, step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    took = time.perf_counter() - began
    print(f"{what:58} {took:6.1f} s", flush=True)
    return took


def run(folder: Path, *command: str, codes: Sequence[int] = (0,)) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(command)}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.first_green", description=__doc__.partition("\n")[0])
    parser.add_argument("homework", nargs="?", default="hw1_autodiff")
    parser.add_argument("python", nargs="?", default=sys.executable)
    options = parser.parse_args(arguments)
    assignment = load_assignment(load_course(_ROOT), options.homework)
    content = build_handout(assignment, None)[f"{options.homework}.zip"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / options.homework
        python = str(folder / ".venv/bin/python")
        install = (python, "-m", "pip", "install", "-q", "-r", "requirements.txt")
        total = waited("unpack the zip", lambda: zipfile.ZipFile(io.BytesIO(content)).extractall(name))
        total += waited("python -m venv .venv", lambda: run(folder, options.python, "-m", "venv", ".venv"))
        total += waited("pip install -r requirements.txt", lambda: run(folder, *install))
        total += waited("python homework.py", lambda: run(folder, python, "homework.py", codes=(1,)))
        for file in assignment.submit:
            shutil.copy(assignment.secret / "solution" / file, folder / file)
        total += waited("python homework.py test 1, green", lambda: run(folder, python, "homework.py", "test", "1"))
    print(f"{'in all':58} {total:6.1f} s")


if __name__ == "__main__":
    main()
