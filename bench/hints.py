"""What hints say of mistakes, known and unknown: `python -m bench.hints hw1_autodiff`.

Each known mistake is graded with a seed of its own and looked up twice: in the whole catalogue, where it should be
named, and in the catalogue without it, where it stands for a mistake that nobody has thought of. Then come pairs of
mistakes of different regions, and the right variants. All that a hint says is that the values are the same, so a
left-out mistake is

    named wrongly   when a hint tells of one mistake alone, and that one is in another region of the solution;
    told another    when it is in the same region: these pairs are printed, for people to judge.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from autograder.authoring.hints.build import build_catalogue, submission_of
from autograder.authoring.source.mistakes import Mistake, read_mistakes, splice_files
from autograder.authoring.source.starter import solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.grading.evidence import evidence_of, explained
from autograder.grading.hints import Catalogue, current_catalogue
from autograder.model import Assignment, Outcome

_SEED = 9
_MOST_TOLD = 3


@dataclass(frozen=True)
class LeftOut:
    """What is said of a mistake that the catalogue does not hold: names of the mistakes that it is told to equal."""

    mistake: Mistake
    told: frozenset[str]


def told(outcomes: Sequence[Outcome], catalogue: Catalogue) -> frozenset[str]:
    """The names of the mistakes that hints name; where there are too many to be named, none."""
    found = explained(evidence_of(outcomes), catalogue.mistakes, catalogue.reach)
    return frozenset(name for names in found.values() if len(names) <= _MOST_TOLD for name in names)


def left_out(
    gradings: Mapping[str, Sequence[Outcome]], mistakes: Sequence[Mistake], whole: Catalogue
) -> Iterator[LeftOut]:
    """Each mistake against the catalogue of all others."""
    for mistake in mistakes:
        others = {name: known for name, known in whole.mistakes.items() if name != mistake.name}
        yield LeftOut(mistake, told(gradings[mistake.name], msgspec.structs.replace(whole, mistakes=others)))


def named_wrongly(found: LeftOut, whole: Catalogue) -> bool:
    """Whether all that is told is one cause in a region where the mistake is not."""
    regions = {whole.mistakes[name].region for name in found.told}
    return len(found.told) == 1 and found.mistake.region not in regions


class Gradings:
    """The outcomes of the visible checks for every submission of the bench."""

    def __init__(self, assignment: Assignment, whole: Catalogue, tried: Sequence[Mistake], options: argparse.Namespace):
        self.whole, self.tried, texts = whole, tried, solution_texts(assignment)
        draw = random.Random(0)
        drawn = (draw.sample(tried, 2) for _ in range(options.pairs))
        self.pairs = [(one, two) for one, two in drawn if one.region != two.region]
        singles = [splice_files(texts, mistake) for mistake in tried]
        doubles = [splice_files(splice_files(texts, one), two) for one, two in self.pairs]
        variants = [{**texts, **files} for files in read_variants(assignment, texts).values()]
        with (
            Grader(assignment, allow_degraded=True, workers=options.workers) as grader,
            ThreadPoolExecutor(options.workers) as pool,
        ):
            visible = [check.id for check in grader.checks if not check.secret]

            def outcomes(files: Mapping[str, str]) -> Sequence[Outcome]:
                with tempfile.TemporaryDirectory() as folder:
                    return grader.grade(submission_of(files, Path(folder)), seed=_SEED, only=visible).outcomes

            self.alone = dict(zip((one.name for one in tried), pool.map(outcomes, singles), strict=True))
            self.both = list(pool.map(outcomes, doubles))
            self.variants = list(pool.map(outcomes, variants))

    def rows(self) -> Iterator[tuple[str, object, str]]:
        """What was measured, its figure, and its goal."""
        seen = [one for one in self.tried if evidence_of(self.alone[one.name]).failed]
        names = {one.name: told(self.alone[one.name], self.whole) for one in seen}
        yield "mistakes that show in visible checks", f"{len(seen)} of {len(self.tried)}", ""
        named = sum(one.name in names[one.name] for one in seen)
        yield "of these, named, alone or as one of several", f"{100 * named / max(1, len(seen)):.0f} %", "≥ 80 %"
        yield "named alone", sum(names[one.name] == {one.name} for one in seen), ""
        yield "told others only", sum(bool(names[one.name]) and one.name not in names[one.name] for one in seen), "0"
        unknown = self.unknown()
        wrong = sum(named_wrongly(found, self.whole) for found in unknown)
        yield "mistakes left out of the catalogue", len(unknown), "≥ 300 in all"
        yield "of these, named wrongly", wrong, "0"
        yield "of these, told another of the same values", sum(bool(found.told) for found in unknown) - wrong, ""
        hits = [(pair, names) for pair, names in self.told_of_pairs()]
        yield "pairs that show, with one of the two named", f"{sum(bool(n & p) for p, n in hits)} of {len(hits)}", ""
        yield "pairs told of a third", sum(bool(n - p) for p, n in hits), "0"
        hinted = sum(bool(told(outcomes, self.whole)) for outcomes in self.variants)
        yield "right variants with a hint", f"{hinted} of {len(self.variants)}", "0"

    def unknown(self) -> list[LeftOut]:
        return list(left_out(self.alone, self.tried, self.whole))

    def told_of_pairs(self) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """The names of the two mistakes, and those that were told; of the pairs that show."""
        for (one, two), outcomes in zip(self.pairs, self.both, strict=True):
            if evidence_of(outcomes).failed:
                yield frozenset((one.name, two.name)), told(outcomes, self.whole)

    def strays(self) -> Iterator[str]:
        """Sentences about everything that was told and not made."""
        for found in self.unknown():
            if found.told:
                yield f"left out: {found.mistake.name} was told: {', '.join(sorted(found.told))}"
        for pair, names in self.told_of_pairs():
            if names - pair:
                yield f"pair {' with '.join(sorted(pair))} was told: {', '.join(sorted(names - pair))}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.hints", description=__doc__)
    parser.add_argument("assignment")
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--first", type=int, help="only about so many mistakes, evenly spread: to see that it works")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    assignment = load_assignment(load_course(Path()), options.assignment)
    mistakes = [mistake for mistake in read_mistakes(assignment) if mistake.show_hint]
    whole = current_catalogue(assignment)
    whole = whole if whole.mistakes else build_catalogue(assignment, workers=options.workers)
    tried = mistakes[:: max(1, len(mistakes) // options.first)] if options.first else mistakes
    gradings = Gradings(assignment, whole, tried, options)
    table = Table("what", "figure", "goal", title=f"Hints of {assignment.name}")
    for what, figure, goal in gradings.rows():
        table.add_row(what, str(figure), goal)
    Console(width=100).print(table)
    for sentence in gradings.strays():
        print(sentence)


if __name__ == "__main__":
    main()
