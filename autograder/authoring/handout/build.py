"""Builds a handout: the bytes of the zip, the PDF and the page, the same every time.

The zip stores its files uncompressed, in one order, with one date and one mode, so that its bytes depend on nothing but
theirs: not on the clock, the user, or the zlib of the machine.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.authoring.handout.student_files import student_files
from autograder.authoring.leaks import Secrets, leaks_in_bytes
from autograder.authoring.source.handout_files import contents
from autograder.authoring.writeup.render import html_page, pdf, write_up
from autograder.errors import ConfigError
from autograder.files import Entry, zipped
from autograder.model import Assignment
from autograder.text import collision_key

_DATE = (2020, 1, 1, 0, 0, 0)  # of files of a homework that no schedule knows


def build_handout(assignment: Assignment, secrets: Secrets | None) -> dict[str, bytes]:
    """The files that are handed out, by name: hw.zip, hw.pdf, hw.html.

    Args:
        secrets: what must not be in them; None if there is no reference solution to compare with.

    Raises:
        InputError: a file that belongs in it is missing.
        ConfigError: something in it is wrong, or secret.
    """
    name, entries = assignment.name, contents(assignment)
    done = write_up(assignment)
    write_ups = {f"{name}.pdf": pdf(done), f"{name}.html": html_page(done).encode()}
    files = student_files(assignment, entries) | write_ups
    needed = {collision_key(path) for path in files}
    taken: dict[str, str] = {}
    for entry in entries:
        key = collision_key(entry.path)
        if key in needed:
            raise ConfigError(entry.path, "is a name that the handout itself needs", "rename the file")
        if key in taken:
            raise ConfigError(entry.path, f"is the same file as {taken[key]} on many computers", "rename one of them")
        taken[key] = entry.path
        files[entry.path] = entry.source.read_bytes()
    handout = {f"{name}.zip": pack(files, name, _date(assignment))} | write_ups
    if secrets is not None:
        _refuse_leaks(handout[f"{name}.zip"], f"{name}.zip", secrets)  # it holds the other two
    return handout


def pack(files: Mapping[str, bytes], folder: str, date: tuple[int, int, int, int, int, int] = _DATE) -> bytes:
    """A zip with the files in one folder."""
    return zipped((Entry(f"{folder}/{path}", files[path]) for path in sorted(files)), date)


def _date(assignment: Assignment) -> tuple[int, int, int, int, int, int]:
    line = assignment.course.scheduled(assignment.name)
    if line is None:
        return _DATE
    when = line.released
    return (when.year, when.month, when.day, when.hour, when.minute, 0)


def _refuse_leaks(content: bytes, name: str, secrets: Secrets) -> None:
    found = leaks_in_bytes(content, secrets, name)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        origin = f", from {found[0].origin}" if found[0].origin else ""
        raise ConfigError(found[0].where, f"{found[0].what}{origin}{more}", "take it out; nothing was written")
