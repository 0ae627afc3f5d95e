"""The terminal report of `autograder check`: each finding as 'where: what', and below it how to fix it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from autograder.authoring.check import Finding, Report
from autograder.text import many, one_line, plain


def show_report(console: Console, report: Report, seconds: float) -> None:
    """Print the findings of one homework, which took `seconds`; never wrap, so that editors can follow 'file:line'."""
    for finding in report.findings:
        console.print(Text.assemble((one_line(finding.where), "bold"), f": {plain(finding.what)}"), soft_wrap=True)
        if finding.remedy:
            console.print(Text.assemble(("    fix: ", "green"), plain(finding.remedy)), soft_wrap=True)
    count = len(report.findings)
    verdict = ("nothing found", "green") if not count else (many(count, "finding"), "bold red")
    head = f"{report.assignment.name}: {report.counts}: " if report.counts else f"{report.assignment.name}: "
    unchanged = "; nothing has changed since the last check" if report.unchanged else ""
    console.print(Text.assemble((head, "bold"), verdict, f" ({seconds:.1f} s{unchanged})"), soft_wrap=True)
    for remedy, places in _by_remedy(report.advice).items():
        more = f" ({many(len(places), 'place')}, first {one_line(places[0])})"
        console.print(Text.assemble(("    advice: ", "dim"), plain(remedy), more), soft_wrap=True)
    for note in report.notes:
        console.print(Text.assemble(("    note: ", "yellow"), plain(note)), soft_wrap=True)


def _by_remedy(advice: Sequence[Finding]) -> dict[str, list[str]]:
    """Each remedy with its places, on one line, since an adopted suite has hundreds of them."""
    found: dict[str, list[str]] = {}
    for finding in advice:
        found.setdefault(finding.remedy or finding.what, []).append(finding.where)
    return found
