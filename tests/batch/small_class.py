"""A class for the tiny homework: what each of its submissions is must come out of a batch."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from autograder.batch.engines.engine import Engine, Environment
from autograder.batch.options import Finished, Options
from autograder.batch.run import run_batch
from autograder.batch.store import read_batch
from autograder.intake.exports import read_export
from autograder.model import Assignment, BatchEntry, Outcome

RIGHT = "def double(x):\n    return 2 * x\n"
#: names of the class's submissions, and their files
FILES: dict[str, dict[str, str | bytes]] = {
    "11": {"tiny.py": RIGHT},
    "12": {"tiny.py": "def double(x):\n    return x / 2\n"},
    "13": {"tiny.py": "def (:\n"},
    "14": {"tiny.py": "import os\nos._exit(0)\n"},
    "15": {"notes.txt": "I will submit tomorrow"},
    "16": {"hw/tiny.py": RIGHT, ".DS_Store": b"\0"},  # equal to the first one
    "17": {"tiny.py": "def double(x):\n    return 6\n"},
}
METADATA = "".join(
    f"submission_{number}:\n  :submitters:\n  - :name: Student {number}\n    :sid: '{number}'\n"
    f"    :email: s{number}@example.edu\n  :created_at: 2027-02-01 12:00:00 Z\n"
    for number in ("11", "12", "13", "14", "15", "17", "18")
)
NOW = datetime(2027, 3, 1, tzinfo=timezone.utc)


def zipped_class(files: dict[str, dict[str, str | bytes]] = FILES, metadata: str = METADATA) -> bytes:
    """Gradescope's export of a class; 16 is not in its metadata, and of 18 it has no files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("assignment_1_export/submission_metadata.yml", metadata)
        for number, own in files.items():
            for path, data in own.items():
                archive.writestr(f"assignment_1_export/submission_{number}/{path}", data)
    return buffer.getvalue()


class Listener:
    """Remembers what it was told; `on_finished` is called with each entry."""

    def __init__(self, on_finished: Callable[[BatchEntry], None] = lambda _: None) -> None:
        self.to_run = -1
        self.entries: list[BatchEntry] = []
        self.environments: list[Environment] = []
        self.stops: list[int] = []
        self._on_finished = on_finished

    def planned(self, entries: int, to_run: int) -> None:
        self.to_run = to_run

    def started(self, environment: Environment) -> None:
        self.environments.append(environment)

    def finished(self, entry: BatchEntry) -> None:
        self.entries.append(entry)
        self._on_finished(entry)

    def stopping(self, under_way: int) -> None:
        self.stops.append(under_way)


def grade_class(
    assignment: Assignment,
    source: Path,
    out: Path,
    engine: Engine,
    listener: Listener | None = None,
    again: str = "",
    seeds: int = 1,
    now: datetime = NOW,
    stores: tuple[Path, ...] = (),
) -> Finished:
    """Read an export and grade it."""
    into = out.parent / f"unpacked {len(list(out.parent.iterdir()))}"
    into.mkdir()
    with engine:
        export = read_export(source, into)
        options = Options(now, again, seeds, stores)
        return run_batch(assignment, export, out, engine, options, listener or Listener())


def outcomes(out: Path) -> dict[str, list[Outcome]]:
    """By submission; all but times, and of a traceback its last line."""
    return {
        entry.submission.id: [
            replace(o, seconds=0.0, staff=o.staff.strip().rpartition("\n")[2])
            for o in (entry.grading.outcomes if entry.grading else ())
        ]
        for entry in read_batch(out).entries
    }
