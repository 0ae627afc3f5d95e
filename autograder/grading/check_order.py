"""Puts the collected checks into the order in which results list them."""

from __future__ import annotations

import re

from autograder.errors import GraderError
from autograder.grading import messages
from autograder.model import Assignment, Check

_FRAME = re.compile(r"(?P<path>.+?):\d+: in ")
#: Where Python itself and installed packages are.
_NOT_THE_TESTS = re.compile(r"<frozen |[/\\](?:site-packages|lib[/\\]python[\d.]+|_pytest)[/\\]")


def usable_checks(found: messages.Collected, assignment: Assignment) -> tuple[Check, ...]:
    """The checks, in order.

    Raises:
        GraderError: the tests could not be collected, or two of them have the same name.
    """
    if found.error:
        what = f"its tests cannot be used:\n{essence(found.error)}"
        raise GraderError(f"assignments/{assignment.name}", what, "correct them")
    known: set[str] = set()
    for check in found.checks:
        if check.id in known:
            raise GraderError(check.id, "there are two checks of this name", "rename one")
        known.add(check.id)
    return tuple(sorted(found.checks, key=_order))


def essence(report: str) -> str:
    r"""Of pytest's report about files that cannot be collected: which file, the lines of tests, and the error.

    What has no line of an error is returned as it is.

    >>> print(essence("tests/test_a.py:\nTraceback:\n/usr/lib/python3.11/ast.py:50: in parse\n    return compile()\n"
    ...     "tests/test_a.py:2: in <module>\n    import helpers\nE   ModuleNotFoundError: No module named 'helpers'"))
    tests/test_a.py:
    tests/test_a.py:2: in <module>
        import helpers
    E   ModuleNotFoundError: No module named 'helpers'
    >>> essence("the tests took 60 s to collect")
    'the tests took 60 s to collect'
    """
    kept, error, ours = list[str](), False, False
    for line in report.splitlines():
        if line.startswith("E "):
            error = True
            kept.append(line)
        elif frame := _FRAME.match(line):
            ours = not _NOT_THE_TESTS.search(frame["path"])
            kept += [line] * ours
        elif re.fullmatch(r"\S.*\.py:", line):
            ours = False
            kept.append(line)
        elif ours:
            kept.append(line)
    return "\n".join(kept) if error else report


def _order(check: Check) -> tuple[object, ...]:
    """The sort key of results: by number as people count (6.2 before 6.10), public before hidden; unnumbered last."""
    parts = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in check.number.split("."))
    return (not check.number, parts, check.secret, check.id)
