"""The options of a batch, its progress listener and its result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from autograder.batch.engines.engine import Environment
from autograder.model import Batch, BatchEntry

#: what is said of a submission that was not reached
NOT_YET = "it was not graded: the batch was interrupted"


@dataclass(frozen=True)
class Options:
    """How a batch is graded.

    Attributes:
        again: "" to reuse all stored results; "failed" to grade withheld submissions again; "all" to grade all again.
        seeds: how many runs each submission gets, on different hidden data.
        now: with time zone; decides whether hidden checks that wait for the due date run.
        stores: folders of other batches of the homework, whose results are reused, too.
    """

    now: datetime
    again: str = ""
    seeds: int = 1
    stores: tuple[Path, ...] = ()


class Listener(Protocol):
    """Is told about the progress of a batch."""

    def planned(self, entries: int, to_run: int) -> None:
        """The batch has `entries` submissions and needs `to_run` runs."""

    def started(self, environment: Environment) -> None:
        """The graders are ready."""

    def finished(self, entry: BatchEntry) -> None:
        """One submission is done."""

    def stopping(self, under_way: int) -> None:
        """The batch was interrupted, and waits for the submissions under way."""


@dataclass(frozen=True)
class Finished:
    """A batch that has been written to its folder.

    Attributes:
        batch: without the outcomes, which are in the store.
        uncertain: ids of checks that ended differently with other seeds, with the number of submissions.
    """

    batch: Batch
    interrupted: bool
    uncertain: tuple[tuple[str, int], ...] = ()
