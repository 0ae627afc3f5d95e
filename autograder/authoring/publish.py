"""Handouts and the site on disk: built when what they are made from has changed, and replaced as a whole."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.handout.build_stamp import digest_of_inputs, is_fresh, write_handout
from autograder.authoring.source.promised_points import require_promised_points
from autograder.config import assignment_names, load_assignment, zone_named
from autograder.errors import InputError
from autograder.model import Assignment, Course

if TYPE_CHECKING:
    from autograder.authoring.leaks import Secrets
    from autograder.authoring.site.announcements import Announcement


def handouts_folder(course: Course) -> Path:
    """Where handouts lie."""
    return course.root / "build" / "handouts"


def handout_files(assignment: Assignment) -> tuple[Path, ...]:
    """The three files of a handout: zip, PDF, page."""
    folder = handouts_folder(assignment.course)
    return tuple(folder / f"{assignment.name}{kind}" for kind in (".zip", ".pdf", ".html"))


def secrets_when_needed(course: Course) -> Callable[[], Secrets | None]:
    """What must not be handed out, read once and only if asked for; None if there is no reference solution."""

    @functools.cache
    def read() -> Secrets | None:
        from autograder.authoring.leaks import secrets_of  # slow to import, and seldom needed

        if not (course.root / "reference_solutions").is_dir():
            return None
        return secrets_of([load_assignment(course, name) for name in assignment_names(course)])

    return read


def refresh(assignment: Assignment, secrets: Callable[[], Secrets | None]) -> bool:
    """Build the handout if anything it is made from has changed; whether it was built.

    Raises:
        InputError: it cannot be handed out; what was there stays as it was.
    """
    require_promised_points(assignment)
    folder, inputs = handouts_folder(assignment.course), digest_of_inputs(assignment)
    if is_fresh(assignment, folder, inputs):
        return False
    from autograder.authoring.handout.build import build_handout  # slow to import, and seldom needed

    write_handout(assignment, folder, inputs, build_handout(assignment, secrets()))
    return True


def write_site(course: Course, when: datetime) -> tuple[Path, int]:
    """Write build/site/: the pages of what is released at `when`, and nothing else; the folder, and how many files.

    Raises:
        InputError: a released homework cannot be handed out; the site that was there stays as it was.
    """
    from autograder.authoring.site.announcements import announcements
    from autograder.authoring.site.build import build_site, released_assignments

    shown, secrets = released_assignments(course, when), secrets_when_needed(course)
    for assignment in shown:
        refresh(assignment, secrets)
    announced = [one for one in announcements(course, zone_named(course.time_zone)) if one.at <= when]
    _check_announcements(announced, secrets)
    files = build_site(course, when, [(assignment, handout_files(assignment)) for assignment in shown], announced)
    folder = course.root / "build" / "site"
    _replace_folder(folder, files)
    return folder, len(files)


def _check_announcements(announced: Sequence[Announcement], secrets: Callable[[], Secrets | None]) -> None:
    """Whatever is announced is as public as a handout."""
    known = secrets() if announced else None
    if known is not None:
        from autograder.authoring.leaks import leaks_in_text

        text = "\n".join(f"{one.title}\n{one.text}" for one in announced)
        for leak in leaks_in_text(text, known, "handouts/announcements.md"):
            raise InputError(leak.where, leak.what, "take it out")


def _replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder with exactly these files; what it held before is gone, so nothing stays that is no longer shown."""
    part, old = folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")
    for leftover in (part, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for path, content in files.items():
        target = part / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
