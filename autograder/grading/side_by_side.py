"""Runs the checks of one submission side by side, with the outcomes that they have one after another.

Theory of operation. The visible checks run in several workers first (worker_pool.py), then the hidden ones: what a
hidden check leaves behind, no visible one may be there to read. An outcome from there counts only if no neighbour can
have had a part in it, as in a check that passed, failed or was skipped. All else is left for a worker that runs alone
after the others, as one does where checks never run side by side:

    what may not have a neighbour       checks that measure time, and those that say so (clocks.py)
    what a neighbour may have done      out of memory, a failure of ours, a worker that hung or died; crashed, where a
                                        smaller limit of replies may be why
    what depends on other outcomes      a failed check that the reference may stand in for (follow_through.py)
    a check that has timed out          in their order, until one of them times out alone, too: then the neighbours were
                                        not why, and all others have timed out

A submission whose slow import all checks share (shared_import.py) runs in one worker as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from autograder.grading import messages
from autograder.grading.follow_through import due, piece_of
from autograder.grading.supervisor import GRACE, Supervisor
from autograder.grading.worker_pool import WorkerPool
from autograder.model import Assignment, Check, FollowThrough, Outcome, Remark, Verdict
from autograder.sandbox.processors import allowed_processors

#: Checks for each worker at least; for fewer, starting one does not pay.
LEAST_EACH = 4
MOST = 4  # at the same time, if nobody asks for more; what is gained by more has not been measured
_WITHOUT_NEIGHBOURS = (Verdict.PASSED, Verdict.SKIPPED)  # as it would have ended without them
_FAILED = (Verdict.FAILED, Verdict.NOT_JUDGED)
_Result = tuple[Outcome, Sequence[Remark]]


def usual_jobs(assignment: Assignment) -> int:
    """How many checks of one submission run at the same time where nobody says: one per processor, up to MOST, if its
    checks do not depend on one another."""
    return min(allowed_processors(), MOST) if assignment.side_by_side else 1


class SideBySide:
    """A run of one submission.

    Args:
        supervisor: runs what is left, and keeps the outcomes.
        jobs: what each of the workers that run at the same time is told, but for the checks.
        checks: of the homework.
        alone: ids of those that may not have a neighbour.
        settings: what the reference may stand in for.
        pool: makes a pool of the jobs, the checks by id, seconds for each of them, and the end.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        jobs: Sequence[messages.GradeJob],
        checks: Sequence[Check],
        alone: Collection[str],
        settings: Sequence[FollowThrough],
        pool: Callable[..., WorkerPool],
    ) -> None:
        self._supervisor, self._jobs, self._pool = supervisor, jobs, pool
        self._checks, self._alone, self._settings = {check.id: check for check in checks}, alone, settings

    def run(self, wanted: Sequence[str]) -> None:
        """Until each of these checks has an outcome; visible ones come first."""
        stages = [[one for one in wanted if self._checks[one].secret is secret] for secret in (False, True)]
        if max(map(self._lanes, stages)) < 2:
            self._supervisor.run(wanted)
            return
        self._supervisor.run(wanted, only_prepares=True)
        for stage in stages:
            self._run(self._left_of(stage))

    def _lanes(self, stage: Sequence[str]) -> int:
        """How many workers are of use."""
        return min(len(self._jobs), sum(one not in self._alone for one in stage) // LEAST_EACH)

    def _left_of(self, stage: Sequence[str]) -> list[str]:
        done = {outcome.check.id for outcome in (*self._supervisor.outcomes, *self._supervisor.held)}
        return [one for one in stage if one not in done]

    def _run(self, stage: Sequence[str]) -> None:
        supervisor, lanes = self._supervisor, self._lanes(stage)
        aside: dict[str, _Result] = {}

        def take(outcome: Outcome, remarks: Sequence[Remark]) -> None:
            if self._counts_at_once(outcome):
                supervisor.add(outcome, remarks)
            else:
                aside[outcome.check.id] = outcome, remarks

        if lanes > 1:
            self._run_together([one for one in stage if one not in self._alone], lanes, take)
        failed = self._perhaps_failed(stage, [outcome for outcome, _ in aside.values()])
        counted = [
            result
            for result in aside.values()
            if result[0].verdict in _FAILED and not due(result[0].check, failed, self._settings)
        ]
        for result in counted:
            if result[0].verdict is Verdict.FAILED:
                supervisor.add(*result)
        # Whether these have failed, those say that are to be run before them: see not_judged.py.
        waiting = [result for result in counted if result[0].verdict is Verdict.NOT_JUDGED]
        supervisor.held = [outcome for outcome, _ in waiting]
        again = {one: aside[one] for one in stage if one in aside and aside[one] not in counted}
        slow = {one: result for one, result in again.items() if result[0].verdict is Verdict.TIMED_OUT}
        if supervisor.is_out_of_time:  # they have run, and cannot run again
            for result in again.values():
                supervisor.add(*result)
            slow = {}
        self._run_alone(stage, slow)
        supervisor.held = ()
        for result in waiting:
            supervisor.add(*result)

    def _counts_at_once(self, outcome: Outcome) -> bool:
        if outcome.verdict is Verdict.FAILED:
            return not due(outcome.check, [(one.piece, False) for one in self._settings], self._settings)
        return outcome.verdict in _WITHOUT_NEIGHBOURS or (outcome.verdict is Verdict.CRASHED and self._has_all_memory)

    @property
    def _has_all_memory(self) -> bool:
        """Whether a worker among others takes replies as large as one that runs alone."""
        return all(job.limits == self._supervisor.job.limits for job in self._jobs)

    def _perhaps_failed(self, stage: Sequence[str], aside: Sequence[Outcome]) -> list[tuple[str, bool]]:
        """The pieces in which a check has failed, or may have, once all of this stage have an outcome."""
        known = {outcome.check.id for outcome in (*self._supervisor.outcomes, *aside)}
        unknown = [self._checks[one] for one in stage if one not in known]
        return [*self._supervisor.failed(), *map(piece_of, [*(one.check for one in aside), *unknown])]

    def _run_alone(self, stage: Sequence[str], slow: Mapping[str, _Result]) -> None:
        """Run what is left of a stage; `slow` has timed out beside neighbours."""
        supervisor = self._supervisor
        if slow:
            first, left = next(iter(slow)), self._left_of(stage)
            supervisor.run(left[: left.index(first) + 1])
            ended = {outcome.check.id: outcome.verdict for outcome in supervisor.outcomes}
            if ended[first] is Verdict.TIMED_OUT:
                for one in slow.keys() - {first}:
                    supervisor.add(*slow[one])
        supervisor.run(self._left_of(stage))

    def _run_together(
        self, together: Sequence[str], lanes: int, take: Callable[[Outcome, Sequence[Remark]], None]
    ) -> None:
        found = self._supervisor.job
        jobs = [
            msgspec.structs.replace(job, rules=(), untouched=False, import_seconds=found.import_seconds)
            for job in self._jobs[:lanes]
        ]
        pool = self._pool(jobs, self._checks, lambda check: self._supervisor.wall(check) + GRACE, self._supervisor.end)
        pool.run(together, take)
