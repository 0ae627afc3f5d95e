"""Runs an audit: the solution, its mutants, the known mistakes and the right variants, on all cores."""

from __future__ import annotations

import functools
import hashlib
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.audit.check_runner import CheckRunner, is_failure
from autograder.audit.equivalent import FILE, Equivalent, read_equivalents, stale
from autograder.audit.mutants import Mutant, mutants_of
from autograder.audit.result import Audit, CheckRow, Fate, MutantRow, SubmissionRow
from autograder.audit.result_store import Result, ResultStore
from autograder.authoring.source.mistakes import Mistake, read_mistakes, splice_files
from autograder.authoring.source.starter import shown, solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.authoring.trial_submissions import said
from autograder.errors import InputError
from autograder.grading.digests import PACKAGE, code_digest, running_digest
from autograder.grading.engine import Grader
from autograder.model import Assignment, Verdict
from autograder.sandbox.packages import version

STORE_FILE = "found.jsonl"
#: Rooms of ours that decide what an audit finds, beside those that run checks; and what the operators come from.
_OWN_CODE = ("audit", "authoring/source", "authoring/hints/build.py", "authoring/trial_submissions.py")
_OPERATORS = ("cosmic_ray", "parso")
Step = Callable[[str, int, int], None]


def audit_digest(assignment: Assignment, package: Path = PACKAGE) -> str:
    """A digest of everything that an audit depends on, including our mutation operators and what they use."""
    digest = hashlib.blake2b(running_digest(assignment).encode(), digest_size=16)
    digest.update(code_digest(_OWN_CODE, package).encode())
    digest.update("".join(f"{name} {version(name)}\n" for name in _OPERATORS).encode())
    for folder in ("mistakes", "variants"):
        for path in sorted((assignment.secret / folder).rglob("*.py")):
            digest.update(path.relative_to(assignment.secret).as_posix().encode() + b"\0" + path.read_bytes())
    reviewed = assignment.secret / FILE
    digest.update(reviewed.read_bytes() if reviewed.is_file() else b"")
    return digest.hexdigest()


def run_audit(
    assignment: Assignment,
    out: Path,
    seed: int = 0,
    fresh: bool = False,
    matrix: bool = False,
    step: Step = lambda what, done, of: None,
) -> Audit:
    """Audit one homework.

    Args:
        out: the folder for results, from which an interrupted audit continues.
        seed: the seed of hidden data.
        fresh: forget what an interrupted audit has found.
        matrix: also run a killed mutant on the other checks of its killer's piece.
        step: called with what is under way, how much of it is done, and how much there is.

    Raises:
        InputError: there is no reference solution, or it fails its own checks.
        GraderError: the tests cannot be run.
    """
    begun, cpu = time.monotonic(), _cpu_seconds()
    material = _material(assignment)
    workers = os.cpu_count() or 1
    step("starting the grader", 0, len(material.mutants))
    with (
        Grader(assignment, allow_degraded=True, workers=workers) as grader,
        ResultStore(out / STORE_FILE, _version(grader, seed), fresh) as store,
        ThreadPoolExecutor(workers) as pool,
    ):
        check_runner = CheckRunner(grader, store, material.mistakes, seed)
        reused = sum(1 for mutant in material.mutants if store.find(mutant.key))
        trial = _Trial(assignment, material, check_runner, pool, step)
        if grader.shortage:
            trial.findings.append(
                f"it proves nothing, since memory may make right and wrong answers fail: {grader.shortage}"
            )
        trial.reference()
        variants = trial.variants()
        mistakes = trial.caught()
        mutants = trial.mutants(matrix)
    return Audit(
        assignment=assignment.name,
        digest=audit_digest(assignment),
        seed=seed,
        checks=trial.check_rows(),
        mutants=mutants,
        mistakes=mistakes,
        variants=variants,
        findings=trial.findings,
        seconds=round(time.monotonic() - begun, 1),
        cpu_seconds=round(_cpu_seconds() - cpu, 1),
        reused=reused,
        matrix=matrix,
        threshold=assignment.kill_rate,
        allowed=assignment.mistake_cost,
    )


def _version(grader: Grader, seed: int) -> str:
    """Of what an interrupted audit has found: with another seed, or less memory, checks may end otherwise."""
    digest = hashlib.blake2b(running_digest(grader.assignment).encode(), digest_size=16)
    digest.update(grader.shortage.encode())
    return f"{digest.hexdigest()}-{seed}"


@dataclass(frozen=True)
class _Material:
    texts: Mapping[str, str]
    mutants: list[Mutant]
    mistakes: list[Mistake]
    variants: Mapping[str, Mapping[str, str]]
    equivalents: list[Equivalent]


def _material(assignment: Assignment) -> _Material:
    texts = solution_texts(assignment)
    mistakes, variants = read_mistakes(assignment), read_variants(assignment, texts)
    return _Material(texts, mutants_of(texts), mistakes, variants, read_equivalents(assignment))


class _Trial:
    """The parts of an audit.

    Attributes:
        findings: what is wrong besides survivors and over-strict checks.
    """

    def __init__(
        self,
        assignment: Assignment,
        material: _Material,
        check_runner: CheckRunner,
        pool: ThreadPoolExecutor,
        step: Step,
    ) -> None:
        self._assignment, self._material, self._check_runner, self._pool, self._step = (
            assignment,
            material,
            check_runner,
            pool,
            step,
        )
        self.findings: list[str] = []

    def reference(self) -> None:
        """It must pass, or nothing else means anything. Meanwhile it is seen which checks come through which region."""
        reach = self._pool.submit(self._check_runner.learn_reach, self._material.texts)
        for outcome in self._check_runner.reference(self._material.texts):
            if is_failure(outcome) or outcome.verdict is Verdict.GRADER_ERROR:
                where = shown(self._assignment, self._assignment.solution)
                what = f"the solution fails {outcome.check.id}: {said(outcome)}"
                raise InputError(where, what, f"run 'autograder check {self._assignment.name}'")
        reach.result()

    def variants(self) -> list[SubmissionRow]:
        """Right variants meet every check."""

        def row(name: str) -> SubmissionRow:
            files = self._material.variants[name]
            found = self._check_runner.all_checks(f"variant-{name}-{_digest(files)}", files)
            self._note_broken(f"the right variant {name}", found)
            return SubmissionRow(name, "", "", found.failed, found.said)

        return list(self._pool.map(row, self._material.variants))

    def caught(self) -> list[SubmissionRow]:
        """Known mistakes meet every check that comes through their region, so that it is seen what they cost."""

        def row(mistake: Mistake) -> SubmissionRow:
            files = splice_files(self._material.texts, mistake)
            key = f"mistake-{mistake.name}-{_digest(files)}"
            found = self._check_runner.all_checks(key, files, mistake.region, mistake.caught_by)
            self._note_broken(f"the mistake {mistake.name}", found)
            lost: dict[str, float] = {}
            for check, points in found.lost.items():
                piece = self._check_runner.piece(check)
                lost[piece] = lost.get(piece, 0.0) + points
            return SubmissionRow(mistake.name, mistake.region, mistake.title, found.failed, found.said, lost)

        return list(self._pool.map(row, self._material.mistakes))

    def mutants(self, matrix: bool) -> list[MutantRow]:
        """Mutants meet checks until one kills them."""
        rows, killed = [], []
        judged = self._pool.map(functools.partial(self._judge, matrix=matrix), self._material.mutants)
        for done, (mutant, row) in enumerate(judged, start=1):
            rows.append(row)
            killed += [mutant] if row.fate == "killed" else []
            self._step("mutants", done, len(self._material.mutants))
        self.findings += stale(self._material.equivalents, self._material.mutants, killed)
        return rows

    def check_rows(self) -> list[CheckRow]:
        """The checks, with the time that each took on the reference."""
        check_runner = self._check_runner
        return [
            CheckRow(c.id, c.title, c.number, check_runner.piece(c.id), c.points, c.secret, check_runner.seconds(c.id))
            for c in check_runner.checks
        ]

    def _judge(self, mutant: Mutant, matrix: bool) -> tuple[Mutant, MutantRow]:
        files = {**self._material.texts, mutant.path: mutant.text}
        found = self._check_runner.until_failure(mutant.key, files, mutant.region)
        killers, tried = list(found.failed), found.tried
        if matrix and killers and found.verdict != Verdict.TIMED_OUT.value:
            more = self._check_runner.rest_of_piece(mutant.key, files, killers[0])
            killers, tried = [*killers, *more.failed], tried + more.tried
        fate, reason = self._fate(mutant, found)
        return mutant, MutantRow(
            mutant.key,
            mutant.path,
            mutant.region,
            mutant.line,
            mutant.operator,
            mutant.was,
            mutant.now,
            fate,
            killers,
            tried,
            found.verdict,
            reason,
        )

    def _fate(self, mutant: Mutant, found: Result) -> tuple[Fate, str]:
        if found.failed:
            return "killed", ""
        if found.broken:
            return "broken", found.broken
        entry = next((entry for entry in self._material.equivalents if entry.fits(mutant)), None)
        return ("equivalent", entry.because) if entry else ("survived", "")

    def _note_broken(self, who: str, found: Result) -> None:
        if found.broken:
            self.findings.append(f"{who} breaks {found.broken}")


def _digest(files: Mapping[str, str]) -> str:
    return hashlib.blake2b("\0".join((*files, *files.values())).encode(), digest_size=12).hexdigest()


def _cpu_seconds() -> float:
    """Of this process and all children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
