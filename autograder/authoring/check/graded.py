"""Is it graded right? Grades the solution, the starter, each region, mistake and variant with the homework's checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from autograder.authoring.check.findings import Finding, from_error
from autograder.authoring.source.mistakes import Mistake, splice_files
from autograder.authoring.source.regions import Region, read_regions
from autograder.authoring.source.starter import blank, blank_one, shown
from autograder.authoring.source.test_functions import where_of
from autograder.authoring.trial_submissions import Trial, Trials, function_of, said, short_of_full
from autograder.config.document import meant
from autograder.errors import ConfigError
from autograder.model import Assignment, Check, Grading, Verdict
from autograder.text import many

_SURVIVE = "make the check survive any answer"
_ORDER = "let the check prepare what it needs, or remove side_by_side from assignment.yaml"
_UNMARKED = "let the check use what students write, or mark the lines that it tests as a solution region"

Judge = Callable[[Grading], Iterable[Finding]]
#: Is told what is being done, how much of it is done, and of how much (0: nobody knows).
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Material:
    """What staff wrote for a homework: the solution's texts by path, mistakes, and right variants by name."""

    shown: str  # the solution's folder, from the course's root
    texts: Mapping[str, str]
    mistakes: tuple[Mistake, ...]
    variants: Mapping[str, Mapping[str, str]]

    def regions(self) -> Iterator[tuple[str, Region]]:
        """(path, region) for every solution region."""
        for path, text in self.texts.items():
            yield from ((path, region) for region in read_regions(text, f"{self.shown}/{path}"))


def graded_findings(
    assignment: Assignment, material: Material, trials: Trials, step: Step, workers: int
) -> Iterator[Finding]:
    """Findings about everything that the checks get wrong."""
    judge = _Judge(assignment, material, trials)

    def run(plan: tuple[Trial, Judge]) -> list[Finding]:
        trial, verdict = plan
        return list(verdict(trials.grade(trial)))

    step("grading the solution", 0, 0)
    yield from run(judge.solution())
    plans = list(judge.plan())
    with ThreadPoolExecutor(workers) as pool:
        for done, findings in enumerate(pool.map(run, plans), start=1):
            step(f"grading {plans[done - 1][0].name}", done, len(plans))
            yield from findings
    yield from judge.problems


class _Judge:
    """Plans the trials and judges what came of them.

    Checks that the solution itself fails are reported once and left out of everything that follows.
    """

    def __init__(self, assignment: Assignment, material: Material, trials: Trials) -> None:
        self._assignment, self._material = assignment, material
        self._checks = trials.checks
        self._ids: dict[str, list[str]] = {}
        for check in trials.checks:
            self._ids.setdefault(function_of(check), []).append(check.id)
        self._worth_points = [check.id for check in trials.checks if check.points]
        self._broken: set[str] = set()
        self.problems = list(self._unknown_names())

    def solution(self) -> tuple[Trial, Judge]:
        """The trial that comes before all others."""
        judge = self._full_marks("the reference solution", shown(self._assignment, self._assignment.solution))

        def judged(grading: Grading) -> Iterable[Finding]:
            self._broken = {outcome.check.id for outcome in short_of_full(grading.outcomes)}
            return judge(grading)

        return Trial("solution", self._material.texts), judged

    def plan(self) -> Iterator[tuple[Trial, Judge]]:
        """All other trials."""
        texts = self._material.texts
        sound = self._sound(id for ids in self._ids.values() for id in ids)
        yield Trial("starter", {path: blank(text, path, path) for path, text in texts.items()}, sound), self._nothing
        for name, variant in self._material.variants.items():
            where = shown(self._assignment, self._assignment.secret / "variants" / name)
            yield Trial(f"variant-{name}", variant, sound), self._full_marks(f"the right variant {name}", where)
        if self._assignment.side_by_side:
            yield Trial("solution-last-check-first", texts, sound[::-1]), self._in_any_order
        for path, region in self._material.regions() if not self._broken else ():
            blanked = {**texts, path: blank_one(texts[path], region.name, path, path)}
            only = self._likely_first(region)
            yield Trial(f"without-{region.name}", blanked, only, until_failure=True), self._costs(path, region)
        for mistake in self._material.mistakes:
            only = self._sound(id for name in mistake.caught_by for id in self._ids.get(name, ()))
            if only and (wrong := self._spliced(mistake)):
                yield Trial(f"mistake-{mistake.name}", wrong, only), self._catches(mistake)

    def _sound(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(id for id in dict.fromkeys(ids) if id not in self._broken)

    def _spliced(self, mistake: Mistake) -> dict[str, str] | None:
        try:
            return splice_files(self._material.texts, mistake)
        except ConfigError as error:
            self.problems.append(from_error(error))
            return None

    def _unknown_names(self) -> Iterator[Finding]:
        for mistake in self._material.mistakes:
            for name in mistake.caught_by:
                if name not in self._ids:
                    remedy = meant(name, self._ids) or "name a test function, without its file"
                    yield Finding(mistake.where, f"CAUGHT_BY names {name}, which is not a test", remedy)

    def _likely_first(self, region: Region) -> tuple[str, ...]:
        """The checks that give points, likely ones first, so that mostly one run of one check is enough.

        Likely are those that a mistake of this region names, then those whose titles name the function, or its class.
        """
        mistakes = [mistake for mistake in self._material.mistakes if mistake.region == region.name]
        named = [id for mistake in mistakes for name in mistake.caught_by for id in self._ids.get(name, ())]
        words = (region.name, region.name.split(".")[0])
        titled = [check.id for word in words for check in self._checks if word in check.title]
        first = [id for id in (*named, *titled) if id in self._worth_points]
        return tuple(dict.fromkeys([*first, *self._worth_points]))

    def _full_marks(self, who: str, where: str) -> Judge:
        command = f"see 'autograder grade {self._assignment.name} {where}'"

        def judge(grading: Grading) -> Iterator[Finding]:
            alike: dict[str, list[Check]] = {}
            for outcome in short_of_full(grading.outcomes):
                alike.setdefault(said(outcome), []).append(outcome.check)
            for message, checks in alike.items():  # one missing function may cost every check
                test = f"{where_of(self._assignment, checks[0].id)} ({function_of(checks[0])})"
                others = f" here and in {many(len(checks) - 1, 'other check')}" if len(checks) > 1 else ""
                yield Finding(test, f"{who} loses points{others}: {message}", command)
            if grading.interrupted:
                yield Finding(where, f"grading {who} did not finish: {grading.interrupted}", command)

        return judge

    def _in_any_order(self, grading: Grading) -> Iterator[Finding]:
        for outcome in short_of_full(grading.outcomes):
            where = f"{where_of(self._assignment, outcome.check.id)} ({function_of(outcome.check)})"
            yield Finding(
                where, f"the reference solution passes only if other checks have run before: {said(outcome)}", _ORDER
            )

    def _nothing(self, grading: Grading) -> Iterator[Finding]:
        for outcome in grading.outcomes:
            where = f"{where_of(self._assignment, outcome.check.id)} ({function_of(outcome.check)})"
            if outcome.verdict is Verdict.GRADER_ERROR:
                yield Finding(where, f"the starter breaks the check: {said(outcome)}", _SURVIVE)
            elif outcome.earned > 0:
                what = f"the starter, with nothing written, earns {outcome.earned:g} points"
                yield Finding(where, what, _UNMARKED)

    def _costs(self, path: str, region: Region) -> Judge:
        def judge(grading: Grading) -> Iterator[Finding]:
            if not short_of_full(grading.outcomes):
                where = f"{shown(self._assignment, self._assignment.solution / path)}:{region.begin}"
                what = f"leaving out {region.name} costs no points"
                yield Finding(where, what, "write a check that needs it, or put it outside of the regions")

        return judge

    def _catches(self, mistake: Mistake) -> Judge:
        def judge(grading: Grading) -> Iterator[Finding]:
            failed = {function_of(outcome.check) for outcome in short_of_full(grading.outcomes)}
            for outcome in grading.outcomes:
                if outcome.verdict is Verdict.GRADER_ERROR:
                    what = f"breaks {function_of(outcome.check)}: {said(outcome)}"
                    yield Finding(mistake.where, what, _SURVIVE)
            tried = {function_of(outcome.check) for outcome in grading.outcomes}
            for name in mistake.caught_by:
                if name in tried and name not in failed:
                    what = f"is not caught by {name}, which it names"
                    yield Finding(mistake.where, what, "strengthen the test, or correct CAUGHT_BY")

        return judge
