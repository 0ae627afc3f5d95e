"""What course.yaml says about dates."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection
from datetime import date, datetime, timezone, tzinfo

import yaml

from autograder.config.document import Value, meant
from autograder.model import Erratum, Scheduled

_MOMENT = "%Y-%m-%d %H:%M"
_EXTENSIONS = ("on request",)


def zone_named(name: str) -> tzinfo:
    """The time zone; UTC on a machine that has no time zone database at all (see `read_time_zone`)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.utc


def read_schedule(value: Value, zone: tzinfo, folders: Collection[str]) -> tuple[Scheduled, ...]:
    """The homeworks with their dates, each once, in the order in which they are released and due.

    Args:
        folders: the homeworks that exist. A line may name one that is not written yet, unless that name looks like a
            misspelling of an existing one without a line.
    """
    lines = [_read_line(item, zone) for item in value.items()]
    named = {line.assignment for _, line in lines}
    seen: dict[str, Value] = {}
    for place, (keys, line) in enumerate(lines):
        name = keys["assignment"]
        if line.assignment in seen:
            first = seen[line.assignment].where.rpartition(":")[2]
            raise name.wrong(f"{line.assignment!r} appears a second time", f"line {first} has it already")
        likely = meant(line.assignment, [folder for folder in folders if folder not in named])
        if likely and line.assignment not in folders:
            raise name.wrong(f"names {line.assignment!r}, which is not a folder of assignments/", likely)
        seen[line.assignment] = name
        if place:
            _check_order(lines[place - 1][1], keys, line)
    return tuple(line for _, line in lines)


def read_moment(value: Value, zone: tzinfo) -> datetime:
    """A date and a time of day on the clocks of `zone`, e.g. 2027-02-12 23:59."""
    text = str(value.node.value) if isinstance(value.node, yaml.ScalarNode) else ""
    try:
        moment = datetime.strptime(text.strip(), _MOMENT).replace(tzinfo=zone)
    except ValueError:
        raise value.wrong(f"cannot be {text!r}", "write a date and a time that exist as 2027-02-12 23:59") from None
    if moment.astimezone(timezone.utc).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise value.wrong(f"cannot be {text!r}: the clocks skip that hour on that day", "write another time")
    return moment


def read_errata(value: Value) -> tuple[Erratum, ...]:
    """What has changed in a homework since its release, each change with its day, in order."""
    found: list[Erratum] = []
    for item in value.items():
        keys = item.section(required=("on", "what"))
        text = str(keys["on"].node.value)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise keys["on"].wrong(f"cannot be {text!r}", "write a day as 2027-02-12") from None
        if found and day < found[-1].on:
            raise keys["on"].wrong(f"is before {found[-1].on}", "put the errata in the order of their days")
        found.append(Erratum(day, keys["what"].text().strip()))
    return tuple(found)


def _read_line(item: Value, zone: tzinfo) -> tuple[dict[str, Value], Scheduled]:
    keys = item.section(
        required=("assignment", "released", "due"),
        optional=("extensions", "group_size", "weight", "grace_days", "latest", "scores"),
    )
    released, due = (read_moment(keys[name], zone) for name in ("released", "due"))
    if not released < due:
        raise keys["due"].wrong(f"is not after it is released, {released:{_MOMENT}}", "put the dates in order")
    line = Scheduled(
        assignment=keys["assignment"].text(),
        released=released,
        due=due,
        on_request="extensions" in keys and keys["extensions"].choice(_EXTENSIONS) == "on request",
        group_size=keys["group_size"].count() if "group_size" in keys else 1,
        weight=keys["weight"].number() if "weight" in keys else 1.0,
        grace_days=keys["grace_days"].count(least=0) if "grace_days" in keys else None,
        latest=keys["latest"].count(least=0) if "latest" in keys else None,
        scores=_read_titles(keys["scores"]) if "scores" in keys else (),
    )
    return keys, line


def _read_titles(value: Value) -> tuple[tuple[str, str], ...]:
    titles = value.section(optional=("programming", "written"))
    return tuple((part, title.text()) for part, title in titles.items())


def _check_order(before: Scheduled, keys: dict[str, Value], line: Scheduled) -> None:
    for name, earlier, later in (("released", before.released, line.released), ("due", before.due, line.due)):
        if later < earlier:
            raise keys[name].wrong(
                f"is {later:{_MOMENT}}, before that of {before.assignment}, {earlier:{_MOMENT}}",
                "put the homeworks in the order of their dates",
            )
