"""`autograder anonymise`: read the key, write the export without the people, say what remains."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.anonymise import Anonymised, anonymise
from autograder.anonymise.key import default_key, read_key
from autograder.anonymise.run import require_new
from autograder.cli.say import say
from autograder.errors import InputError
from autograder.model import Course
from autograder.text import listed, many

_MOST_FILES, _MOST_WORDS = 20, 40


def anonymise_export(
    course: Course,
    source: Path,
    out: Path,
    key: Path | None = None,
    due: str = "",
    words: Path | None = None,
    history: bool = False,
) -> int:
    """Write an export without the people in it and return 0; after an error nothing is written.

    Raises:
        InputError: an argument cannot be used, or a trace of a person would be left.
    """
    key_file, moment, further = key or default_key(), _moment(due, course) if due else None, _words(words)
    require_new(out)
    secret, is_new = read_key(key_file, out)
    try:
        done = anonymise(source, out, secret, moment, further, history)
    except BaseException:
        if is_new:  # nothing was written, so no pseudonym is of this key
            key_file.unlink(missing_ok=True)
        raise
    if is_new:
        say(f"a new key: {key_file}; keep it for as long as pseudonyms should stay the same, and give it to nobody")
    _report(done, out)
    return 0


def _report(done: Anonymised, out: Path) -> None:
    say(f"{many(done.submissions, 'submission')} of {many(done.students, 'student')} without names: {out.as_posix()}")
    if done.without_time:
        say(f"{many(done.without_time, 'submission')} without a time: the export has none, or no due date (see --due)")
    if done.ordinary:
        words = listed(done.ordinary, most=_MOST_WORDS)
        say(f"parts of names that are ordinary program words, kept where they stand alone in lower case: {words}")
    for path, why in done.left_out[:_MOST_FILES]:
        say(f"left out: {path} ({why})")
    if len(done.left_out) > _MOST_FILES:
        say(f"left out: {many(len(done.left_out) - _MOST_FILES, 'more file')}")
    say("this hides neither coding style nor people who are not in the export: read some files before you share them")


def _moment(text: str, course: Course) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError("--due", f"{text!r} is not a date and time", "write it as 2027-02-08T23:59") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(course.time_zone))


def _words(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return path.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        raise InputError(str(path), "cannot be read as text", "name a file with one word a line") from None
