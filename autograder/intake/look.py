"""What lies in a submission that cannot be taken, for staff to read: names, and the texts of a few small files."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import SubmissionRefused
from autograder.intake.listing import Entry
from autograder.intake.names import shown
from autograder.intake.source import opened_contents
from autograder.model import Assignment

_TEXTS = (".py", ".ipynb", ".txt", ".md", ".json", ".csv", ".yaml", ".yml", ".toml", ".tex")
_MOST_FILES, _MOST_BYTES = 20, 200_000


def look_into(source: Path, assignment: Assignment) -> tuple[list[tuple[str, bytes | None]], int]:
    """The files of a submission by name, Python's first, with their contents where they are small texts, else None;
    and how many more there are.

    Raises:
        SubmissionRefused: it cannot be opened at all.
    """
    with opened_contents(source, assignment) as contents:
        entries = sorted(contents.entries.values(), key=lambda entry: (not entry.path.endswith(".py"), entry.path))
        found = [(shown(entry.path), _text(entry)) for entry in entries[:_MOST_FILES]]
    return found, len(entries) - len(found)


def _text(entry: Entry) -> bytes | None:
    if entry.refusal is not None or entry.size > _MOST_BYTES or not entry.path.endswith(_TEXTS):
        return None
    content = b""
    try:
        for chunk in entry.read():
            content += chunk
            if len(content) > _MOST_BYTES:  # it was announced as smaller
                return None
    except (SubmissionRefused, OSError):
        return None
    return content
