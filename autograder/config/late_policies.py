"""What course.yaml says about late work."""

from __future__ import annotations

from typing import Any

from autograder.config.document import Value
from autograder.config.quantities import parse_duration
from autograder.model import Assigned, EarlyBonus, GroupDays, LatePenalty, LatePolicy, Parts

_NO_LIMIT = "no limit"


def read_late_policy(value: Value) -> LatePolicy:
    """Grace days for the term, the most for one homework, the last day on which work is accepted, and the rest."""
    keys = value.section(
        required=("grace_days", "per_homework", "latest"),
        optional=("after", "tolerance", "counted", "assigned", "groups", "parts", "early"),
    )
    counted = keys["counted"].choice(("by day", "by hour")) if "counted" in keys else "by day"
    try:
        return LatePolicy(
            grace_days=keys["grace_days"].count(least=0),
            per_homework=keys["per_homework"].count(least=0),
            latest=_latest(keys["latest"]),
            after=_penalty(keys["after"]) if "after" in keys else None,
            tolerance=_tolerance(keys["tolerance"]) if "tolerance" in keys else 0.0,
            by_hour=counted == "by hour",
            assigned=Assigned(keys["assigned"].choice([one.value for one in Assigned]))
            if "assigned" in keys
            else Assigned.BY_DUE_DATE,
            groups=GroupDays(keys["groups"].choice([one.value for one in GroupDays]))
            if "groups" in keys
            else GroupDays.EACH,
            parts=Parts(keys["parts"].choice([one.value for one in Parts])) if "parts" in keys else Parts.JOINT,
            early=_early(keys["early"]) if "early" in keys else None,
        )
    except ValueError as error:
        raise value.wrong(f"contradicts itself: {error}") from None


def _latest(value: Value) -> int | None:
    if value.is_text:
        value.choice((_NO_LIMIT,))
        return None
    return value.count(least=0)


def _penalty(value: Value) -> LatePenalty | None:
    if not value.is_section:
        value.choice(("refuse",))
        return None
    keys = value.section(optional=("percent", "percent_each", "factor", "at_most", "most", "of"))
    read: dict[str, Any] = {}
    if "percent" in keys:
        read["percent"] = tuple(item.number() for item in keys["percent"].items())
    if "of" in keys:
        read["of_earned"] = keys["of"].choice(("possible", "earned")) == "earned"
    names = {"percent_each": "per_day", "factor": "factor", "at_most": "at_most", "most": "most"}
    read |= {name: keys[key].number() for key, name in names.items() if key in keys}
    try:
        return LatePenalty(**read)
    except ValueError as error:
        raise value.wrong(f"contradicts itself: {error}") from None


def _tolerance(value: Value) -> float:
    try:
        return parse_duration(value.label())
    except ValueError as error:
        raise value.wrong(f"cannot be used: {error}", "write a number and a unit, for example '15 min'") from None


def _early(value: Value) -> EarlyBonus:
    keys = value.section(required=("percent",), optional=("days",))
    return EarlyBonus(keys["percent"].number(), keys["days"].count() if "days" in keys else 1)
