"""`autograder package` and `autograder dry-run`: build a platform's zip, and grade with it in a local container."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from autograder.cli.say import say, say_lines
from autograder.config import chosen_names, load_assignment, zone_named
from autograder.files import Entry
from autograder.model import Course
from autograder.packaging.dry_run import dry_run as run_in_container
from autograder.packaging.package import build_package
from autograder.packaging.targets import target_named
from autograder.scoring.balances import FILE, encode_balances
from autograder.text import many


def package(course: Course, names: Sequence[str], target: str = "gradescope", ledger: bool = False) -> int:
    """Write build/autograders/<name>.zip (<name>-<target>.zip for other targets) for these assignments, or for all.

    Args:
        ledger: include each student's remaining grace days before the homework, from the present records/.

    Raises:
        InputError: there is no such assignment, or its tests do not give the points that it promises.
    """
    from autograder.authoring.source.promised_points import require_promised_points  # stays at home, unlike this file

    platform = target_named(target)
    for name in chosen_names(course, names):
        assignment = load_assignment(course, name)
        require_promised_points(assignment)
        more = [_ledger(course, name)] if ledger else []
        path = build_package(assignment, course.root / "build" / "autograders", platform, more)
        say(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


def _ledger(course: Course, name: str) -> Entry:
    from autograder.gradebook import build_gradebook
    from autograder.gradebook.balances import balances_before
    from autograder.records import read_records

    book = build_gradebook(course, read_records(course), datetime.now(zone_named(course.time_zone)))
    balances = balances_before(book, name)
    say(f"{name}: grace days left of {many(len(book.students), 'student')}, as of {balances.as_of}")
    return Entry(f"course/{FILE}", encode_balances(balances))


def dry_run(course: Course, name: str, submission: Path, base: str | None = None, out: Path | None = None) -> int:
    """Grade a submission in a container, as the platform would."""
    folder = out or course.root / "build" / "dry-run" / name
    return run_in_container(load_assignment(course, name), Path(submission), base, folder, say_lines)
