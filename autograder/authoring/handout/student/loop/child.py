"""Runs the tests in this process and tells its parent, line by line, what becomes of each.

Lines of JSON go to what standard output was at the start; what your code prints is caught by pytest.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

sys.path[0] = str(Path(__file__).resolve().parents[1])

from homework_loop.explain import at_fault, essence, explained, shortened  # noqa: E402 - from the folder that was just named

PRINTED = 12  # lines
PATIENCE = 3  # times the grader's limit: a laptop may be slower, or busy
IMPORTS = 60.0  # seconds for importing all test files, on top of a test's own


class Reporter:
    """A pytest plugin, in place of pytest's own report."""

    def __init__(self, asked: dict[str, Any], out: TextIO, dump: TextIO) -> None:
        self.asked, self.out, self.dump = asked, out, dump
        self.here = Path(asked["here"])
        self.items: dict[str, Any] = {}
        self.reason: tuple[str, str] = ("passed", "")

    def send(self, event: str, **what: Any) -> None:
        self.out.write(json.dumps({"event": event, **what}) + "\n")
        self.out.flush()

    # The names and arguments of what follows are pytest's.

    def pytest_exception_interact(self, call: Any, report: Any) -> None:
        if report.when == "collect":
            file, line, what = at_fault(call.excinfo.value, self.here)
            text = f"{file}, line {line}: {what}" if what else essence(report.longreprtext)
            self.send("broken", text=text, file=file)

    def pytest_collection_modifyitems(self, session: Any, items: list[Any]) -> None:
        wanted, done = self.asked["numbers"], set(self.asked["done"])
        items[:] = [item for item in items if not wanted or any(selects(one, number_of(item)) for one in wanted)]
        items.sort(key=lambda item: [int(part) if part.isdigit() else 0 for part in number_of(item).split(".")])
        self.send("collected", count=len(items))
        items[:] = [item for item in items if item.nodeid not in done]
        self.items = {item.nodeid: item for item in items}
        self.session = session

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        item = self.items[nodeid]
        title = title_of(item)
        self.reason = ("passed", "")
        marker = item.get_closest_marker("timeout")
        limit = float(marker.args[0]) if marker and marker.args else float(self.asked["wall"])
        where = f"tests/{Path(item.fspath).name}:{item.function.__code__.co_firstlineno}"
        weight = float(getattr(item.function, "__weight__", 0))
        self.send(
            "start",
            id=nodeid,
            number=number_of(item),
            title=title,
            where=where,
            limit=limit,
            waited=PATIENCE * limit,
            weight=weight,
        )
        faulthandler.dump_traceback_later(PATIENCE * limit, exit=True, file=self.dump)

    def pytest_runtest_makereport(self, call: Any) -> None:
        if call.excinfo is not None:
            self.reason = explained(call.excinfo, self.here)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when != "call" and report.passed:
            return
        faulthandler.cancel_dump_traceback_later()
        function = self.items[report.nodeid].function
        weight = float(getattr(function, "__weight__", 0))
        score = float(getattr(function, "__score__", weight if report.passed else 0))
        word, reason = self.reason
        printed = "" if report.passed else shortened(report.capstdout, PRINTED)
        self.send("result", word=word, reason=reason, score=score, printed=printed, failed=bool(report.failed))
        if self.asked["stop"] and word != "passed":
            self.session.shouldstop = "the first that did not pass"


def title_of(item: Any) -> str:
    """As Gradescope shows it: of tests that differ in a parameter only, with that."""
    text = (item.function.__doc__ or "").strip()
    made = getattr(item, "callspec", None)
    return f"{text.splitlines()[0].strip()}{f' [{made.id}]' if made else ''}" if text else str(item.name)


def number_of(item: Any) -> str:
    return str(getattr(getattr(item, "function", None), "__number__", "0"))


def selects(wanted: str, number: str) -> bool:
    return number == wanted or number.startswith(f"{wanted}.")


def main() -> None:
    """What is asked for stands in the only argument."""
    asked = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    import pytest

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # plugins of other projects change what tests do
    os.environ.pop("PYTEST_ADDOPTS", None)
    here = asked["here"]
    os.chdir(here)
    with open(asked["dump"], "w", encoding="utf-8") as dump:
        faulthandler.dump_traceback_later(float(asked["wall"]) + IMPORTS, exit=True, file=dump)
        reporter = Reporter(asked, out, dump)
        options = ["-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:faulthandler"]
        options += ["--continue-on-collection-errors"]  # one damaged file leaves the tests of the others
        options += ["-c", os.path.join(here, "pytest.ini"), f"--rootdir={here}", "tests"]
        code = int(pytest.main(options, plugins=[reporter]))
        faulthandler.cancel_dump_traceback_later()
        reporter.send("end", code=code)


if __name__ == "__main__":
    main()
