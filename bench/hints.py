"""How often a hint names the right mistake: `python -m bench.hints hw1_autodiff`.

Each known mistake is graded alone, then pairs of mistakes of different regions, then the right variants. A hint
is right when it names (one of) the mistake(s) that were made; one that says "exactly" and names another is misleading.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.authoring.hints.build import submission_of
from autograder.authoring.source.mistakes import read_mistakes, splice_files
from autograder.authoring.source.variants import read_variants
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader

_EXACTLY = "exactly those of a known mistake: "


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.hints", description=__doc__)
    parser.add_argument("assignment")
    parser.add_argument("--pairs", type=int, default=100)
    options = parser.parse_args()
    assignment = load_assignment(load_course(Path()), options.assignment)
    texts = {path: (assignment.solution / path).read_text(encoding="utf-8") for path in assignment.submit}
    mistakes = [mistake for mistake in read_mistakes(assignment) if mistake.show_hint]
    draw = random.Random(0)
    pairs = [
        pair for pair in (draw.sample(mistakes, 2) for _ in range(options.pairs)) if pair[0].region != pair[1].region
    ]
    workers = os.cpu_count() or 1
    with Grader(assignment, allow_degraded=True, workers=workers) as grader, ThreadPoolExecutor(workers) as pool:
        visible = [check.id for check in grader.checks if not check.secret]

        def told(files: dict[str, str]) -> tuple[int, list[str]]:
            """How many visible checks failed, and the titles that hints named."""
            with tempfile.TemporaryDirectory() as folder:
                outcomes = grader.grade(submission_of(files, Path(folder)), seed=9, only=visible).outcomes
            failed = [outcome for outcome in outcomes if outcome.earned < outcome.check.points]
            named = [o.hint.split(_EXACTLY)[1] for o in failed if _EXACTLY in o.hint]
            return len(failed), named

        alone = list(pool.map(lambda mistake: told(splice_files(texts, mistake)), mistakes))
        both = list(pool.map(lambda pair: told(splice_files(splice_files(texts, pair[0]), pair[1])), pairs))
        variants = list(pool.map(lambda files: told({**texts, **files}), read_variants(assignment, texts).values()))
    seen = [(mistake, named) for mistake, (failed, named) in zip(mistakes, alone, strict=True) if failed]
    right = sum(any(text.startswith(mistake.title) for text in named) for mistake, named in seen)
    wrong = sum(any(not text.startswith(mistake.title) for text in named) for mistake, named in seen)
    hits = [(pair, named) for pair, (failed, named) in zip(pairs, both, strict=True) if failed]
    mislead = sum(any(not text.startswith((a.title, b.title)) for text in named) for (a, b), named in hits)
    helped = sum(bool(named) for _, named in hits)
    table = Table(title=f"Hints of {assignment.name}")
    for heading in ("what", "figure", "goal"):
        table.add_column(heading)
    table.add_row("mistakes that show in visible checks", f"{len(seen)} of {len(mistakes)}", "")
    table.add_row("named rightly", f"{right} = {100 * right / max(1, len(seen)):.0f} %", "≥ 80 %")
    table.add_row('named wrongly with "exactly"', str(wrong), "0")
    table.add_row("pairs that show, with one of the two named", f"{helped} of {len(hits)}", "")
    table.add_row('pairs misled with "exactly"', str(mislead), "0")
    table.add_row("right variants with a hint", f"{sum(bool(n) for _, n in variants)} of {len(variants)}", "0")
    Console(width=100).print(table)
    for (a, b), named in hits:
        for text in named:
            if not text.startswith((a.title, b.title)):
                print(f"misled: {a.name} with {b.name} was told: {text}")


if __name__ == "__main__":
    main()
