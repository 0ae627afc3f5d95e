"""Runs one whole test with pytest, beside student code; sent to a child as text, as a driver is.

Whatever it answers is the child's word: student code shares its process and can answer in its place. So it decides only
how a check that was declared to run inside ends, and such checks are marked everywhere.

An exception of student code is raised again, so that the grader reports it as for any other check; a message of the
test itself is returned as text.
"""

from __future__ import annotations

import io
import os
import shutil
import traceback
from collections.abc import Generator, Sequence
from typing import Any

import pytest

_OPTIONS = (
    "-q", "-s", "-x", "--tb=short", "--import-mode=prepend", "-pno:cacheprovider", "-pno:faulthandler", "-oaddopts=",
)  # fmt: skip
_MOST = 4000


class _Watcher:
    """The pytest plugin that chooses the items to run, and notes how they end."""

    def __init__(self, case: int | None, cases: int) -> None:
        self._case, self._cases = case, cases
        self.errors: list[tuple[BaseException | None, Any]] = []
        self.skipped: list[str] = []
        self.passed = 0
        self.last: pytest.Item | None = None

    @pytest.hookimpl(trylast=True)  # after the reporter is there
    def pytest_configure(self, config: pytest.Config) -> None:
        reporter = config.pluginmanager.getplugin("terminalreporter")
        if reporter is not None:
            reporter._tw._file = io.StringIO()  # nobody reads it, and what student code prints is told apart from it
        config.addinivalue_line("markers", "timeout(seconds): what the check may take; the grader sees to it")
        config.addinivalue_line("markers", "in_place: of no meaning here")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self._case is not None and len(items) == self._cases:
            items[:] = [items[self._case]]

    @pytest.fixture
    def set_score(self) -> None:
        """So that a test may name it as an argument without a default; the decorator puts in the real one."""

    @pytest.fixture
    def set_leaderboard_value(self) -> None:
        """As above."""

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, Any, Any]:
        report = yield
        if report.failed:
            called = getattr(report, "call", None)
            self.errors.append((called.excinfo.value if called is not None and called.excinfo else None, report))
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        report = yield
        self.last = item
        if report.failed:
            self.errors.append((call.excinfo.value if call.excinfo else None, report))
        elif report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(_skip_reason(report))
        elif report.when == "call":
            self.passed += 1
        return report


def run(file: str, node: str, case: int | None, cases: int, plugins: Sequence[str]) -> tuple[str, str, object, object]:
    """How one test of the suite ended: (word, text, score, leaderboard value).

    Args:
        file: below tests/.
        case: which of the items that pytest makes of it, None for all of them, which then have to pass together.
        cases: how many there have to be for `case` to mean anything.
        plugins: modules of pytest's plugins.
    """
    root = os.getcwd()
    _as_on_gradescope(root)
    _writable(root)
    watcher = _Watcher(case, cases)
    own = os.path.join(root, "tests", "pytest.ini")
    ini = own if os.path.exists(own) else os.devnull
    options = [
        *_OPTIONS,
        f"--rootdir={root}",
        f"--confcutdir={root}",
        f"-c{ini}",
    ]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    if "TMPDIR" in os.environ:
        options.append(f"--basetemp={os.environ['TMPDIR']}/pytest")
    path = os.path.join(root, "tests", *file.split("/"))
    code = pytest.main([*options, *(f"-p{name}" for name in plugins), f"{path}::{node}"], plugins=[watcher])
    if watcher.errors:
        return _failure(*watcher.errors[0], os.path.realpath(root))
    score, value = _set(watcher.last)
    if watcher.passed:
        return "passed", "", score, value
    if watcher.skipped:
        return "skipped", watcher.skipped[0], None, None
    return "failed", f"pytest found no such test when it ran beside your code (exit code {int(code)})", None, None


def _writable(root: str) -> None:
    """Work in a writable folder, if there is one: a copy of the real one, if there is room for it."""
    scratch = os.environ.get("TMPDIR", "")
    if not scratch:
        return
    work = os.path.join(scratch, "work")
    try:
        shutil.copytree(root, work, copy_function=shutil.copyfile)
    except (OSError, shutil.Error):  # no room: what is written then fails, what is read does not
        return
    os.chdir(work)


def _as_on_gradescope(root: str) -> None:
    """Make gradescope-utils look for the submission here, not where Gradescope puts it."""
    try:
        from gradescope_utils.autograder_utils import files
    except ImportError:
        return
    files.SUBMISSION_BASE = root
    files.check_submitted_files.__defaults__ = (root,)


def _failure(error: BaseException | None, report: Any, root: str) -> tuple[str, str, object, object]:
    while isinstance(error, pytest.Collector.CollectError) and error.__cause__ is not None:
        error = error.__cause__
    text = str(error) if error is not None and str(error) else str(report.longrepr)
    if error is not None and not isinstance(error, (AssertionError, pytest.fail.Exception)):
        place = _innermost(error, root)
        if place and not place.startswith("tests/"):
            raise error
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        why = "the test cannot be imported" if isinstance(error, ImportError) else "the check could not go on"
        text = f"{why} ({said})" + (f"\n  {place}" if place else "")
    return "failed", (text or "the check failed")[:_MOST], None, None


def _innermost(error: BaseException, root: str) -> str:
    """The last line of the suite or the submission that the error passed through: "student.py, line 3"."""
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno or 0))
    known = [(os.path.realpath(path), line) for path, line in places]
    below = [(os.path.relpath(path, root), line) for path, line in known if path.startswith(root + os.sep)]
    return f"{below[-1][0]}, line {below[-1][1]}" if below else ""


def _set(item: pytest.Item | None) -> list[object]:
    """The values that were set for partial credit and leaderboards, as far as they are plain data."""
    function = getattr(item, "function", None)
    function = getattr(function, "__func__", function)  # of a method
    found = [vars(function).get(name) if function else None for name in ("__score__", "__leaderboard_value__")]
    return [value if type(value) in (int, float, str) else _number(value) for value in found]


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except Exception:
        return None


def _skip_reason(report: Any) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(reason).removeprefix("Skipped: ")[:_MOST]
