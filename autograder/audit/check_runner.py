"""Runs a homework's checks against mutants, starting with those most likely to kill them."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from autograder.audit.result_store import Result, ResultStore
from autograder.authoring.hints.build import submission_of
from autograder.authoring.source.coverage import marked, reach_of
from autograder.authoring.source.mistakes import Mistake
from autograder.authoring.trial_submissions import function_of, said
from autograder.grading.engine import Grader
from autograder.model import Check, Outcome, Verdict


class CheckRunner:
    """Grades submissions, and learns which checks kill what; may be used by several threads.

    Attributes:
        checks: those that give points: a wrong answer that only others notice costs nothing.
        reach: region -> ids of the checks that come through it; empty until it has been learned.
    """

    def __init__(self, grader: Grader, store: ResultStore, mistakes: Iterable[Mistake], seed: int) -> None:
        self.checks = tuple(check for check in grader.checks if check.points)
        self._grader, self._store, self._seed = grader, store, seed
        self._by_id = {check.id: check for check in self.checks}
        self._kills: dict[str, Counter[str]] = {}
        self._named = _named(self.checks, mistakes)
        self._seconds = {check.id: 0.0 for check in self.checks}
        self.reach: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def reference(self, files: Mapping[str, str]) -> list[Outcome]:
        """The outcomes of the solution, which tell how long each check takes, too."""
        outcomes = self._outcomes(files, list(self._by_id), stop=False)
        self._seconds |= {outcome.check.id: outcome.seconds for outcome in outcomes}
        return outcomes

    def learn_reach(self, files: Mapping[str, str]) -> None:
        """Find out which checks come through which region of the solution; only these meet its mutants from now on."""
        told, regions = marked(files)
        outcomes = self._outcomes(told, list(self._by_id), stop=False)
        self.reach = reach_of(outcomes, regions, self._grader.assignment.limits.output_kept)

    def all_checks(self, key: str, files: Mapping[str, str], region: str = "", first: Sequence[str] = ()) -> Result:
        """Every check that could notice, whatever the others say; those in `first` come first.

        Where `files` differ from the solution in one region only, a check that never enters it runs the same code as on
        the solution, and is left out. What fails is learned for the region.
        """
        reach = self.reach.get(region, self._by_id)
        order = list(dict.fromkeys((*self.ids_of(first), *(check for check in self._by_id if check in reach))))
        return self._learned(region, self._known(key) or self._keep(key, self._outcomes(files, order, stop=False)))

    def until_failure(self, key: str, files: Mapping[str, str], region: str) -> Result:
        """Checks until one fails: those that come through the region, the likeliest first."""
        found = self._known(key)
        return self._learned(
            region, found or self._keep(key, self._outcomes(files, self._order(key, region), stop=True))
        )

    def _learned(self, region: str, found: Result) -> Result:
        if found.failed and region:
            with self._lock:
                self._kills.setdefault(region, Counter())[found.failed[0]] += 1
        return found

    def rest_of_piece(self, key: str, files: Mapping[str, str], killer: str) -> Result:
        """The other checks of the killer's piece."""
        rest = [check.id for check in self.checks if check.id != killer and self.piece(check.id) == self.piece(killer)]
        key = f"{key}-piece-{killer}"
        return self._known(key) or self._keep(key, self._outcomes(files, rest, stop=False))

    def ids_of(self, functions: Iterable[str]) -> list[str]:
        """The checks with these names of test functions."""
        names = list(functions)
        return [check.id for name in names for check in self.checks if function_of(check) == name]

    def piece(self, check: str) -> str:
        """The number of the piece that a check belongs to."""
        return self._by_id[check].number.partition(".")[0]

    def seconds(self, check: str) -> float:
        """That it took on the reference."""
        return self._seconds[check]

    def _order(self, key: str, region: str) -> list[str]:
        with self._lock:
            kills = self._kills.get(region, Counter()).copy()
        neighbours = [check for check, _ in kills.most_common()]
        earlier = self._store.earlier_killer(key)
        likely = [check for check in (earlier, *neighbours, *self._named.get(region, ())) if check in self._by_id]
        pieces = {self.piece(check) for check in likely}
        words = (region, region.split(".")[0])
        titled = [check.id for word in words for check in self.checks if word in check.title]
        near = [check.id for check in self.checks if self.piece(check.id) in pieces]
        order = dict.fromkeys((*likely, *titled, *near, *sorted(self._by_id, key=self.seconds)))
        reach = self.reach.get(region, order)
        return [check for check in order if check in reach]

    def _known(self, key: str) -> Result | None:
        return self._store.find(key)

    def _outcomes(self, files: Mapping[str, str], only: list[str], stop: bool) -> list[Outcome]:
        if not only:
            return []
        with tempfile.TemporaryDirectory() as folder:
            submission = submission_of(files, Path(folder))
            grading = self._grader.grade(submission, seed=self._seed, only=only, stop_at_first_failure=stop)
        return list(grading.outcomes)

    def _keep(self, key: str, outcomes: Sequence[Outcome]) -> Result:
        failed = [outcome for outcome in outcomes if is_failure(outcome)]
        broken = next((o for o in outcomes if o.verdict is Verdict.GRADER_ERROR), None)
        found = Result(
            version=self._store.version,
            key=key,
            failed=[outcome.check.id for outcome in failed],
            tried=len(outcomes),
            verdict=failed[0].verdict.value if failed else "",
            said=said(failed[0]) if failed else "",
            lost={outcome.check.id: outcome.check.points - outcome.earned for outcome in failed},
            broken=f"{broken.check.id}: {said(broken)}" if broken else "",
            seconds=round(sum(outcome.seconds for outcome in outcomes), 3),
        )
        self._store.add(found)
        return found


def is_failure(outcome: Outcome) -> bool:
    """Whether it cost points, through no fault of ours."""
    if outcome.verdict is Verdict.GRADER_ERROR:
        return False
    return not outcome.has_full_marks


def _named(checks: Sequence[Check], mistakes: Iterable[Mistake]) -> dict[str, list[str]]:
    """Region -> the checks that its known mistakes must fail."""
    named: dict[str, list[str]] = {}
    for mistake in mistakes:
        for name in mistake.caught_by:
            named.setdefault(mistake.region, []).extend(c.id for c in checks if function_of(c) == name)
    return named
