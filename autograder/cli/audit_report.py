"""An audit's report in the terminal: tables by region and by check, then what needs attention."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.audit.cost import costs, dear
from autograder.audit.diff import change_of
from autograder.audit.result import Audit, attention, by_region, kill_rate, kills, percent
from autograder.text import many

_MOST_COSTS = 10


def show_audit(console: Console, audit: Audit) -> None:
    """Print everything but the summary."""
    console.print(_regions(audit))
    console.print(_checks(audit))
    for text in _survivors(audit):
        console.print(text, soft_wrap=True)
    console.print(_costs(audit))
    for sentence in dear(audit):
        console.print(Text(sentence, "yellow"), soft_wrap=True)
    for sentence in attention(audit):
        console.print(Text(sentence, "red"), soft_wrap=True)


def _regions(audit: Audit) -> Table:
    table = Table("region", title=f"{audit.assignment}: mutants by region", title_justify="left")
    for heading in ("mutants", "equivalent", "survive", "killed"):
        table.add_column(heading, justify="right")
    for region, mutants in by_region(audit).items():
        fates = [mutant.fate for mutant in mutants]
        alive = fates.count("survived") + fates.count("broken")
        style = "red" if alive else ""
        row = (Text(region), str(len(mutants)), str(fates.count("equivalent")), str(alive), percent(kill_rate(mutants)))
        table.add_row(*row, style=style)
    return table


def _checks(audit: Audit) -> Table:
    title = "Checks: what each kills, and what no other of its piece kills" if audit.matrix else "Checks: first kills"
    table = Table("check", title=title, title_justify="left")
    for heading in ("points", "kills", *(["alone"] if audit.matrix else []), "per point"):
        table.add_column(heading, justify="right")
    for check in audit.checks:
        some, alone = kills(audit)[check.id]
        figures = [
            f"{check.points:g}",
            str(some),
            *([str(alone)] if audit.matrix else []),
            f"{some / check.points:.0f}",
        ]
        table.add_row(
            Text(f"{check.number} {check.title}"), *figures, style="" if (alone if audit.matrix else some) else "dim"
        )
    if not audit.matrix:
        table.caption = "--matrix also shows which checks kill nothing alone"
    return table


def _costs(audit: Audit) -> Table:
    found = costs(audit)
    table = Table("mistake", title="Known mistakes that cost the most points", title_justify="left")
    for heading in ("points", "of all", "of a piece"):
        table.add_column(heading, justify="right")
    for cost in found[:_MOST_COSTS]:
        part = f"{percent(cost.of_piece)} of {cost.piece}" if cost.piece else ""
        table.add_row(cost.mistake.name, f"{cost.total:g}", percent(cost.of_homework), part)
    if len(found) > _MOST_COSTS:
        table.caption = f"and {many(len(found) - _MOST_COSTS, 'more mistake')}; the report has all of them"
    return table


def _survivors(audit: Audit) -> Iterator[Text]:
    for region, mutants in by_region(audit).items():
        alive = [mutant for mutant in mutants if mutant.fate in ("survived", "broken")]
        if alive:
            yield Text(f"\n{region}: {len(alive)} surviving", "bold")
        for mutant in alive:
            yield Text(change_of(mutant))
