"""What records/ says about people: their e-mail addresses, and its file names. None of it is ever published."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring.leaks.secret import Secret
from autograder.authoring.leaks.tokens import tokens_of
from autograder.model import Course
from autograder.records import read_roster, records_folder
from autograder.records.roster import FILE


def record_runs(course: Course) -> Iterator[Secret]:
    """The e-mail addresses of the roster; each alone is a leak.

    Raises:
        InputError: there is a roster, but it cannot be read, so there is no telling what is secret.
    """
    path = records_folder(course) / FILE
    if not path.exists():
        return
    shown = f"records/{FILE}"
    roster, _ = read_roster(path, shown)
    for person in roster.people:
        for email in (email for email in person.emails if "@" in email):
            yield Secret(tokens_of(email), f"{person.where} (an e-mail address)", shown)


def record_names(course: Course) -> dict[str, str]:
    """The names of the files in records/ with one of its file extensions."""
    folder = records_folder(course)
    files = (path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", ".yaml"))
    return {path.name: f"records/{path.relative_to(folder).as_posix()}" for path in files}
