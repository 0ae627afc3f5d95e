"""The certificate of a homework: how close right answers come to failing, and how often known mistakes are missed.

The reference and the right variants are graded under many seeds, half of the runs with one thread for linear algebra in
the student's process and half with two. What differs from run to run is hidden data, so public checks run once for each
answer and number of threads.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from autograder.audit.certificate_log import CertificateLog, Graded
from autograder.audit.check_runner import is_failure
from autograder.audit.instrumentation import Line, instrumented, read_lines
from autograder.audit.misses import LONG, Misses, Step, measure_misses
from autograder.authoring.hints.build import submission_of
from autograder.authoring.source.starter import solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.authoring.trial_submissions import function_of, said
from autograder.grading.digests import homework_digest
from autograder.grading.engine import Grader
from autograder.model import Assignment, Check, Outcome, Verdict

_REFERENCE = "reference"
_TORCH = "\nimport torch as _torch\n_torch.set_num_threads({count})\n"
_NUMPY = "\nimport ctypes as _ctypes\n_ctypes.CDLL({library!r}).scipy_openblas_set_num_threads64_({count})\n"


@dataclass
class Measured:
    """The measurements.

    Attributes:
        digest: the homework's, when measuring began.
        runs: how many submissions were graded, by answer and number of threads.
        failures: (answer, seed, check, what it said) of every check that a right answer failed.
        ratios: check -> for each run the largest error over its tolerance.
        dtypes: dtype -> the ratios of all comparisons of arrays of that dtype.
        p_values: check -> the p-values of its tests.
        alarms: check -> for each run the proved false-alarm rates of its detectors, added up.
        timed: check -> how often it measured times in each run.
        seconds: check -> the least wall-clock seconds that it took on the reference.
        misses: known mistake -> how often the checks that it names missed it.
        checks: by name of the test function.
    """

    digest: str = ""
    runs: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    failures: list[tuple[str, int, str, str]] = field(default_factory=list)
    ratios: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    dtypes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    p_values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    alarms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    timed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, float] = field(default_factory=dict)
    misses: dict[str, Misses] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)

    def add(self, lines: list[Line]) -> None:
        """The lines of one run."""
        largest: dict[str, float] = {}
        timed: dict[str, int] = defaultdict(int)
        alarms: dict[str, float] = defaultdict(float)
        for line in lines:
            if line.ratio is not None:
                largest[line.check] = max(largest.get(line.check, 0.0), line.ratio)
                self.dtypes[line.dtype].append(line.ratio)
            if line.p is not None:
                self.p_values[line.check].append(line.p)
            timed[line.check] += line.timed
            alarms[line.check] += line.alarm
        for check, ratio in largest.items():
            self.ratios[check].append(ratio)
        for check, alarm in alarms.items():
            if alarm:
                self.alarms[check].append(alarm)
        for check, count in timed.items():
            if count:
                self.timed[check].append(count)

    def take(self, graded: Graded) -> None:
        """One grading."""
        self.runs[graded.answer, graded.threads] += 1
        self.failures += [(graded.answer, graded.run, check, told) for check, told in graded.failures]
        if graded.answer == _REFERENCE:
            for check, seconds in graded.seconds.items():
                self.took(check, seconds)
        self.add(graded.lines)

    def took(self, check: str, seconds: float) -> None:
        """Remember the quickest, which tells least of what else the machine did."""
        self.seconds[check] = min(seconds, self.seconds.get(check, seconds))


def measure(assignment: Assignment, runs: int, step: Step, log: CertificateLog | None = None) -> Measured:
    """Grade right answers `runs` times in all, and each known mistake in `runs` seeds.

    Args:
        log: what was measured before an interruption; it is not measured again.

    Raises:
        GraderError: the tests cannot be run.
    """
    workers = os.cpu_count() or 1
    measured, counter = Measured(homework_digest(assignment)), _Counter(runs, step)
    log = log or CertificateLog(None)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        # One grader for each worker: the lines that its tests write are then those of one run at a time.
        def part(number: int) -> Measured:
            return _measure(assignment, Path(folder) / str(number), range(number, runs, workers), counter, log)

        for found in pool.map(part, range(workers)):
            _merge(measured, found)
    long = {check for check, seconds in measured.seconds.items() if seconds > LONG}
    measured.misses = measure_misses(assignment, frozenset({*measured.timed, *long}), runs, step, log)
    return measured


@dataclass
class _Counter:
    runs: int
    step: Step
    done: int = 0

    def tick(self) -> None:
        self.done += 1
        self.step("right answers graded", self.done, self.runs)


def _measure(assignment: Assignment, folder: Path, share: range, counter: _Counter, log: CertificateLog) -> Measured:
    record, measured = folder / "record.jsonl", Measured()
    copy = instrumented(assignment, folder / "course", record)
    texts = solution_texts(assignment)
    answers = {_REFERENCE: texts, **read_variants(assignment, texts)}
    names, seen = list(answers), set()
    with Grader(copy, allow_degraded=True) as grader:
        measured.checks = {function_of(check): check for check in grader.checks}
        hidden = [check.id for check in grader.checks if check.secret]
        everything = [check.id for check in grader.checks]
        for run in share:
            name, threads = names[run % len(names)], 1 + run // len(names) % 2
            graded = log.graded.get(run)
            if graded is None:
                record.unlink(missing_ok=True)
                files = _threaded(assignment, answers[name], threads)
                outcomes = _grade(grader, files, run, hidden if (name, threads) in seen else everything)
                graded = _graded(run, name, threads, outcomes, read_lines(record))
                log.add(graded)
            seen.add((name, threads))
            measured.take(graded)
            counter.tick()
    return measured


def _graded(run: int, answer: str, threads: int, outcomes: Sequence[Outcome], lines: list[Line]) -> Graded:
    failed = [one for one in outcomes if is_failure(one) or one.verdict is Verdict.GRADER_ERROR]
    failures = [(one.check.id, said(one)) for one in failed]
    seconds: dict[str, float] = {}
    for one in outcomes:
        name = function_of(one.check)
        seconds[name] = min(one.seconds, seconds.get(name, one.seconds))
    return Graded(run, answer, threads, failures, seconds, lines)


def _grade(grader: Grader, files: Mapping[str, str], seed: int, only: list[str]) -> list[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        return list(grader.grade(submission_of(files, Path(folder)), seed=seed, only=only).outcomes)


def _threaded(assignment: Assignment, files: Mapping[str, str], threads: int) -> dict[str, str]:
    """The submission, which itself asks for so many threads for linear algebra."""
    if threads == 1:
        return dict(files)
    first = assignment.submit[0]
    extra = _TORCH.format(count=threads) if "torch" in assignment.preload else _numpy_threads(threads)
    return {**files, first: files[first] + extra}


def _numpy_threads(threads: int) -> str:
    import numpy

    library = next((Path(numpy.__file__).parents[1] / "numpy.libs").glob("*openblas*"), None)
    return _NUMPY.format(library=str(library), count=threads) if library else ""


def _merge(into: Measured, part: Measured) -> None:
    into.checks |= part.checks
    into.failures += part.failures
    for name, seconds in part.seconds.items():
        into.took(name, seconds)
    for key, count in part.runs.items():
        into.runs[key] += count
    for mine, theirs in (
        (into.ratios, part.ratios),
        (into.dtypes, part.dtypes),
        (into.p_values, part.p_values),
        (into.alarms, part.alarms),
    ):
        for name, values in theirs.items():
            mine[name] += values
    for name, counts in part.timed.items():
        into.timed[name] += counts
