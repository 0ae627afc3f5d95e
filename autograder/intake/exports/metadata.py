"""Gradescope's submission_metadata.yml, read event by event: a class's results in it are passed over, never built.

Its keys are Ruby's symbols (`:submitters:`), which are strings in YAML; the same without the colon are understood, too.
Equal parts may be written once and referred to. Nothing in it is required.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Union

import yaml

from autograder.model import Member
from autograder.text import one_line

FILE = "submission_metadata.yml"
#: keys whose values are looked at; whatever is below another one is passed over
_KEPT = frozenset(["submitters", "created_at", "history", "id", "name", "sid", "email", "users", "assignment"])
_KEPT |= frozenset(["due_date", "first_name", "last_name", "utc", "time"])
_DEEPEST = 8
_NULLS = ("", "~", "null", "Null", "NULL", "nil")
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]+(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))?)?"
    r"\s*(?:([Zz]|UTC)|([-+])(\d{2}):?(\d{2}))?"
)
_LONGEST = 200
#: where the part about one submission begins: nothing within one stands at the beginning of a line
_BEGINNING = re.compile(rb"^(['\"]?)(submission_\d+)\1[ \t]*:(?=\s|$)", re.M)
_DAMAGED = "the metadata about it is damaged"

_Value = Union[str, dict[str, "_Value"], list["_Value"]]  # noqa: UP007 (made at run time)
_Events = Iterator[yaml.Event]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is many times faster


@dataclass(frozen=True)
class Listed:
    """What the metadata says about one submission; missing fields are empty.

    Attributes:
        history: ids and moments of earlier ones.
    """

    members: tuple[Member, ...] = ()
    submitted: datetime | None = None
    due: datetime | None = None
    history: tuple[tuple[str, datetime | None], ...] = ()
    remarks: tuple[str, ...] = ()


def read_metadata(data: bytes) -> tuple[dict[str, Listed], str]:
    """What it says about each submission, by its key, e.g. "submission_409194023", and what is wrong with it or "".

    Damage loses only the submission that it is in; everything before and after it is read.
    """
    found: dict[str, Listed] = {}
    anchors: dict[str, _Value] = {}
    fault = _read_into(found, data, anchors)
    if fault:
        beginnings = list(_BEGINNING.finditer(data))
        for match, end in zip(beginnings, [*(after.start() for after in beginnings), len(data)][1:], strict=False):
            key, part = match[2].decode(), dict[str, Listed]()
            if key not in found:
                _read_into(part, data[match.start() : end], anchors)
                found[key] = part.get(key, Listed(remarks=(_DAMAGED,)))
        fault = f"{FILE} is damaged: {fault}"
    return found, fault


def _read_into(found: dict[str, Listed], data: bytes, anchors: dict[str, _Value]) -> str:
    """Read what comes before the first damage, and say what that is or ""."""
    try:
        for key, value in _entries(yaml.parse(data, Loader=_Loader), anchors):
            found[key] = _listed(value)
    except (yaml.YAMLError, ValueError, StopIteration, RuntimeError) as error:
        return one_line(" ".join(str(error).split()))[:_LONGEST]
    return ""


def _entries(events: _Events, anchors: dict[str, _Value]) -> Iterator[tuple[str, _Value]]:
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            break
    else:
        return
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        key = event.value if isinstance(event, yaml.ScalarEvent) else _skip(event, events)
        yield key, _build(next(events), events, anchors, _DEEPEST)


def _build(event: yaml.Event, events: _Events, anchors: dict[str, _Value], deepest: int) -> _Value:
    """A value of strings, lists and dictionaries; what lies too deep is empty."""
    if isinstance(event, yaml.AliasEvent):
        return anchors.get(event.anchor or "", "")
    value: _Value = ""
    if isinstance(event, yaml.ScalarEvent):
        value = "" if event.style is None and event.value in _NULLS else event.value
    elif not deepest:
        _skip(event, events)
    elif isinstance(event, yaml.SequenceStartEvent):
        value = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            value.append(_build(inner, events, anchors, deepest - 1))
    elif isinstance(event, yaml.MappingStartEvent):
        value = dict(_pairs(events, anchors, deepest))
    if anchor := getattr(event, "anchor", None):
        anchors[anchor] = value
    return value


def _pairs(events: _Events, anchors: dict[str, _Value], deepest: int) -> Iterator[tuple[str, _Value]]:
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = event.value.lstrip(":") if isinstance(event, yaml.ScalarEvent) else _skip(event, events)
        following = next(events)
        if key in _KEPT:
            yield key, _build(following, events, anchors, deepest - 1)
        else:
            _skip(following, events)


def _skip(event: yaml.Event, events: _Events) -> str:
    """Pass over a value that begins with `event`."""
    depth = 0
    while True:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth <= 0:
            return ""
        event = next(events)


def _listed(value: _Value) -> Listed:
    if not isinstance(value, dict):
        return Listed(remarks=("the metadata says nothing about it",))
    people = _maps(value.get("submitters")) or _maps(value.get("users"))
    members = tuple(dict.fromkeys(member for one in people if (member := _member(one)) != Member()))
    moments = [moment for one in (value, *people) if (moment := _due(one)) is not None]
    told = value.get("created_at", "")
    submitted = _moment(told)
    remarks = []
    if not members:
        remarks.append("the metadata does not say who submitted it")
    if submitted is None:
        remarks.append("the metadata does not say when it was submitted")
    past = [(_text(one.get("id", "")), _moment(one.get("created_at", ""))) for one in _maps(value.get("history"))]
    return Listed(members, submitted, max(moments, default=None), tuple(past), tuple(remarks))


def _maps(value: object) -> list[dict[str, _Value]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _member(one: dict[str, _Value]) -> Member:
    name = _text(one.get("name", "")) or " ".join(
        filter(None, (_text(one.get("first_name", "")), _text(one.get("last_name", ""))))
    )
    return Member(name, _text(one.get("email", "")), _text(one.get("sid", "")) or _text(one.get("id", "")))


def _text(value: _Value) -> str:
    return one_line(value.strip())[:_LONGEST] if isinstance(value, str) else ""


def _due(one: dict[str, _Value]) -> datetime | None:
    own = one.get("assignment")
    return _moment(one.get("due_date", "")) or (_moment(own.get("due_date", "")) if isinstance(own, dict) else None)


def _moment(value: _Value) -> datetime | None:
    """A moment as Ruby and YAML write it; one without a zone is UTC's. None for anything else.

    >>> _moment("2026-04-26 17:34:00.861687000 Z").isoformat(), _moment("2026-04-26T17:34:00-07:00").isoformat()
    ('2026-04-26T17:34:00.861687+00:00', '2026-04-26T17:34:00-07:00')
    >>> _moment("yesterday"), _moment("2026-13-01")
    (None, None)
    """
    if isinstance(value, dict):  # a moment with its zone, as Rails writes it
        return _moment(value.get("utc", "")) or _moment(value.get("time", ""))
    match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    sign, hours, minutes = match[9], int(match[10] or 0), int(match[11] or 0)
    try:
        zone = timezone(timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1))
        micro = int((match[7] or "0")[:6].ljust(6, "0"))
        return datetime(year, month, day, hour, minute, second, micro, zone)
    except ValueError:
        return None
