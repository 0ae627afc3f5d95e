"""What a terminal shows: a line for each test, the reason below it, in colour where there are colours."""

from __future__ import annotations

import os
import sys
from typing import Any

from homework_loop.run import Report, Result

COLOURS = {"passed": "32", "FAILED": "31", "TIMED OUT": "31", "ENDED": "31", "not started": "2", "not judged": "33"}


class Lines:
    """Prints results as they come."""

    def __init__(self, pieces: list[dict[str, Any]]) -> None:
        self.pieces, self.piece = pieces, ""

    def __call__(self, begun: dict[str, Any], result: Result | None) -> None:
        if result is None:
            piece = begun["number"].split(".")[0]
            if piece != self.piece:
                self.piece = piece
                names = [one["name"] for one in self.pieces if one["number"] == piece]
                print(f"\n{piece}  {''.join(names)}")
            print(f"   {begun['number']:5} {begun['title']} ... ", end="", flush=True)
            return
        points = f" ({result.score:g} of {result.weight:g})" if result.weight else ""
        print(f"{coloured(result.word)}{points}", flush=True)
        show_reason(result)


def show_reason(result: Result) -> None:
    """Why, and what was printed."""
    if result.reason:
        print(indented(result.reason, 9))
    if result.printed:
        print(indented("it printed:\n" + indented(result.printed, 2), 9))


def show_end(report: Report) -> int:
    """The last lines; the exit code: 0 when all has passed, 1 when not, 130 after Ctrl-C."""
    passed = sum(not one.failed and one.word != "skipped" for one in report.results)
    if report.interrupted:
        left = report.count - len(report.results)
        if not report.results:
            print("\nStopped by Ctrl-C before the first test had ended.")
            return 130
        print(f"\nStopped by Ctrl-C: {passed} of {len(report.results)} tests that ran have passed, {left} did not run.")
        return 130
    passed = sum(not one.failed for one in report.results)
    print(f"\n{passed} of {len(report.results)} public tests passed; the hidden ones run on Gradescope.")
    return 0 if passed == len(report.results) and not report.broken else 1


def coloured(word: str) -> str:
    """The word in its colour, on a terminal that is not told otherwise."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or word not in COLOURS:
        return word
    return f"\x1b[{COLOURS[word]}m{word}\x1b[0m"


def indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())
