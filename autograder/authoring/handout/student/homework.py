"""Commands for this homework.

    python homework.py              where you stand, and what is next
    python homework.py test         run the public tests and show the points they give
    python homework.py test NUMBER  only those of one piece, or one test, by its number
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
import io
import os
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HOMEWORK: dict[str, Any] = {}  # filled in when the handout is made

HERE = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 10)
MAIN = 'if __name__ == "__main__":'


class Refused(Exception):
    """Something is missing; the message says what, and what to do."""


class Unread(BrokenPipeError):
    """Nobody reads what is printed, but all is done; the message says what."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when all is well, 1 when a test fails, 2 when something is missing, 130 after Ctrl-C."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed, as by >&-
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - until the end
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign shows "?"
    chosen = _parser().parse_args(arguments)
    code: int | None = None
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
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        what = "the rest was not run" if code is None else "not all of it is shown"
        if isinstance(error, Unread):
            code, what = 0, str(error)
        print(f"homework.py: nobody reads the output any more, so {what}", file=sys.stderr)
        return 1 if code is None else code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python homework.py",
        description=f"{HOMEWORK.get('title')}. Without a command: where you stand, and what is next.",
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    test = commands.add_parser("test", help="run the public tests and show the points they give")
    test.add_argument("numbers", nargs="*", metavar="number", help="only these pieces or tests, as the list names them")
    commands.add_parser("watch", help="run the tests of a piece whenever you save it; Ctrl-C ends it")
    commands.add_parser("hint", help="the next step")
    commands.add_parser("points", help="what each piece is worth")
    submit = commands.add_parser("submit", help="run the tests, and write the zip that you submit")
    submit.add_argument(
        "--anyway", action="store_true", help="also with a file that cannot be imported when graded, and without tests"
    )
    return parser


# --- submit -----------------------------------------------------------------------------------------------------------


def write_submission(anyway: bool = False) -> int:
    """Write the zip with exactly the files that are submitted, after saying what will be missing."""
    name = zip_name()
    try:
        for path in HOMEWORK["submit"]:
            check_file(path, anyway)
    except Refused as refusal:
        if not (HERE / name).is_file():
            raise
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime((HERE / name).stat().st_mtime))
        raise Refused(f"{refusal}\n{name} is still the one from {when}: it holds your files as they were") from None
    if not anyway:
        warn_of_imports()
        say_what_is_missing()
    whole = io.BytesIO()  # and then the file in one go: no zip is left that lacks some of them
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in HOMEWORK["submit"]:
            archive.write(HERE / path, path)
    (HERE / name).write_bytes(whole.getvalue())
    try:
        for path in HOMEWORK["submit"]:
            print(f"  {path}, {(HERE / path).stat().st_size} bytes{unchanged(path)}")
        print(f"{name} is written. Upload it to the programming part of this homework on Gradescope.")
        if HOMEWORK["written"]:
            print(f"The written questions ({HOMEWORK['written']:g} points) are submitted apart from it, as a PDF.")
        if HOMEWORK["due"]:
            print(f"Due: {HOMEWORK['due']}.")
        sys.stdout.flush()
    except BrokenPipeError:
        raise Unread(f"not all of it is shown; {name} is written") from None
    return 0


def zip_name() -> str:
    return f"{HOMEWORK['name']}_submission.zip"


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
        say_broken(report)
    if report.broken and not report.results:
        return
    if not open_ones:
        print(f"All {len(report.results)} public tests pass.")
    else:
        passing = len(report.results) - len(open_ones)
        print(f"{passing} of {len(report.results)} public tests pass. Without points for now:")
        for one in open_ones[:12]:
            print(f"  {one.number:5} {one.title}: {one.word}")
        if len(open_ones) > 12:
            print(f"  … and {len(open_ones) - 12} more")


def check_file(path: str, anyway: bool = False) -> None:
    """The file is there, is no folder, Python can read it, and it imports nothing that is missing when it is graded."""
    if not (HERE / path).is_file():
        raise Refused(f"{path} is missing from {HERE}; {_where_instead(path)}")
    if path.endswith(".py") and not anyway:
        try:
            compile((HERE / path).read_bytes(), path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            what = error.msg if isinstance(error, SyntaxError) else str(error)
            raise Refused(f"{path}{line}: {what}; fix it, because every test fails until then") from None
        for number, why, is_sure in imports_not_graded(path):
            if is_sure:
                raise Refused(f"{path}, line {number}: {why}\nremove the import, or move it below `{MAIN}`")


def _where_instead(path: str) -> str:
    elsewhere = sorted(one.relative_to(HERE).as_posix() for one in HERE.rglob(Path(path).name) if one.is_file())
    if elsewhere:
        return f"there is {elsewhere[0]}; move it"
    known = {Path(one).name for one in (*HOMEWORK["given"], "homework.py", "conftest.py")}
    others = [one.name for one in HERE.glob(f"*{Path(path).suffix}*") if one.name not in known]
    alike = difflib.get_close_matches(Path(path).name, others, n=1)
    return f"there is {alike[0]}; rename it" if alike else "put it back, from the handout if need be"


# --- imports ----------------------------------------------------------------------------------------------------------


def imports_not_graded(path: str) -> list[tuple[int, str, bool]]:
    """Imports of what is not there when it is graded: the line, why, and whether importing the file fails by it."""
    if not (HERE / "tests" / "homework_loop").is_dir():  # as for the tests themselves, which is said
        return []
    loop()
    from homework_loop.imports import not_graded

    return list(not_graded(HERE, path, HOMEWORK))


def warn_of_imports() -> None:
    """Say which functions will fail when they are graded, because of what they import."""
    for path in HOMEWORK["submit"]:
        if path.endswith(".py"):
            for line, why, _ in imports_not_graded(path):
                print(f"\n{path}, line {line}: {why}.\nWhat calls this function fails there: remove the import.")


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


def say_broken(report: Any) -> None:
    """Say why test files cannot be imported, and which have to be put back."""
    files = "1 test file" if len(report.broken) == 1 else f"{len(report.broken)} test files"
    first = ", the first" if len(report.broken) > 1 else ""
    what = f"{files} cannot be imported{first} for the reason above."
    print(f"{report.broken[0].text}\n\n{'' if report.results else 'No test ran: '}{what}")
    warn_of_edits()


def run_tests(numbers: Sequence[str]) -> int:
    """Run the public tests, one line for each, the reason below where one fails; then the points."""
    run, show = ready()
    report = run.run_tests(HERE, HOMEWORK["wall"], numbers, show.Lines(HOMEWORK["pieces"]))
    if report.broken:
        print()
        say_broken(report)
    if report.broken and not report.results:
        return 1
    if not report.results and not report.interrupted:
        print(f"homework.py: there is no public test {' or '.join(numbers)}".rstrip(), file=sys.stderr)
        return 2
    print()
    if not numbers:
        show_points(report.earned)
    if not report.broken:  # or it was said with them
        warn_of_edits()
    warn_of_imports()
    return int(show.show_end(report))


def status() -> int:
    """Where one stands, and what is next."""
    _, show = ready()
    from homework_loop.next_step import show_next

    print(f"{HOMEWORK['title']}{'. Due: ' + HOMEWORK['due'] + '.' if HOMEWORK['due'] else ''}\n")
    report = run_quietly()
    if report.broken:
        say_broken(report)
        print()
    if report.results or not report.broken:
        show_points(report.earned)
        if not report.broken:
            warn_of_edits()
        warn_of_imports()
        show.show_end(report)
    return int(show_next(report, HOMEWORK, edited()))


def hint() -> int:
    """The next step: the first test that does not pass, what it says, and what the function is to do."""
    ready()
    from homework_loop.next_step import show_hint

    report = run_quietly(stop=True)
    if report.broken:
        say_broken(report)
    return int(show_hint(report, HERE, HOMEWORK, edited()))


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
