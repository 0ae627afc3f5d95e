"""Prepares a run before and beside its checks: the specifications of their children, files compiled once for all, and a
slow import done once.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.grading import import_time, messages
from autograder.grading.event_pipe import EventPipe
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import StudentError, StudentFault
from autograder.grading.remote.session import ChildPrefetcher, ChildSpecs, Side
from autograder.grading.seeds import derived
from autograder.grading.shared_import import SharedImport, template_spec
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.zygote_client import ZygoteClient, ZygoteEnded, cpu_seconds, spec_of


class Preparation:
    """Prepares the children of one submission's checks.

    Args:
        drivers: source texts of the modules that run in a child.
        on_first_use: called when a check first creates a child of the submission.

    Attributes:
        is_long: enough checks are to run that preparing ahead pays.
        imported: the template that holds what was imported once, if that took long and may be shared.
    """

    def __init__(
        self,
        job: messages.GradeJob,
        zygote_client: ZygoteClient,
        events: EventPipe,
        drivers: Mapping[str, str],
        config: messages.RunnerConfig,
        on_first_use: Callable[[], None],
    ) -> None:
        self._job, self._zygote_client, self._events = job, zygote_client, events
        self._drivers, self._config, self._on_first_use = drivers, config, on_first_use
        # Most runs to the first failure end with one of the first checks: for so few, preparing ahead does not pay.
        self.is_long = not job.stop_at_first_failure
        self.imported: SharedImport | None = None
        self._import_seconds = job.import_seconds
        self.prefetcher = ChildPrefetcher(zygote_client)

    def specs(self) -> ChildSpecs:
        """The specifications of the children of a check outside; the submission's files are compiled now."""
        job, limits = self._job, self._job.limits
        by_side = self._by_side()
        compiled = functools.cache(lambda side: self._compiled(side, by_side[side]))

        def codes(side: Side) -> dict[str, bytes]:
            return compiled(side) if self.is_long else {}

        if self.is_long:
            codes(Side.SUBMISSION)  # now, as it may hang; the reference's when a check first uses it
        if self._import_seconds:
            seconds = cpu_seconds(limits.wall + self._import_seconds)
            by_side[Side.SUBMISSION] = replace(by_side[Side.SUBMISSION], cpu_seconds=seconds)
        if self.imported is None and not job.only_prepares:
            self.prefetcher.prefetch(by_side[Side.SUBMISSION])
        return ChildSpecs(
            by_side,
            self._drivers,
            limits,
            self.imported,
            self._import_seconds,
            codes,
            self._on_first_use,
            job.sealed,
            share=job.share,
        )

    def inside(self, specs: ChildSpecs) -> ChildSpecs:
        """The same for a check that runs whole in a child: it sees the public tests, too, and there is no reference."""
        spec, suite = specs.by_side[Side.SUBMISSION], self._job.suite
        readable = tuple(suite if path == spec.root else path for path in spec.readable)
        by_side = {Side.SUBMISSION: replace(spec, root=suite, readable=readable)}
        return replace(specs, by_side=by_side, drivers={}, codes=lambda _: {}, prepare=None, imported=None)

    def close(self) -> None:
        """End the template, if there is one."""
        if self.imported is not None:
            with contextlib.suppress(ZygoteEnded):  # and it with the zygote
                self.imported.close()

    def _by_side(self) -> dict[Side, ChildSpec]:
        job, folders = self._job, self._config.import_folders
        common: dict[str, Any] = {
            "seed": derived(job.seed, "global generators of a child"),
            "layers": tuple(job.layers),
            "environment": self._config.environment,
        }
        own = tuple(f"{job.root}/{folder}" for folder in folders)
        submission = spec_of(job.root, job.readable, job.limits, uid=job.users[0], paths=own, **common)
        if not job.reference:
            return {Side.SUBMISSION: submission}
        solution, *paths = job.reference
        short = [f"{folder}/{name}" for folder in job.reference for name in folders]
        common |= {"paths": (*paths, *short), "uid": job.users[1], "memory": job.reference_memory}
        reference = spec_of(solution, (*paths, *job.readable), job.limits, **common)
        return {Side.SUBMISSION: submission, Side.REFERENCE: reference}

    def _compiled(self, side: Side, spec: ChildSpec) -> dict[str, bytes]:
        """The files of one side, compiled once in a child that runs no check; {} where that fails in any way.

        The submission's child then also imports them, to see how long that takes; if it takes long, the child may be
        kept.
        """
        root, job = Path(spec.root), self._job
        paths = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.py"))]
        looks = side is Side.SUBMISSION and bool(job.submitted) and job.untouched
        apart = template_spec(spec, job.share) if looks and job.sealed else None
        process = self._zygote_client.spawn(apart or spec, template=apart is not None)
        client = RpcClient(process, job.limits, spec.root)
        is_kept = False
        try:
            codes = client.compile(paths)
            if looks:
                found = import_time.look(client, job.submitted, job.limits)
                if found.seconds and apart is not None:
                    is_kept = self._share(SharedImport(client, process, self._zygote_client), found)
                self._import_seconds = found.seconds
                told = import_time.notes(found, is_kept, job.limits.total)
                self._events.tell(messages.Noted(told, found.seconds))
            return codes
        except (StudentFault, StudentError):  # each check will meet the same, and say so
            return {}
        finally:
            if not is_kept:
                client.close()

    def _share(self, imported: SharedImport, found: import_time.Imports) -> bool:
        if imported.begin(list(found.modules)):
            self.imported = imported
        return self.imported is not None
