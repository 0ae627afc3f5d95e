"""Reads everything in records/, and matches scores with people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timezone
from pathlib import Path

from autograder.config import zone_named
from autograder.errors import AutograderError, InputError
from autograder.model import Course
from autograder.records.exceptions import EXTENSIONS, OVERRIDES, read_extensions, read_overrides
from autograder.records.facts import Records, Score
from autograder.records.items import Item, Titles, items_of
from autograder.records.problems import Problem, from_error
from autograder.records.roster import FILE, Person, Roster, read_roster
from autograder.records.score_files import RawScore, read_scores
from autograder.text import listed, many

_MOST = 5
_UNREADABLE = "its score cannot be read, through no fault of yours, until course staff have corrected it"
_NONE: Mapping[str, Path] = {}
_SEARCHED = 20  # strangers for whom the nearest are looked for: where there are more, the roster is another course's


def records_folder(course: Course) -> Path:
    """The course's folder records/; it may be missing."""
    return course.root / "records"


def read_records(course: Course, folder: Path | None = None, instead: Mapping[str, Path] = _NONE) -> Records:
    """Everything in records/, or in another folder like it; errors in the files are in its `problems`.

    Args:
        instead: files to read in place of those in the folder, by the names of the latter.

    Raises:
        InputError: course.yaml has no `grading`.
    """
    folder, zone = folder or records_folder(course), zone_named(course.time_zone)
    items = items_of(course)
    problems: list[Problem] = []
    raw: list[RawScore] = []
    for path in sorted((folder / "scores").glob("*.csv")):
        try:
            found, unreadable = read_scores(path, _shown(folder, path), zone)
        except AutograderError as error:
            problems.append(Problem(error.where, f"{error.what}, so none of its scores count", error.remedy))
        else:
            raw, problems = [*raw, *found], [*problems, *unreadable]
    roster, wrong = _roster(folder, instead.get(FILE, folder / FILE), raw)
    names = [item.name for item in items]
    parts = {item.name: tuple(item.parts) for item in items}
    granted, decided = (instead.get(name, folder / name) for name in (EXTENSIONS, OVERRIDES))
    extensions, in_extensions = read_extensions(granted, _shown(folder, granted), roster, names, zone)
    overrides, in_overrides = read_overrides(
        decided, _shown(folder, decided), roster, names, lambda name: parts.get(name, ())
    )
    scores, unjoined = join_scores(raw, roster, items)
    problems = [*wrong, *problems, *in_extensions, *in_overrides, *unjoined]
    return Records(roster, scores, tuple(extensions), tuple(overrides), tuple(problems))


def changed_file(course: Course, file: Path) -> tuple[Course | None, Path | None, Mapping[str, Path]]:
    """What a file or folder to compare with replaces: (course, folder of records, files in place of others).

    The course is None if the file is another course.yaml.

    Raises:
        InputError: there is nothing at `file`.
    """
    if not file.exists():
        raise InputError(
            str(file), "there is no such file or folder", "give a course.yaml, a file or folder of records"
        )
    if file.is_dir():
        return course, file, _NONE
    if file.suffix == ".csv":
        return course, None, {FILE: file}
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    if "granted_by" in text:
        return course, None, {EXTENSIONS: file}
    if "grading" not in text:
        return course, None, {OVERRIDES: file}
    return None, None, _NONE


def _shown(folder: Path, path: Path) -> str:
    if not path.is_relative_to(folder):
        return str(path)
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def _roster(folder: Path, path: Path, raw: Sequence[RawScore]) -> tuple[Roster, list[Problem]]:
    if path.exists():
        try:
            return read_roster(path, _shown(folder, path))
        except AutograderError as error:
            return Roster(()), [from_error(error)]
    what = f"there is no {FILE}, so the people are those of the score files"
    remedy = "export the roster and put it there"
    return _people_of(raw), [Problem(_shown(folder, path), what, remedy, is_error=not raw)]


def _people_of(raw: Iterable[RawScore]) -> Roster:
    people: dict[str, Person] = {}
    for one in raw:
        key = one.id or (one.emails[0].casefold() if one.emails else one.name)
        if key and key not in people:
            people[key] = Person(key, one.name or key, one.id, one.emails, where=one.where)
    return Roster(tuple(people.values()))


def join_scores(
    raw: Iterable[RawScore], roster: Roster, items: tuple[Item, ...]
) -> tuple[dict[tuple[str, str, str], Score], list[Problem]]:
    """Scores by person, item and part; and problems: scores that match nobody, or are given twice."""
    titles, scores, problems = Titles(items), dict[tuple[str, str, str], Score](), list[Problem]()
    strangers: dict[tuple[str, ...], RawScore] = {}
    unknown: dict[str, RawScore] = {}
    loosely: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in raw:
        target = titles.find(one.title)
        if target is None:
            unknown.setdefault(one.title, one)
            continue
        joined = roster.join(one.emails, one.id, one.name)
        if joined.person is None:
            strangers.setdefault((one.where.rpartition(":")[0], *one.emails, one.id, one.name), one)
            continue
        if joined.by == "name" or (joined.by == "id" and one.emails):
            loosely[one.where.rpartition(":")[0], joined.by].append(joined.person.name)
        problems += _put(scores, (joined.person.key, target[0].name, target[1]), one, target[0])
    problems += [_unknown_title(titles, title, one) for title, one in unknown.items()]
    problems += [_stranger(roster, one, place < _SEARCHED) for place, one in enumerate(strangers.values())]
    problems += [_loose(file, by, names) for (file, by), names in loosely.items()]
    return scores, problems


def _put(
    scores: dict[tuple[str, str, str], Score], key: tuple[str, str, str], one: RawScore, item: Item
) -> Iterable[Problem]:
    at = one.at
    if at is None and one.late is not None and one.late and item.line is not None:
        at = item.line.due.astimezone(timezone.utc) + one.late  # hours that passed, whatever clocks did
    withheld = _UNREADABLE if one.unreadable else ""
    score = Score(one.earned, one.possible, at, one.submission, one.excused, one.where, withheld)
    before = scores.get(key)
    if before is None or (before.earned is None and before.at is None):
        scores[key] = score
    elif (score.earned, score.at) not in ((None, None), (before.earned, before.at)):
        scores[key] = max(before, score, key=lambda each: each.where)
        what = f"{one.title} of {key[0]} stands in {before.where}, too, and differs"
        yield Problem(one.where, what, "remove one of them")


def _unknown_title(titles: Titles, title: str, one: RawScore) -> Problem:
    near = titles.nearest(title)
    remedy = f"is it {listed(near, joined='or')}? name it below items: or scores: in course.yaml" if near else ""
    remedy = remedy or "name it below items: or scores: in course.yaml, or remove the column"
    return Problem(one.where.rpartition(":")[0], f"no item of the course is called {title!r}", remedy, is_error=False)


def _stranger(roster: Roster, one: RawScore, search: bool) -> Problem:
    who = listed([word for word in (one.name, one.id, *one.emails) if word]) or "a row without a name"
    near = roster.nearest(one.name, one.id, *one.emails) if search else []
    remedy = f"the nearest are {listed(near)}; " if near else ""
    why = roster.join(one.emails, one.id, one.name).why
    return Problem(one.where, f"{who}: {why}", f"{remedy}add the e-mail or id to roster.csv", is_error=False)


def _loose(file: str, by: str, names: Sequence[str]) -> Problem:
    distinct = list(dict.fromkeys(names))
    what = f"{many(len(distinct), 'row')} joined by {by} alone: {listed(distinct, most=_MOST)}"
    remedy = "add the e-mails to roster.csv if these are the right people"
    return Problem(file, what, remedy, is_error=False)
