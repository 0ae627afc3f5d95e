"""Decides whether an exception that ended a check arose in the machinery that runs checks: then it is our fault.

Its traceback is read from the inside out, past libraries, which raise on their caller's behalf (NumPy, an assert
method of unittest, `pytest.raises`, `pytest.approx`). If a line of a test or of a helper comes first, the verdict is
the test's. If a line of pytest's machinery or of ours comes first, no code of the test was running, so a failed
`assert` there is not a wrong answer.

No student can cause this by an answer. Calls of a test into pytest's machinery (`request.getfixturevalue`) do not
change the verdict. Nor do two kinds of lines that come first although data of a reply may be involved: lines that speak
for a child, and pytest's lines that call, or judge, a test's own fixtures and finalizers. When memory or the stack is
exhausted, the place where that was noticed says nothing.
"""

from __future__ import annotations

import functools
import os
import traceback
from types import FrameType

from autograder.sandbox.readable_paths import python_folders

#: modules of pytest that run checks; what else it has is there for tests to call
_MACHINERY = frozenset(
    f"_pytest.{name}"
    for name in ("config", "fixtures", "main", "nodes", "python", "reports", "runner", "skipping", "unittest")
)
_REMOTE = "autograder.grading.remote."
#: the modules there that handle what is the grader's and the test's own; all others work on what comes from a child
_NOT_OF_A_CHILD = frozenset(f"{_REMOTE}{name}" for name in ("arguments", "session"))
#: functions that only call what a test has registered
_CALLERS = {("_pytest.fixtures", "finish"), ("_pytest.runner", "teardown_exact")}
#: functions that complain of a test's generator (how often it yields may depend on a reply), or tell its verdict
_CRITICS = {
    ("_pytest.fixtures", "call_fixture_func"),
    ("_pytest.fixtures", "_teardown_yield_fixture"),
    ("_pytest.unittest", "addUnexpectedSuccess"),
}
#: where pytest notices that a fixture was not cleared
_KEEPER = ("_pytest.fixtures", "execute")


def is_the_graders(error: BaseException) -> bool:
    """Whether `error` is the grader's own failure."""
    if isinstance(error, (MemoryError, RecursionError)):
        return False
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    while frames and _module(frames[-1]) == "_pytest.outcomes":
        frames.pop()  # pytest.fail and the like: whoever called it counts
    if not frames or _place(frames[-1]) in _CRITICS:
        return False
    if isinstance(error, AssertionError) and _place(frames[-1]) in {_KEEPER, *_CALLERS}:
        return True
    while frames:
        innermost = frames.pop()
        if _is_ours(innermost):
            return True
        if _speaks_for_a_child(innermost) or is_a_tests(innermost) or _place(innermost) in _CALLERS:
            return False
        if _module(innermost) in _MACHINERY or _module(innermost).startswith("pluggy."):
            return not any(map(is_a_tests, frames))
    return False


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _place(frame: FrameType) -> tuple[str, str]:
    return _module(frame), frame.f_code.co_name


def _speaks_for_a_child(frame: FrameType) -> bool:
    module = _module(frame)
    if module.startswith(_REMOTE):
        return module not in _NOT_OF_A_CHILD
    return module.startswith("autograder.sandbox.inside.")


def _is_ours(frame: FrameType) -> bool:
    return _module(frame).startswith("autograder.") and not _speaks_for_a_child(frame)


def is_a_tests(frame: FrameType) -> bool:
    """Whether it is a line of a test or of a helper, and neither ours nor a library's."""
    return not _module(frame).startswith("autograder.") and is_a_tests_file(frame.f_code.co_filename)


def is_a_tests_file(path: str) -> bool:
    """Whether a Python file that runs beside the tests belongs to them, and not to a library."""
    return not path.startswith(_libraries())


@functools.cache
def _libraries() -> tuple[str, ...]:
    return tuple(folder + os.sep for folder in python_folders())
