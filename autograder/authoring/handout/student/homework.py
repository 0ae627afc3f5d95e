"""Commands for this homework.

    python homework.py              where you stand, and what is next
    python homework.py test         run the public tests and show the points they give
    python homework.py test 6       only those of piece 6; "6.2" is one test
    python homework.py watch        run the tests of a piece whenever you save it
    python homework.py hint         the next step: which function, which test, what it is to do
    python homework.py points       what each piece is worth, and what the tests cannot see here
    python homework.py submit       run the tests, and write the zip that you submit, with exactly the right files

It needs Python's standard library only; the tests need pytest and what the homework itself uses. Everything it does
happens in this folder. `python -m pytest` works here too, with all its options.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import importlib.util
import os
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HOMEWORK: dict[str, Any] = {}  # filled in when the handout is made

HERE = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 10)


class Refused(Exception):
    """Something is missing; the message says what, and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when all is well, 1 when a test fails, 2 when something is missing, 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign shows "?"
    chosen = _parser().parse_args(arguments)
    commands: dict[str, Callable[[], int]] = {
        "test": lambda: run_tests(chosen.numbers),
        "watch": watch,
        "hint": hint,
        "points": show_points,
        "submit": lambda: write_submission(chosen.anyway),
    }
    try:
        if sys.version_info < OLDEST_PYTHON:
            wanted = ".".join(str(part) for part in OLDEST_PYTHON)
            raise Refused(f"this is Python {sys.version.split()[0]}; use Python {wanted} or newer")
        code = commands.get(chosen.command, status)()
        sys.stdout.flush()
        return code
    except Refused as refusal:
        print(f"homework.py: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nhomework.py: stopped by Ctrl-C", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        print("homework.py: nobody reads the output any more, so the rest was not run", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python homework.py",
        description=f"{HOMEWORK.get('title')}. Without a command: where you stand, and what is next.",
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    test = commands.add_parser("test", help="run the public tests and show the points they give")
    test.add_argument("numbers", nargs="*", metavar="number", help="only these pieces or tests, e.g. 6 or 6.2")
    commands.add_parser("watch", help="run the tests of a piece whenever you save it; Ctrl-C ends it")
    commands.add_parser("hint", help="the next step")
    commands.add_parser("points", help="what each piece is worth")
    submit = commands.add_parser("submit", help="run the tests, and write the zip that you submit")
    submit.add_argument(
        "--anyway", action="store_true", help="also with a file that Python cannot read, and without tests"
    )
    return parser


# --- submit -----------------------------------------------------------------------------------------------------------


def write_submission(anyway: bool = False) -> int:
    """Write the zip with exactly the files that are submitted, after saying what will be missing."""
    for path in HOMEWORK["submit"]:
        check_file(path, anyway)
    if not anyway:
        say_what_is_missing()
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


def say_what_is_missing() -> None:
    """Run the public tests, and name those that do not pass."""
    missing = packages_missing()
    if missing or not (HERE / "tests" / "homework_loop").is_dir():
        print(f"The tests were not run: {' and '.join(missing) or 'tests'} cannot be found.")
        return
    report = run_quietly()
    open_ones = [one for one in report.results if one.word not in ("passed", "skipped")]
    if report.interrupted:
        raise KeyboardInterrupt
    if report.broken:
        print(f"No test ran:\n{report.broken[0]}")
    elif not open_ones:
        print(f"All {len(report.results)} public tests pass.")
    else:
        passing = len(report.results) - len(open_ones)
        print(f"{passing} of {len(report.results)} public tests pass. Without points for now:")
        for one in open_ones[:12]:
            print(f"  {one.number:5} {one.title}: {one.word}")
        if len(open_ones) > 12:
            print(f"  … and {len(open_ones) - 12} more")


def check_file(path: str, anyway: bool = False) -> None:
    """The file is there, is no folder, and Python can read it."""
    if not (HERE / path).is_file():
        raise Refused(f"{path} is missing from {HERE}; {_where_instead(path)}")
    if path.endswith(".py") and not anyway:
        try:
            compile((HERE / path).read_bytes(), path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            what = error.msg if isinstance(error, SyntaxError) else str(error)
            raise Refused(f"{path}{line}: {what}; fix it, because every test fails until then") from None


def _where_instead(path: str) -> str:
    elsewhere = sorted(one.relative_to(HERE).as_posix() for one in HERE.rglob(Path(path).name) if one.is_file())
    if elsewhere:
        return f"there is {elsewhere[0]}; move it"
    known = {Path(one).name for one in (*HOMEWORK["given"], "homework.py", "conftest.py")}
    others = [one.name for one in HERE.glob(f"*{Path(path).suffix}*") if one.name not in known]
    alike = difflib.get_close_matches(Path(path).name, others, n=1)
    return f"there is {alike[0]}; rename it" if alike else "put it back, from the handout if need be"


def digest_of(path: str) -> str:
    """What identifies a file, whatever its line ends."""
    return hashlib.sha256((HERE / path).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def unchanged(path: str) -> str:
    """A warning when the file is still as it was handed out."""
    return "  (still exactly as it was handed out!)" if digest_of(path) == HOMEWORK["starter"].get(path) else ""


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


# --- test, status, hint, watch ----------------------------------------------------------------------------------------


def packages_missing() -> list[str]:
    """What the tests import and this Python does not have."""
    return [name for name in ("pytest", *HOMEWORK["needs"]) if importlib.util.find_spec(name) is None]


def ready() -> tuple[Any, Any]:
    """The modules that run the tests and show results; what must be there for them is."""
    missing = packages_missing()
    if missing:
        names = " ".join(missing)
        raise Refused(f"{' and '.join(missing)} cannot be found; run: {sys.executable} -m pip install {names}")
    if not (HERE / "tests" / "homework_loop").is_dir():
        raise Refused(f"tests is missing from {HERE}, or not whole; put it back, from the handout")
    for path in HOMEWORK["submit"]:
        check_file(path)
    return loop()


def loop() -> tuple[Any, Any]:
    sys.dont_write_bytecode = True
    if str(HERE / "tests") not in sys.path:
        sys.path.append(str(HERE / "tests"))
    from homework_loop import run, show

    return run, show


def run_quietly(stop: bool = False) -> Any:
    """All tests, without a line for each."""
    run, _ = loop()
    dots = sys.stderr.isatty()

    def told(begun: dict[str, Any], result: Any) -> None:
        if dots and result is None:
            print(f"\r\x1b[Krunning {begun['number']} {begun['title'][:60]}", end="", file=sys.stderr, flush=True)

    report = run.run_tests(HERE, HOMEWORK["wall"], [], told, stop)
    if dots:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return report


def edited() -> list[str]:
    """Tests and given files that are not as they were handed out."""
    known = HOMEWORK["tests"] | HOMEWORK["given"]
    return [path for path, digest in known.items() if not (HERE / path).is_file() or digest_of(path) != digest]


def warn_of_edits() -> None:
    """Say that Gradescope knows nothing of them."""
    changed = edited()
    if changed:
        what = ", ".join(changed[:3]) + (" and more" if len(changed) > 3 else "")
        print(f"\nNot as handed out: {what}. Gradescope uses its own copies, so results may differ there; ", end="")
        print("unpack them again.")


def run_tests(numbers: Sequence[str]) -> int:
    """Run the public tests, one line for each, the reason below where one fails; then the points."""
    run, show = ready()
    report = run.run_tests(HERE, HOMEWORK["wall"], numbers, show.Lines(HOMEWORK["pieces"]))
    if report.broken:
        print(report.broken[0])
        print(f"\nNo test ran: {len(report.broken)} test files cannot be imported, the first for the reason above.")
        return 1
    if not report.results and not report.interrupted:
        print(f"homework.py: there is no public test {' or '.join(numbers)}".rstrip(), file=sys.stderr)
        return 2
    print()
    if not numbers:
        show_points(report.earned)
    warn_of_edits()
    return int(show.show_end(report))


def status() -> int:
    """Where one stands, and what is next."""
    _, show = ready()
    from homework_loop.next_step import show_next

    print(f"{HOMEWORK['title']}{'. Due: ' + HOMEWORK['due'] + '.' if HOMEWORK['due'] else ''}\n")
    report = run_quietly()
    if not report.broken:
        show_points(report.earned)
        warn_of_edits()
        show.show_end(report)
    return int(show_next(report, HOMEWORK))


def hint() -> int:
    """The next step: the first test that does not pass, what it says, and what the function is to do."""
    ready()
    from homework_loop.next_step import show_hint

    return int(show_hint(run_quietly(stop=True), HERE, HOMEWORK))


def watch() -> int:
    """Whenever a file is saved, run the tests of the pieces that its change is about; Ctrl-C ends it."""
    ready()
    from homework_loop.watch import watch_files

    def check() -> str:
        try:
            for path in HOMEWORK["submit"]:
                check_file(path)
        except Refused as refusal:
            return str(refusal)
        return ""

    return int(watch_files(HERE, HOMEWORK, check))


if __name__ == "__main__":
    sys.exit(main())
