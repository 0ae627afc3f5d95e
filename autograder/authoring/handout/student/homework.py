"""Commands for this homework.

    python homework.py test         run the public tests and show the points they give
    python homework.py test 6       only those of piece 6; "6.2" is one test
    python homework.py points       what each piece is worth, and what the tests cannot see here
    python homework.py submit       write the zip that you submit, with exactly the right files

It needs Python's standard library only; the tests need pytest and what the homework itself uses. Everything it does
happens in this folder. `python -m pytest` works here too, with all its options.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import sys
import traceback
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HOMEWORK: dict[str, Any] = {}  # filled in when the handout is made

HERE = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 10)
SHOWN_OUTPUT_LINES = 12


class Refused(Exception):
    """Something is missing; the message says what, and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when all is well, 1 when a test fails, 2 when something is missing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign shows "?"
    parser = argparse.ArgumentParser(prog="python homework.py", description=HOMEWORK.get("title"))
    commands = parser.add_subparsers(dest="command", metavar="command")
    test = commands.add_parser("test", help="run the public tests and show the points they give")
    test.add_argument("numbers", nargs="*", metavar="number", help="only these pieces or tests, e.g. 6 or 6.2")
    commands.add_parser("points", help="what each piece is worth")
    submit = commands.add_parser("submit", help="write the zip that you submit")
    submit.add_argument("--anyway", action="store_true", help="also with a file that Python cannot read")
    chosen = parser.parse_args(arguments)
    try:
        if sys.version_info < OLDEST_PYTHON:
            wanted = ".".join(str(part) for part in OLDEST_PYTHON)
            raise Refused(f"this is Python {sys.version.split()[0]}; use Python {wanted} or newer")
        if chosen.command == "test":
            return run_tests(chosen.numbers)
        if chosen.command == "points":
            return show_points()
        if chosen.command == "submit":
            return write_submission(chosen.anyway)
    except Refused as refusal:
        print(f"homework.py: {refusal}", file=sys.stderr)
        return 2
    parser.print_help()
    return 2


# --- submit -----------------------------------------------------------------------------------------------------------


def write_submission(anyway: bool = False) -> int:
    """Write the zip with exactly the files that are submitted."""
    for path in HOMEWORK["submit"]:
        check_file(path, anyway)
    name = f"{HOMEWORK['name']}_submission.zip"
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in HOMEWORK["submit"]:
            archive.write(HERE / path, path)
            print(f"  {path}, {(HERE / path).stat().st_size} bytes{unchanged(path)}")
    print(f"{name} is written. Upload it to the programming part of this homework on Gradescope.")
    if HOMEWORK["written"]:
        print(f"The written questions ({HOMEWORK['written']:g} points) are submitted apart from it, as a PDF.")
    if HOMEWORK["due"]:
        print(f"Due: {HOMEWORK['due']}.")
    return 0


def check_file(path: str, anyway: bool = False) -> None:
    """The file is there, is no folder, and Python can read it."""
    if not (HERE / path).is_file():
        elsewhere = sorted(
            found.relative_to(HERE).as_posix() for found in HERE.rglob(Path(path).name) if found.is_file()
        )
        hint = f"there is {elsewhere[0]}; move it" if elsewhere else "put it back, from the handout if need be"
        raise Refused(f"{path} is missing from {HERE}; {hint}")
    if path.endswith(".py") and not anyway:
        try:
            compile((HERE / path).read_bytes(), path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            what = error.msg if isinstance(error, SyntaxError) else str(error)
            raise Refused(f"{path}{line}: {what}; fix it, because every test fails until then") from None


def unchanged(path: str) -> str:
    """A warning when the file is still as it was handed out."""
    digest = hashlib.sha256((HERE / path).read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    return "  (still exactly as it was handed out!)" if digest == HOMEWORK["starter"].get(path) else ""


# --- points -----------------------------------------------------------------------------------------------------------


def show_points(earned: dict[str, float] | None = None) -> int:
    """A line for each piece: earned where tests have run, and possible points."""
    print(f"{'':3} {'piece':36} {'public tests':>14} {'hidden tests':>14} {'points':>8}")
    for piece in HOMEWORK["pieces"]:
        public, points = piece["public"], piece["points"]
        shown = f"{public:g}" if earned is None else f"{earned.get(piece['number'], 0):g} of {public:g}"
        print(f"{piece['number']:>3} {piece['name'][:36]:36} {shown:>14} {points - public:>14g} {points:>8g}")
    public = sum(piece["public"] for piece in HOMEWORK["pieces"])
    points = sum(piece["points"] for piece in HOMEWORK["pieces"])
    shown = f"{public:g}" if earned is None else f"{sum(earned.values()):g} of {public:g}"
    if HOMEWORK["written"]:
        print(f"{'':3} {'written questions':36} {'':14} {'':14} {HOMEWORK['written']:>8g}")
    print(f"{'':3} {'total':36} {shown:>14} {points - public:>14g} {points + HOMEWORK['written']:>8g}")
    return 0


# --- test -------------------------------------------------------------------------------------------------------------


def run_tests(numbers: Sequence[str]) -> int:
    """Run the public tests, one line for each, the reason below where one fails; then the points."""
    missing = [name for name in ("pytest", *HOMEWORK["needs"]) if importlib.util.find_spec(name) is None]
    if missing:
        names = " ".join(missing)
        raise Refused(f"{' and '.join(missing)} cannot be found; run: {sys.executable} -m pip install {names}")
    if not (HERE / "tests").is_dir():
        raise Refused(f"tests is missing from {HERE}; put it back, from the handout")
    for path in HOMEWORK["submit"]:
        check_file(path)
    import pytest

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # plugins of other projects change what tests do
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.chdir(str(HERE))
    sys.dont_write_bytecode = True
    reporter = Reporter(numbers)
    options = [
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
        "-c",
        str(HERE / "pytest.ini"),
        f"--rootdir={HERE}",
        "tests",
    ]
    code = int(pytest.main(options, plugins=[reporter]))
    return reporter.finish(code)


class Reporter:
    """A pytest plugin that says of each test what became of it, in place of pytest's own report."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = numbers
        self.earned: dict[str, float] = {}
        self.ran = self.failed = 0
        self.errors: list[str] = []
        self.piece = ""
        self.items: dict[str, Any] = {}
        self.function: Any = None
        self.reason: tuple[str, str] = ("passed", "")

    # The names and arguments of the next six methods are pytest's.

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.errors.append(essence(report.longreprtext))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.numbers:
            items[:] = [item for item in items if any(selects(wanted, number_of(item)) for wanted in self.numbers)]
        self.items = {item.nodeid: item for item in items}
        items.sort(key=lambda item: [int(part) if part.isdigit() else 0 for part in number_of(item).split(".")])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        item = self.items[nodeid]
        number, title = number_of(item), ((item.function.__doc__ or "").strip() or item.name).splitlines()[0]
        self.function, self.reason = item.function, ("passed", "")
        if number.split(".")[0] != self.piece:
            self.piece = number.split(".")[0]
            names = [piece["name"] for piece in HOMEWORK["pieces"] if piece["number"] == self.piece]
            print(f"\n{self.piece}  {''.join(names)}")
        print(f"   {number:5} {title} ... ", end="", flush=True)

    def pytest_runtest_makereport(self, call: Any) -> None:
        if call.excinfo is not None:
            self.reason = explained(call.excinfo)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call" or not report.passed:
            self.tell(report)

    def tell(self, report: Any) -> None:
        """One line, and below it the reason and what the code printed, where the test did not pass."""
        word, reason = self.reason
        weight = float(getattr(self.function, "__weight__", 0))
        score = float(getattr(self.function, "__score__", weight if report.passed else 0))
        self.ran += 1
        self.failed += report.failed
        self.earned[self.piece] = self.earned.get(self.piece, 0.0) + score
        print(f"{word} ({score:g} of {weight:g})" if weight else word, flush=True)
        if reason:
            print(indented(reason, 9))
        if report.capstdout and not report.passed:
            print(indented("it printed:\n" + indented(shortened(report.capstdout, SHOWN_OUTPUT_LINES), 2), 9))

    def finish(self, code: int) -> int:
        """The table of points, or why there is none."""
        if self.errors:
            print(self.errors[0])
            print(f"\nNo test ran: {len(self.errors)} test files cannot be imported, the first for the reason above.")
            return 1
        if not self.ran:
            print(f"homework.py: there is no public test {' or '.join(self.numbers)}".rstrip(), file=sys.stderr)
            return 2
        print()
        if not self.numbers:
            show_points(self.earned)
        print(f"\n{self.ran - self.failed} of {self.ran} public tests passed; the hidden ones run on Gradescope.")
        return 1 if self.failed or code not in (0, 1) else 0


def number_of(item: Any) -> str:
    return str(getattr(getattr(item, "function", None), "__number__", "0"))


def selects(wanted: str, number: str) -> bool:
    return number == wanted or number.startswith(f"{wanted}.")


def explained(excinfo: Any) -> tuple[str, str]:
    """A word for what became of a test, and the reason: the message, and where in the student's files it happened."""
    name, text = excinfo.type.__name__, str(excinfo.value)
    if name == "Skipped":
        return "skipped", text
    if excinfo.type is NotImplementedError:
        return "not started", text
    if name == "NotJudged":
        return "not judged", shortened(text.replace("not judged: ", "", 1))
    if name not in ("AssertionError", "Failed"):
        text = f"{name}: {text}" if text else name
    return "FAILED", shortened(text) + place_in_student_code(excinfo.tb)


def place_in_student_code(trace: Any) -> str:
    """The last line of the traceback that stands in a file of this folder, tests/ apart."""
    found = ""
    for frame in traceback.extract_tb(trace):
        path = Path(frame.filename)
        if path.parent == HERE and path.name not in ("homework.py", "conftest.py"):
            found = f"\n{path.name}, line {frame.lineno}, in {frame.name}:\n    {frame.line}"
    return found


def essence(report: str) -> str:
    """Of pytest's report about a file that cannot be imported: the error, and the lines of files in this folder."""
    lines = [line for line in report.splitlines() if line.startswith("E ") or line.split(":")[0].endswith(".py")]
    ours = [line for line in lines if line.startswith("E ") or not Path(line.split(":")[0]).is_absolute()]
    return shortened("\n".join(line for line in ours if not line.startswith("..")) or report)


def shortened(text: str, most: int = 40) -> str:
    lines = text.splitlines()
    return "\n".join(lines if len(lines) <= most else [*lines[: most // 2], "...", *lines[-most // 2 :]])


def indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
