"""`make bench`: what we cost, measured in one run on this machine; goals beside the figures.

Figures that compare two ways of doing the same are medians of ratios of alternating runs; single figures are medians.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import parts, whole

_GOALS = {("hw1", "gradescope-utils"): "≤ 1.3", ("adam", "gradescope-utils"): "≤ 0.6"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--pairs", type=int, default=7, help="pairs of whole-process runs")
    parser.add_argument("--quick", action="store_true", help="few repeats: only to see that it works")
    options = parser.parse_args()
    pairs, repeats = (1, 5) if options.quick else (options.pairs, 60)
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as folder:
        _whole(console, Path(folder), pairs)
        _parts(console, Path(folder), repeats, options.quick)


def _whole(console: Console, out: Path, pairs: int) -> None:
    table = Table(title=f"One submission, cold, whole processes: medians of {pairs} alternating pairs")
    for heading in ("homework", "against", "figure", "ours", "theirs", "ratio", "goal"):
        table.add_column(heading)
    for key, case in whole.CASES.items():
        for against, figure, ours, theirs, ratio in whole.compare(case, out, pairs):
            goal = _GOALS.get((key, against), "") if figure == "wall" else ""
            unit = "MiB" if figure == "peak" else "s"
            table.add_row(
                case.title, against, figure, f"{ours:.2f} {unit}", f"{theirs:.2f} {unit}", f"{ratio:.2f}", goal
            )
    console.print(table)


def _parts(console: Console, out: Path, repeats: int, quick: bool) -> None:
    table = Table(title="Parts")
    for heading in ("what", "figure", "goal"):
        table.add_column(heading)
    table.add_row("jail entry, CPU", f"{parts.jail_entry(repeats):.2f} ms", "≤ 3 ms")
    table.add_row("one isolated check, torch warm", f"{parts.isolated_check(repeats):.1f} ms", "≤ 25 ms")
    call, array = parts.calls_and_arrays(repeats)
    table.add_row("one remote call", f"{call:.0f} µs", "≤ 60 µs")
    table.add_row("1 MB array there and back", f"{array:.2f} GB/s", "≥ 1.5 GB/s")
    engine, everything = parts.memory(whole.CASES["adam"])
    table.add_row("engine and runner, resident", f"{engine:.0f} MiB", "≤ 120 MB")
    table.add_row("engine, runner and zygote with torch, resident", f"{everything:.0f} MiB", "≤ 450 MB")
    seconds, ratio = parts.many(whole.CASES["adam"], out, 4 if quick else 50, 2, 1 if quick else 3)
    table.add_row(
        "per submission, 50 in a row, 2 workers, with torch",
        f"{seconds:.2f} s, {ratio:.2f} × gradescope-utils",
        "≤ 0.2 ×",
    )
    console.print(table)


if __name__ == "__main__":
    main()
