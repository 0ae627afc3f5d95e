"""The coordinator: plans a batch, reuses stored results, has the rest graded, and writes everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.batch.checks import current_checks, known_environment, remember_checks, remember_environment
from autograder.batch.engines.engine import Engine, Environment
from autograder.batch.interrupts import Interrupts
from autograder.batch.keys import course_secret, is_reusable, result_key, system_versions
from autograder.batch.options import NOT_YET, Finished, Listener, Options
from autograder.batch.plan import Planned, take_in
from autograder.batch.result_file import StoredResult, checks_digest, decode_result
from autograder.batch.store import Store, require_own, write_batch
from autograder.batch.unit import packed, read_reply
from autograder.grading.digests import running_digest, scoring_digest
from autograder.grading.hints import current_catalogue, with_hints
from autograder.model import Assignment, Batch, BatchEntry, Check, Export, Grading, Run, Status
from autograder.scoring import reweighted, score


@dataclass
class _Job:
    """One run that is needed, and the places in the batch that wait for it."""

    key: str
    run: Run
    planned: Planned
    seed: int
    places: list[int]


def run_batch(
    assignment: Assignment, export: Export, out: Path, engine: Engine, options: Options, listener: Listener
) -> Finished:
    """Grade a class, and write the results to the folder `out`.

    An interrupt from the keyboard lets finish what is under way, and a second one does not.

    Raises:
        InputError: `out` cannot be written or holds another homework's batch, or the homework cannot be graded.
        GraderError: there is no room, or no grader starts; what has been stored stays.
    """
    require_own(out, assignment.name)
    store = Store(out)
    store.make()
    return _Coordinator(assignment, export, store, engine, options, listener).run()


class _Coordinator:
    """One batch while it is graded."""

    def __init__(
        self, assignment: Assignment, export: Export, store: Store, engine: Engine, options: Options, listener: Listener
    ) -> None:
        self._assignment, self._export, self._store = assignment, export, store
        self._engine, self._options, self._listener = engine, options, listener
        self._others = [Store(folder) for folder in options.stores if folder.resolve() != store.folder.resolve()]
        self._running_digest = running_digest(assignment)
        self._digests: dict[tuple[int, ...], str] = {(): self._running_digest}
        self._hints = current_catalogue(assignment)
        self._checks: tuple[Check, ...] = ()
        self._verdicts: dict[int, list[Grading]] = {}
        self._other_keys: dict[str, list[str]] = {}
        self._interrupted = False

    def run(self) -> Finished:
        assignment, options = self._assignment, self._options
        secret = course_secret(assignment)
        taken = take_in(assignment, self._export, self._store, secret, options.seeds, options.now)
        self._planned = list(taken)
        self._entries: list[BatchEntry | None] = [None if one.submission else one.entry for one in self._planned]
        jobs = self._jobs()
        try:
            self._grade(jobs)
        finally:
            batch = self._written()
        return Finished(batch, self._interrupted, self._uncertain())

    def _jobs(self) -> list[_Job]:
        """What has to be run; what is stored is put in place."""
        environment = known_environment(self._assignment, self._engine.name)
        while True:
            if environment is None:
                environment = self._started()
            self._checks = self._engine.checks or current_checks(self._assignment)
            jobs = self._needed(environment)
            missing = {key: job for key, job in jobs.items() if not self._is_stored(job)}
            if not missing:
                break
            now = self._started()
            if now == replace(environment, shortage=now.shortage):
                break
            environment = now
        self._listener.planned(len(self._planned), len(missing))
        for entry in filter(None, self._entries):
            self._listener.finished(entry)
        for key, job in jobs.items():
            if key not in missing and not self._reuse(job):
                missing[key] = job
                self._started()
        return list(missing.values())

    def _started(self) -> Environment:
        """The environment of the engine, which is started if need be."""
        is_new = self._engine.environment is None
        self._engine.start()
        environment = self._engine.environment
        assert environment is not None
        if is_new:
            remember_environment(self._assignment, self._engine.name, environment)
            remember_checks(self._assignment, self._engine.checks)
            self._listener.started(environment)
        return environment

    def _needed(self, environment: Environment) -> dict[str, _Job]:
        """The runs of all submissions, by their keys; equal submissions share one."""
        jobs: dict[str, _Job] = {}
        for place, planned in enumerate(self._planned):
            for seed in planned.seeds:
                run = self._expected(planned, seed, environment)
                key = self._key(run, planned)
                jobs.setdefault(key, _Job(key, run, planned, seed, [])).places.append(place)
        return jobs

    def _expected(self, planned: Planned, seed: int, environment: Environment) -> Run:
        """The circumstances that a stored run must have had to be used."""
        assert planned.submission is not None
        postponed = tuple(check.id for check in self._checks if check.secret and planned.postpone_hidden)
        return Run(
            self._assignment.name,
            environment.mode,
            seed,
            planned.submission.digest,
            self._digest_with(environment.less_memory),
            layers=environment.layers,
            postponed=postponed,
        )

    def _digest_with(self, less_memory: tuple[int, ...]) -> str:
        if less_memory not in self._digests:
            self._digests[less_memory] = running_digest(self._assignment, less_memory)
        return self._digests[less_memory]

    @staticmethod
    def _key(run: Run, planned: Planned, system: str = "") -> str:
        ignored = planned.submission.ignored if planned.submission else ()
        return result_key(run, ignored, system or system_versions())

    def _is_stored(self, job: _Job) -> bool:
        """Whether it is stored, may be used, and is not to be graded again."""
        if self._options.again == "all" or not is_reusable(job.run):
            return False
        if not self._store.has(job.key):
            return any(other.has(job.key) for other in self._others) and self._borrowed(job) is not None
        stored = self._store.get(job.key) if self._options.again == "failed" else None
        return stored is None or not score(stored.grading).withheld

    def _borrowed(self, job: _Job) -> StoredResult | None:
        """What another batch has found out, unless that was a failure of ours."""
        found = (stored for other in self._others if (stored := other.get(job.key)))
        return next((one for one in found if _is_about(one, job) and not score(one.grading).withheld), None)

    def _hinted(self, stored: StoredResult) -> StoredResult:
        """With the hints as they are now: workers on other machines have none, and they may have been edited."""
        bare = tuple(replace(outcome, hint="") for outcome in stored.grading.outcomes)
        return replace(stored, grading=replace(stored.grading, outcomes=with_hints(bare, self._hints)))

    def _reuse(self, job: _Job) -> bool:
        """Put a stored result in place; False if it cannot be read."""
        stored = self._store.get(job.key)
        is_own = stored is not None and _is_about(stored, job)
        stored = stored if is_own else self._borrowed(job)
        if stored is None:
            return False
        hinted = self._hinted(stored)
        if hinted != stored or not is_own:  # the hints were edited since
            self._store.put(job.key, hinted)
        self._place(job, job.key, hinted, cached=True)
        return True

    def _grade(self, jobs: Sequence[_Job]) -> None:
        """Run all of them, a few at a time."""
        waiting = iter(jobs)
        under_way: dict[Future[bytes], _Job] = {}
        with Interrupts() as interrupts:
            while True:
                if interrupts.count and not self._interrupted:
                    self._interrupted, waiting = True, iter(())
                    self._listener.stopping(len(under_way))
                if interrupts.count > 1:
                    self._engine.abort()
                    return
                self._submit(waiting, under_way)
                if not under_way:
                    return
                done, _ = wait(under_way, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(future, under_way.pop(future))

    def _submit(self, waiting: Iterator[_Job], under_way: dict[Future[bytes], _Job]) -> None:
        while len(under_way) < self._engine.slots and (job := next(waiting, None)):
            assert job.planned.submission is not None
            unit = packed(job.planned.submission, job.seed, job.planned.postpone_hidden)
            under_way[self._engine.submit(unit)] = job

    def _take(self, future: Future[bytes], job: _Job) -> None:
        """Keep what an engine gave, and only then say so."""
        try:
            reply = read_reply(future.result())
            known = {checks_digest(self._checks): self._checks}
            stored = self._hinted(decode_result(reply.result, known))
        except (msgspec.MsgspecError, ValueError) as error:
            self._withhold(job, f"the engine's answer cannot be read: {error}")
            return
        except Exception as error:  # whatever an engine does is no student's fault
            self._withhold(job, f"it could not be graded: {error}")
            return
        if reply.failure:
            self._withhold(job, f"the autograder failed: {reply.failure}", stored)
            return
        if self._is_elsewhere(stored.grading.run, reply.digest):
            self._withhold(job, f"{reply.where} has less memory than promised, or other versions than this machine")
            return
        key = self._key(stored.grading.run, job.planned, reply.system)
        self._store.put(key, stored)
        self._place(job, key, stored, engine=reply.where)

    def _is_elsewhere(self, run: Run, digest: str) -> bool:
        """Whether it ran in worse or other circumstances than the engine has said."""
        environment = self._engine.environment
        return digest != self._running_digest or (environment is not None and run.memory < environment.least)

    def _withhold(self, job: _Job, sentence: str, stored: StoredResult | None = None) -> None:
        for place in job.places:
            self._finish(place, replace(self._planned[place].entry, sentence=sentence))

    def _place(self, job: _Job, key: str, stored: StoredResult, cached: bool = False, engine: str = "") -> None:
        """Say what became of everybody who submitted these files."""
        grading = reweighted(stored.grading, self._checks)
        result = score(grading)
        for place in job.places:
            planned = self._planned[place]
            if len(planned.seeds) > 1:
                self._verdicts.setdefault(place, []).append(grading)
            if job.seed != planned.seeds[0]:
                self._other_keys.setdefault(planned.entry.submission.id, []).append(key)
                continue
            status = Status.WITHHELD if result.withheld else Status.GRADED
            kept = grading if result.withheld else None  # of a whole class it would be much, and it is stored
            entry = replace(planned.entry, status=status, grading=kept, score=result, sentence=result.withheld, key=key)
            self._finish(place, replace(entry, seconds=stored.seconds, cached=cached, engine=engine))

    def _finish(self, place: int, entry: BatchEntry) -> None:
        if self._entries[place] is None:
            self._entries[place] = entry
            self._listener.finished(entry)

    def _written(self) -> Batch:
        """Write the batch as it is now."""
        entries = tuple(
            entry or replace(planned.entry, sentence=NOT_YET)
            for entry, planned in zip(self._entries, self._planned, strict=True)
        )
        batch = Batch(
            self._assignment.name,
            str(self._export.source),
            datetime.now(timezone.utc),
            self._checks,
            entries,
            self._running_digest,
            scoring_digest(self._assignment, self._checks),
            __version__,
            self._export.remarks,
        )
        write_batch(self._store.folder, batch, self._other_keys)
        return batch

    def _uncertain(self) -> tuple[tuple[str, int], ...]:
        """Checks that ended differently for the same files with other seeds, the most frequent first."""
        counts: dict[str, int] = {}
        for gradings in self._verdicts.values():
            for check in self._checks:
                ended = {o.verdict for grading in gradings for o in grading.outcomes if o.check.id == check.id}
                if len(ended) > 1:
                    counts[check.id] = counts.get(check.id, 0) + 1
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _is_about(stored: StoredResult, job: _Job) -> bool:
    """Whether a stored result is that of the run it is named after: files may have been mixed up."""
    run, wanted = stored.grading.run, job.run
    told, asked = ((one.assignment, one.submission_digest, one.running_digest, one.seed) for one in (run, wanted))
    return told == asked and (run.mode, run.layers, run.postponed) == (wanted.mode, wanted.layers, wanted.postponed)
