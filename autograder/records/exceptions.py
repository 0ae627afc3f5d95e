"""extensions.yaml and overrides.yaml: what staff granted or decided, each with a `why` and who decided it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import tzinfo
from pathlib import Path
from typing import TypeVar

from autograder.config.document import Value, read_document, suggestion
from autograder.config.policies import read_moment
from autograder.errors import AutograderError
from autograder.records.facts import Extension, Override
from autograder.records.problems import Problem, from_error
from autograder.records.roster import Roster

EXTENSIONS, OVERRIDES = "extensions.yaml", "overrides.yaml"
ALL = "all"
_Fact = TypeVar("_Fact", Extension, Override)


def read_extensions(
    path: Path, shown: str, roster: Roster, homeworks: Collection[str], zone: tzinfo
) -> tuple[list[Extension], list[Problem]]:
    """The extensions granted; `homeworks` are the names that an extension may give, beside "all"."""

    def read(item: Value) -> Extension:
        keys = item.section(
            required=("who", "why", "granted_by"),
            optional=("homework", "until", "days", "grace_days", "excused"),
        )
        given = [key for key in ("until", "days", "grace_days", "excused") if key in keys]
        if len(given) != 1:
            what = "grants nothing" if not given else f"grants {' and '.join(given)}"
            raise item.wrong(what, "write exactly one of until, days, grace_days, excused in each entry")
        homework = keys["homework"].text() if "homework" in keys else ""
        if not homework and given != ["grace_days"]:
            raise item.wrong("names no homework", f"write one of {', '.join(homeworks)}, or {ALL}")
        if homework and homework not in (*homeworks, ALL):
            remedy = suggestion(homework, [*homeworks, ALL])
            raise keys["homework"].wrong(f"{homework!r} is not an item of the course", remedy)
        return Extension(
            who=_who(keys["who"], roster),
            homework="" if homework == ALL else homework,
            why=keys["why"].text(),
            granted_by=keys["granted_by"].text(),
            until=read_moment(keys["until"], zone) if "until" in keys else None,
            days=keys["days"].number() if "days" in keys else 0.0,
            grace_days=keys["grace_days"].count() if "grace_days" in keys else 0,
            excused="excused" in keys and keys["excused"].flag(),
            where=item.where,
        )

    return _read(path, shown, read)


def read_overrides(
    path: Path, shown: str, roster: Roster, items: Collection[str], parts: Callable[[str], Collection[str]]
) -> tuple[list[Override], list[Problem]]:
    """The overrides that staff decided on; `items` are the names of graded items, `parts` gives an item's parts."""

    def read(item: Value) -> Override:
        keys = item.section(
            required=("why", "by"),
            optional=("who", "item", "part", "points", "curve", "percent"),
        )
        given = [key for key in ("points", "curve", "percent") if key in keys]
        if len(given) != 1:
            raise item.wrong("decides nothing, or two things", "write one of points, curve, percent in each entry")
        if ("item" in keys) == (given == ["percent"]):
            raise item.wrong("has no item, or too many", "points and curve are of an item, percent are of the course")
        name = keys["item"].text() if "item" in keys else ""
        if name and name not in items:
            raise keys["item"].wrong(f"{name!r} is not an item of the course", suggestion(name, list(items)))
        if "part" in keys and (given != ["points"] or keys["part"].text() not in parts(name)):
            remedy = f"only points are of a part, and the parts are {', '.join(parts(name))}"
            raise keys["part"].wrong(f"cannot be {keys['part'].text()!r}", remedy)
        if "who" not in keys and given != ["curve"]:
            raise item.wrong("names nobody", "only a curve is for everybody; write who")
        return Override(
            who=_who(keys["who"], roster) if "who" in keys else "",
            item=name,
            why=keys["why"].text(),
            by=keys["by"].text(),
            part=keys["part"].text() if "part" in keys else "",
            points=keys["points"].number() if "points" in keys else None,
            curve=keys["curve"].number() if "curve" in keys else 0.0,
            percent=keys["percent"].number() if "percent" in keys else None,
            where=item.where,
        )

    return _read(path, shown, read)


def _read(path: Path, shown: str, read: Callable[[Value], _Fact]) -> tuple[list[_Fact], list[Problem]]:
    if not path.exists():
        return [], []
    facts: list[_Fact] = []
    problems: list[Problem] = []
    try:
        items = list(_items(read_document(path, shown)))
    except AutograderError as error:
        return [], [from_error(error)]
    for item in items:
        try:
            facts.append(read(item))
        except AutograderError as error:
            problems.append(from_error(error))
    return facts, problems


def _items(document: Value) -> Iterator[Value]:
    """The entries of a list; an empty file has none."""
    if document.is_section and not document.written_keys():
        return
    named = Value(document.file, document.node, "entry")
    yield from named.items()


def _who(value: Value, roster: Roster) -> str:
    text = value.label()
    joined = roster.find(text)
    if joined.person is None:
        near = roster.nearest(text)
        remedy = f"perhaps {' or '.join(near)}?" if near else "write the e-mail or id as in roster.csv"
        raise value.wrong(f"{text!r}: {joined.why}", remedy)
    return joined.person.key
