"""What would a smoke test have caught?

Many autograders check that a homework "works": it runs, shapes are right, the loss falls, a sample is as long as asked.
This grades the known mistakes of each homework with such a suite (`bench/smoke/`), written as carefully as these
usually are, beside our own tests, and prints a table in Markdown. Right variants are graded as well: a suite that
rejects one of them is too strict.

    python -m bench.smoke_style [HOMEWORK ...] [--missed]     --missed lists what the smoke test lets through
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.laptop.homework import HOMEWORKS, Homework
from tools.laptop.laptop import Laptop, Report, long_in

SMOKE = Path(__file__).with_name("smoke")


@dataclass(frozen=True)
class Row:
    """One homework: the mistakes caught by each suite, and the right variants rejected by each."""

    homework: str
    mistakes: tuple[str, ...]
    smoke: frozenset[str]
    public: frozenset[str]
    ours: frozenset[str]
    right: int
    smoke_rejects: frozenset[str]
    ours_reject: frozenset[str]

    @property
    def missed(self) -> list[str]:
        return [name for name in self.mistakes if name not in self.smoke]


def caught(reports: Mapping[str, Report], files: set[str] | None = None) -> frozenset[str]:
    """The submissions that failed a check, or one in these test files."""
    return frozenset(
        name
        for name, report in reports.items()
        if any(not check.passed for check in report.values() if files is None or check.file in files)
    )


def measure(homework: Homework, laptop: Laptop) -> Row:
    """Grade the solution, all mistakes and all variants with both suites.

    A hidden check that takes long is left out for mistakes that do not name it.

    Raises:
        RuntimeError: a suite fails the reference solution, so it says nothing.
    """
    right = {"reference": homework.solution, **homework.variants}
    public = {path.name for path in homework.tests[0].glob("test_*.py")}
    smoke = laptop.run(homework, {**homework.wrong, **right}, tests=[SMOKE / homework.name])
    ours = laptop.run(homework, right)
    slow = {name for name in long_in(ours["reference"]) if ours["reference"][name].file not in public}
    skip = {name: slow - set(mistake.caught_by) for name, mistake in homework.mistakes.items()}
    ours |= laptop.run(homework, homework.wrong, skip=skip)
    for name, report in (("smoke test", smoke["reference"]), ("own tests", ours["reference"])):
        failed = [check.reason for check in report.values() if not check.passed]
        if failed:
            raise RuntimeError(f"{homework.name}: the {name} fail the reference: {failed[0]}")
    wrong_by_smoke, wrong_by_public, wrong_by_ours = caught(smoke), caught(ours, public), caught(ours)
    names = frozenset(homework.wrong)
    return Row(
        homework.name,
        tuple(homework.wrong),
        wrong_by_smoke & names,
        wrong_by_public & names,
        wrong_by_ours & names,
        len(right),
        wrong_by_smoke - names,
        wrong_by_ours - names,
    )


def table(rows: Sequence[Row]) -> str:
    """The table, with a line of totals."""
    head = (
        "homework",
        "known mistakes",
        "smoke test",
        "our public tests",
        "public and hidden",
        "right variants rejected",
    )
    lines = [f"| {' | '.join(head)} |", f"|:--{'|--:' * (len(head) - 1)}|"]
    for row in rows:
        counts = (len(row.mistakes), len(row.smoke), len(row.public), len(row.ours))
        rejected = f"{len(row.smoke_rejects)} and {len(row.ours_reject)} of {row.right}"
        lines.append(f"| {row.homework} | {' | '.join(map(str, counts))} | {rejected} |")
    totals = [sum(len(getattr(row, name)) for row in rows) for name in ("mistakes", "smoke", "public", "ours")]
    if totals[0]:
        shares = [f"{count} ({100 * count / totals[0]:.0f} %)" for count in totals[1:]]
        lines.append(f"| all | {totals[0]} | {' | '.join(shares)} | |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.smoke_style")
    parser.add_argument("homework", nargs="*", choices=[[], *HOMEWORKS], help="all by default")
    parser.add_argument("--missed", action="store_true", help="list the mistakes that the smoke test lets through")
    options = parser.parse_args(arguments)
    names = options.homework or [name for name in HOMEWORKS if (SMOKE / name).is_dir()]
    with tempfile.TemporaryDirectory() as folder:
        numbers = itertools.count()

        def new_folder() -> Path:
            path = Path(folder) / str(next(numbers))
            path.mkdir()
            return path

        with Laptop(new_folder) as laptop:
            rows = [measure(HOMEWORKS[name], laptop) for name in names]
    print(table(rows))
    if options.missed:
        for row in rows:
            print(f"\n{row.homework}, not caught by the smoke test: {', '.join(row.missed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
