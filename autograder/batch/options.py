"""What is asked of a batch, who is told how it goes on, and what comes of it."""

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
        again: "" to take what is stored; "failed" to grade again what was withheld; "all" to grade everything again.
        seeds: how many runs each submission gets, with different hidden data.
        now: decides whether hidden checks that are not run before the due date are run.
        stores: folders of other batches of the homework, whose results are used, too.
    """

    now: datetime
    again: str = ""
    seeds: int = 1
    stores: tuple[Path, ...] = ()


class Listener(Protocol):
    """Is told how a batch goes on."""

    def planned(self, entries: int, to_run: int) -> None:
        """So many submissions there are, and so many runs are needed."""

    def started(self, environment: Environment) -> None:
        """Graders are warm."""

    def finished(self, entry: BatchEntry) -> None:
        """This became of one submission."""

    def stopping(self, under_way: int) -> None:
        """It was interrupted, and waits for what is under way."""


@dataclass(frozen=True)
class Finished:
    """A batch that has been written down.

    Attributes:
        batch: without the outcomes, which are in the store.
        uncertain: ids of checks that ended differently with other seeds, with the number of submissions.
    """

    batch: Batch
    interrupted: bool
    uncertain: tuple[tuple[str, int], ...] = ()
