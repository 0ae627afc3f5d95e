"""How often known mistakes are missed: each is run on the checks that it names, under many seeds.

A mistake that only hidden checks see may get full marks by luck: that of their fresh data. What differs from seed to
seed is hidden data, so a public check runs once, unless it takes time. A mistake that a public check sees cannot get
full marks: it is tried in fewer seeds.

Grading one mistake a thousand times takes minutes, nearly all of it for the jail. So the first seeds are graded, and
where plain pytest, one process for each check and some twenty seeds, says the same of each of them, it goes on alone.
A check that computes for long on the mistake then runs only in seeds in which the quick ones missed it.
"""

from __future__ import annotations

import contextlib
import os
import queue
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from autograder.audit.check_runner import is_failure
from autograder.audit.plain.processes import Seen, WarmProcess, caught_by_seed
from autograder.authoring.hints.build import submission_of
from autograder.authoring.source.mistakes import Mistake, read_mistakes, splice_files
from autograder.authoring.source.starter import solution_texts
from autograder.authoring.trial_submissions import function_of
from autograder.grading.engine import Grader
from autograder.model import Assignment, Check, Submission, Verdict

FEW_SEEDS = 20  # for checks that compare times or take long, and for mistakes that a public check sees
LONG = 0.5  # seconds that a check takes on the reference
QUICK_ON_MISTAKE = 0.1  # seconds of CPU time that a check takes on a mistake
LONG_ON_MISTAKE = 1.0  # the same for all of a mistake's checks in a seed, on average; an endless loop would take days
Step = Callable[[str, int, int], None]


@dataclass
class Misses:
    """How often checks missed one mistake.

    Attributes:
        tried: check -> in how many seeds it looked at the mistake.
        missed: check -> in how many of them it passed.
        seeds: in how many seeds any check looked at it.
        escaped: in how many of them all passed, where no public check on fixed data catches it either.
        differs: whether plain pytest said anything else than the grader, which then did all seeds.
    """

    tried: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seeds: int = 0
    escaped: int = 0
    differs: bool = False

    def add(self, caught: Mapping[str, bool], surely: bool) -> None:
        """One seed: check -> whether it failed; `surely` if a check on fixed data fails."""
        for name, failed in caught.items():
            self.tried[name] += 1
            self.missed[name] += not failed
        self.seeds += bool(caught)
        self.escaped += bool(caught) and not (surely or any(caught.values()))


class Log(Protocol):
    """Where what was measured is kept, in case of an interruption; see certificate_log.py."""

    @property
    def tried(self) -> Mapping[str, Misses]: ...

    def keep(self, mistake: str, misses: Misses) -> None: ...


def measure_misses(assignment: Assignment, slow: frozenset[str], runs: int, step: Step, log: Log) -> dict[str, Misses]:
    """Known mistake -> how often the checks that it names missed it, in `runs` seeds.

    Args:
        slow: names of the checks that compare times or take long: they run in FEW_SEEDS seeds.

    Raises:
        GraderError: the tests cannot be run.
    """
    mistakes, texts = read_mistakes(assignment), solution_texts(assignment)
    workers, found = os.cpu_count() or 1, {}
    with contextlib.ExitStack() as stack:
        grader = stack.enter_context(Grader(assignment, allow_degraded=True, workers=workers))
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        warm = [stack.enter_context(WarmProcess("torch" in assignment.preload)) for _ in range(workers)]
        trials = _Trials(grader, warm, slow, runs)

        def tried(mistake: Mistake) -> Misses:
            if mistake.name in log.tried:
                return log.tried[mistake.name]
            misses = trials.of(mistake, texts)
            log.keep(mistake.name, misses)
            return misses

        results = pool.map(tried, mistakes)
        for done, (mistake, misses) in enumerate(zip(mistakes, results, strict=True), start=1):
            found[mistake.name] = misses
            step("known mistakes tried", done, len(mistakes))
    return found


class _Trials:
    """Tries mistakes on the checks that they name, which are known by name of the test function."""

    def __init__(self, grader: Grader, warm: Iterable[WarmProcess], slow: frozenset[str], runs: int) -> None:
        self._grader, self._slow, self._runs = grader, slow, runs
        self._checks: dict[str, list[Check]] = defaultdict(list)
        for check in grader.checks:
            self._checks[function_of(check)].append(check)
        self._processes: queue.SimpleQueue[WarmProcess] = queue.SimpleQueue()
        for process in warm:
            self._processes.put(process)

    def of(self, mistake: Mistake, texts: Mapping[str, str]) -> Misses:
        """All seeds of one mistake; `texts` are the solution's files."""
        files, found = splice_files(texts, mistake), Misses()
        seeds = {name: self._seeds(name) for name in mistake.caught_by if name in self._checks}
        with tempfile.TemporaryDirectory() as folder:
            submission = submission_of(files, Path(folder))
            first = self._graded(submission, seeds, range(FEW_SEEDS))
            surely = any(first[0][name] for name, count in seeds.items() if count == 1 and name in first[0])
            many = {name: count for name, count in seeds.items() if count > FEW_SEEDS}
            rest = self._by_plain_pytest(files, many, first) if many and not surely else []
            if rest is None:
                found.differs, rest = True, self._graded(submission, many, range(FEW_SEEDS, self._runs))
        for caught in (*first, *rest):
            found.add(caught, surely)
        return found

    def _seeds(self, name: str) -> int:
        """In how many seeds a check runs."""
        if name in self._slow:
            return FEW_SEEDS
        return self._runs if all(check.secret for check in self._checks[name]) else 1

    def _graded(self, submission: Submission, seeds: Mapping[str, int], which: range) -> list[dict[str, bool]]:
        """For each seed: check -> whether it failed."""
        return [
            self._caught(submission, seed, [name for name, count in seeds.items() if seed < count]) for seed in which
        ]

    def _caught(self, submission: Submission, seed: int, names: Iterable[str]) -> dict[str, bool]:
        """Check -> whether it failed; one that ended by a failure of ours is left out."""
        by_id = {check.id: name for name in names for check in self._checks[name]}
        found: dict[str, bool] = {}
        for outcome in self._grader.grade(submission, seed=seed, only=list(by_id)).outcomes if by_id else ():
            if outcome.verdict is not Verdict.GRADER_ERROR:
                name = by_id[outcome.check.id]
                found[name] = found.get(name, False) or is_failure(outcome)
        return found

    def _by_plain_pytest(
        self, files: Mapping[str, str], names: Mapping[str, int], graded: Sequence[Mapping[str, bool]]
    ) -> list[dict[str, bool]] | None:
        """The seeds after those that were graded: an empty list where checks take long on the mistake, and None where
        plain pytest says anything else than the grader.
        """
        assignment, process = self._grader.assignment, self._processes.get()

        def caught(names: Sequence[str], seeds: Sequence[int]) -> Seen:
            return caught_by_seed(process, assignment, files, names, seeds)

        try:
            few = caught(list(names), range(FEW_SEEDS))
            if few.caught != [{name: seed[name] for name in names if name in seed} for seed in graded]:
                return None
            return _the_slow_after_the_quick(caught, few, range(FEW_SEEDS, self._runs))
        finally:
            self._processes.put(process)


def _the_slow_after_the_quick(
    caught: Callable[[Sequence[str], Sequence[int]], Seen], few: Seen, seeds: Sequence[int]
) -> list[dict[str, bool]] | None:
    """What checks say of a mistake in each of the seeds, the slow ones where all quick ones missed it; an empty list
    where that takes long, and None where plain pytest cannot say it.

    Args:
        few: what it said in FEW_SEEDS others.
    """
    slow = [name for name, seconds in few.seconds.items() if seconds > QUICK_ON_MISTAKE * FEW_SEEDS]
    quick = [name for name in few.seconds if name not in slow]
    found = [dict(seed) for seed in caught(quick, seeds).caught] if quick else [{} for _ in seeds]
    missed = [place for place, seed in enumerate(found) if not any(seed.values())]
    if not found or not slow or not missed:
        return found or None
    if sum(few.seconds[name] for name in slow) / FEW_SEEDS * len(missed) > LONG_ON_MISTAKE * len(seeds):
        return []
    rest = caught(slow, [seeds[place] for place in missed]).caught
    for place, seed in zip(missed, rest, strict=False):
        found[place] |= seed
    return found if rest else None
