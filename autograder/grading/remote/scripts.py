"""`subprocess` in tests: a Python program of the submission runs in the child of the check.

The runner's own processes would find no such file, and a student's program must not run beside the tests. So `Popen`,
and everything built on it, hands `python student.py …` to sandbox/inside/script_runner.py in the child, which runs it
like a fresh program. Other programs are started as usual.
"""

from __future__ import annotations

import functools
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.grading.remote import session
from autograder.grading.remote.faults import BadReply, CheckAuthorError
from autograder.grading.remote.session import Side
from autograder.sandbox.inside import script_runner

_SOURCE = Path(script_runner.__file__)


class StudentScript(script_runner.Script):
    """A Popen whose program runs in the child."""

    def _outcome(self, given: bytes, merged: bool) -> tuple[int, bytes, bytes]:
        client = session.current("a program of the submission").client(Side.SUBMISSION)
        environment = self._options.get("env")
        told = client.run(
            "script_runner", _source(), "run_apart", self._words, given, merged, client.root,
            None if environment is None else {str(name): str(value) for name, value in environment.items()},
        )  # fmt: skip
        if type(told) is not tuple or [type(part) for part in told] != [int, bytes, bytes]:
            raise BadReply("not what a program is told by")
        return told


def install(files: Sequence[str]) -> None:
    """Start programs so from now on.

    Args:
        files: of a submission, as paths from its top.
    """
    real: Any = subprocess.Popen

    class Popen(real):  # type: ignore[misc]
        __doc__ = real.__doc__

        def __new__(cls, args: Any, *others: Any, **options: Any) -> Any:
            words = _words(args)
            if session.active() is None or not words:
                return super().__new__(cls)
            if _is_of(words[0], files):
                raise CheckAuthorError(
                    f"{words[0]} is started as a program: write [sys.executable, {os.path.basename(words[0])!r}, …]"
                )
            is_students = script_runner.is_python(words[0]) and any(_is_of(word, files) for word in words[1:])
            return StudentScript(args, *others, **options) if is_students else super().__new__(cls)

    subprocess.Popen = Popen  # type: ignore[misc]


def _words(args: Any) -> list[str]:
    if isinstance(args, (str, bytes, os.PathLike)):
        return os.fsdecode(args).split()
    return [os.fsdecode(word) for word in args]


def _is_of(word: str, files: Sequence[str]) -> bool:
    """Whether a word of a command names a file or module of the submission, or is Python code that may use one."""
    modules = {file.removesuffix(".py").replace("/", ".") for file in files if file.endswith(".py")}
    path = os.path.normpath(word)
    is_a_file = any(path == file or path.endswith(f"/{file}") for file in files)
    return is_a_file or word in modules or ("import" in word and bool(modules & set(re.findall(r"[\w.]+", word))))


@functools.cache
def _source() -> str:
    return _SOURCE.read_text(encoding="utf-8")
