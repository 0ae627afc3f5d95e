"""How often known mistakes are missed: each meets the checks that it names, under many seeds.

A mistake that only hidden checks see may get full marks by luck: that of their fresh data. What differs from seed to
seed is hidden data, so a public check runs once, unless it takes time. A mistake that a public check sees cannot get
full marks: it is tried in fewer seeds.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from autograder.audit.check_runner import is_failure
from autograder.authoring.hints.build import submission_of
from autograder.authoring.source.mistakes import Mistake, read_mistakes, splice_files
from autograder.authoring.source.starter import solution_texts
from autograder.authoring.trial_submissions import function_of
from autograder.grading.engine import Grader
from autograder.model import Assignment, Check, Submission, Verdict

FEW_SEEDS = 20  # for checks that compare times or take long, and for mistakes that a public check sees
LONG = 0.5  # seconds that a check takes on the reference
Step = Callable[[str, int, int], None]


@dataclass
class Misses:
    """What one mistake met with.

    Attributes:
        tried: check -> in how many seeds it looked at the mistake.
        missed: check -> in how many of them it passed.
        seeds: in how many seeds any check looked at it.
        escaped: in how many of them all passed, where no public check on fixed data catches it either.
    """

    tried: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seeds: int = 0
    escaped: int = 0

    def add(self, caught: Mapping[str, bool], surely: bool) -> None:
        """One seed: check -> whether it failed; `surely` if a check on fixed data fails."""
        for name, failed in caught.items():
            self.tried[name] += 1
            self.missed[name] += not failed
        self.seeds += bool(caught)
        self.escaped += bool(caught) and not (surely or any(caught.values()))


def measure_misses(assignment: Assignment, slow: frozenset[str], runs: int, step: Step) -> dict[str, Misses]:
    """Known mistake -> how often the checks that it names missed it, in `runs` seeds.

    Args:
        slow: names of the checks that compare times or take long: they run in FEW_SEEDS seeds.

    Raises:
        GraderError: the tests cannot be run.
    """
    mistakes, texts = read_mistakes(assignment), solution_texts(assignment)
    workers, found = os.cpu_count() or 1, {}
    with Grader(assignment, allow_degraded=True, workers=workers) as grader, ThreadPoolExecutor(workers) as pool:
        trials = _Trials(grader, {function_of(check): check for check in grader.checks}, slow, runs)
        results = pool.map(lambda mistake: trials.of(mistake, texts), mistakes)
        for done, (mistake, misses) in enumerate(zip(mistakes, results, strict=True), start=1):
            found[mistake.name] = misses
            step("known mistakes tried", done, len(mistakes))
    return found


@dataclass(frozen=True)
class _Trials:
    """Tries mistakes on the checks that they name, which are known by name of the test function."""

    grader: Grader
    checks: Mapping[str, Check]
    slow: frozenset[str]
    runs: int

    def of(self, mistake: Mistake, texts: Mapping[str, str]) -> Misses:
        """All seeds of one mistake; `texts` are the solution's files."""
        seeds = {name: self._seeds(name) for name in mistake.caught_by if name in self.checks}
        found, surely = Misses(), False
        with tempfile.TemporaryDirectory() as folder:
            submission = submission_of(splice_files(texts, mistake), Path(folder))
            for seed in range(max(seeds.values(), default=0)):
                caught = self._caught(submission, seed, [name for name, count in seeds.items() if seed < count])
                surely = surely or any(failed and seeds[name] == 1 for name, failed in caught.items())
                found.add(caught, surely)
                if surely and seed + 1 >= FEW_SEEDS:
                    break
        return found

    def _seeds(self, name: str) -> int:
        """In how many seeds a check runs."""
        if name in self.slow:
            return FEW_SEEDS
        return self.runs if self.checks[name].secret else 1

    def _caught(self, submission: Submission, seed: int, names: Iterable[str]) -> dict[str, bool]:
        """Check -> whether it failed; one that ended by a failure of ours is left out."""
        by_id = {self.checks[name].id: name for name in names}
        outcomes = self.grader.grade(submission, seed=seed, only=list(by_id)).outcomes
        ended = [outcome for outcome in outcomes if outcome.verdict is not Verdict.GRADER_ERROR]
        return {by_id[outcome.check.id]: is_failure(outcome) for outcome in ended}
