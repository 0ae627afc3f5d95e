"""The terminal report of `autograder check`: each finding as 'where: what', and below it how to fix it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from autograder.authoring.check import Finding, Report
from autograder.cli.say import wrapped
from autograder.text import many, one_line, plain


def show_report(console: Console, report: Report, seconds: float) -> None:
    """Print the findings of one homework, which took `seconds`; wrap between words only: editors follow 'file:line'."""
    for finding in report.findings:
        _print(console, (one_line(finding.where), "bold"), f": {plain(finding.what)}")
        if finding.remedy:
            _print(console, ("    fix: ", "green"), plain(finding.remedy))
    count = len(report.findings)
    verdict = ("nothing found", "green") if not count else (many(count, "finding"), "bold red")
    head = f"{report.assignment.name}: {report.counts}: " if report.counts else f"{report.assignment.name}: "
    unchanged = "; nothing has changed since the last check" if report.unchanged else ""
    _print(console, (head, "bold"), verdict, f" ({seconds:.1f} s{unchanged})")
    for remedy, places in _by_remedy(report.advice).items():
        more = f" ({many(len(places), 'place')}, first {one_line(places[0])})"
        _print(console, ("    advice: ", "dim"), plain(remedy), more)
    for note in report.notes:
        _print(console, ("    note: ", "yellow"), plain(note))


def _print(console: Console, *parts: str | tuple[str, str]) -> None:
    """One line in colours, wrapped as `say` wraps on a terminal; elsewhere it stays one line.

    Rich would also break words that are too long, and with them 'file:line'.
    """
    text = Text.assemble(*parts)
    first, *more = wrapped(text.plain, console.width).split("\n") if console.is_terminal else [text.plain]
    starts, place = [], len(first)
    for line in more:
        starts.append(text.plain.index(line.strip(), place))
        place = starts[-1] + len(line.strip())
    for line, part in zip(["", *more], text.divide(starts), strict=True):
        part.rstrip()
        console.print(Text.assemble(" " * (len(line) - len(line.lstrip())), part), soft_wrap=True)


def _by_remedy(advice: Sequence[Finding]) -> dict[str, list[str]]:
    """Each remedy with its places, on one line, since an adopted suite has hundreds of them."""
    found: dict[str, list[str]] = {}
    for finding in advice:
        found.setdefault(finding.remedy or finding.what, []).append(finding.where)
    return found
