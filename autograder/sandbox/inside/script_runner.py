"""Replaces `subprocess` in a check that runs inside, where no process can be started: runs Python scripts here.

It is sent to a child as text. A test that starts `python student.py`, gives it input and reads its output gets what a
fresh process would have given: the script runs as `__main__`, with its own arguments, streams and modules of the
submission, in the same jail. It runs when the test waits for it, so a test cannot talk with it line by line. Any other
program is refused, as before.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import subprocess
import sys
import traceback
from collections.abc import Iterator
from typing import Any

_ROOT = os.getcwd()  # where the submission lies; a test may go elsewhere
_PYTHON = re.compile(r"python[0-9.]*$")


class Script:
    """A Popen whose program is a Python script of the submission."""

    def __init__(self, args: Any, *others: Any, **options: Any) -> None:
        self.args, self._options = args, options
        words = args.split() if isinstance(args, str) else [os.fspath(word) for word in args]
        if not words or not is_python(words[0]):
            raise PermissionError(f"no program can be started here, but 'python script.py': {words[:1]}")
        self._words = [word for word in words[1:] if word not in ("-u", "-B", "-s", "-E", "-I")]
        self._text = any(options.get(name) for name in ("text", "universal_newlines", "encoding", "errors"))
        self.returncode: int | None = None
        self.pid = os.getpid()
        self.stdin: Any = self._stream() if options.get("stdin") == subprocess.PIPE else None
        self.stdout: Any = None
        self.stderr: Any = None

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:
        """Run it, if it has not run; return what it printed to standard output and to standard error."""
        if self.returncode is None:
            self._run(input if input is not None else self.stdin.getvalue() if self.stdin is not None else "")
        return tuple(None if stream is None else stream.getvalue() for stream in (self.stdout, self.stderr))  # type: ignore[return-value]

    def wait(self, timeout: float | None = None) -> int:
        self.communicate()
        return self.returncode or 0

    def poll(self) -> int | None:
        return self.returncode

    def kill(self) -> None:
        """It has run, or never will."""

    terminate = kill

    def __enter__(self) -> Script:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()

    def _stream(self, given: Any = "") -> Any:
        return io.StringIO(given) if self._text else io.BytesIO(given or b"")

    def _run(self, given: Any) -> None:
        merged = self._options.get("stderr") == subprocess.STDOUT
        data = given.encode() if isinstance(given, str) else bytes(given)
        self.returncode, out, error = self._outcome(data, merged)
        self.stdout = self._kept("stdout", out)
        self.stderr = None if merged else self._kept("stderr", error)

    def _outcome(self, given: bytes, merged: bool) -> tuple[int, bytes, bytes]:
        """The exit code, and what was printed to standard output and to standard error."""
        return _outcome(self._words, given, merged, self._options)

    def _kept(self, name: str, printed: bytes) -> Any:
        if self._options.get(name) != subprocess.PIPE:
            if self._options.get(name) is None:
                getattr(sys, name).write(printed.decode(errors="replace"))
            return None
        return io.StringIO(printed.decode(errors="replace")) if self._text else io.BytesIO(printed)


def is_python(word: str) -> bool:
    """Whether a program is Python by its name."""
    return bool(_PYTHON.search(word))


def run_apart(
    words: list[str], given: bytes, merged: bool, root: str, environment: dict[str, str] | None
) -> tuple[int, bytes, bytes]:
    """Run a script of the folder `root`; the exit code, and what it printed."""
    global _ROOT
    _ROOT = root
    return _outcome(words, given, merged, {"cwd": root, "env": environment})


def _outcome(words: list[str], given: bytes, merged: bool, options: dict[str, Any]) -> tuple[int, bytes, bytes]:
    out, error = _Streams(), _Streams()
    with _apart(words, given, out, out if merged else error, options):
        code = _ended(words, out if merged else error)
    for stream in (out, error):
        stream.flush()
    return code, out.buffer.getvalue(), error.buffer.getvalue()  # type: ignore[attr-defined]


def _Streams() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)


@contextlib.contextmanager
def _apart(words: list[str], given: bytes, out: Any, error: Any, options: dict[str, Any]) -> Iterator[None]:
    """Streams, arguments, modules of the submission and environment as a fresh process has them."""
    here, before = os.getcwd(), (sys.argv, sys.stdin, sys.stdout, sys.stderr, sys.path[:], dict(os.environ))
    kept = {name: module for name, module in sys.modules.items() if _is_below(module)}
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    sys.stdout, sys.stderr = out, error
    main = sys.modules["__main__"]
    for name in kept:
        del sys.modules[name]
    try:
        if options.get("cwd"):
            os.chdir(options["cwd"])
        if options.get("env") is not None:
            os.environ.clear()
            os.environ.update(options["env"])
        yield
    finally:
        os.chdir(here)
        sys.argv, sys.stdin, sys.stdout, sys.stderr, sys.path[:], environment = before
        os.environ.clear()
        os.environ.update(environment)
        for name in [name for name, module in sys.modules.items() if _is_below(module)]:
            del sys.modules[name]
        sys.modules |= kept
        sys.modules["__main__"] = main


def _is_below(module: Any) -> bool:
    return str(getattr(module, "__file__", None) or "").startswith(_ROOT + os.sep)


def _ended(words: list[str], error: Any) -> int:
    """Run `script.py …`, `-m module …` or `-c text …`; the exit code."""
    try:
        if words[:1] == ["-c"]:
            sys.argv = ["-c", *words[2:]]
            exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
        elif words[:1] == ["-m"]:
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = words
            sys.path.insert(0, os.path.dirname(os.path.abspath(words[0])))
            runpy.run_path(words[0], run_name="__main__")
    except SystemExit as ending:
        if ending.code is None or isinstance(ending.code, int):
            return ending.code or 0
        error.write(f"{ending.code}\n")
        return 1
    except BaseException:
        error.write(traceback.format_exc())
        return 1
    return 0


def install() -> None:
    """Make `subprocess` run scripts here from now on."""
    subprocess.Popen = Script  # type: ignore[misc, assignment]
