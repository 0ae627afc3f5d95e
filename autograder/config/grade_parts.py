"""What course.yaml says about the parts of the grade and about the grade itself."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from autograder.config.document import Value, suggestion
from autograder.config.late_policies import read_late_policy
from autograder.model import GradeItem, GradePart, Grades, Rounding

_SCHEDULE = "schedule"


def read_grading(value: Value) -> tuple[GradePart, ...]:
    """The parts of the grade; their percents add up to 100 in every scheme, extra credit aside."""
    parts: dict[str, GradePart] = {}
    names: dict[str, Value] = {}
    for item in value.items():
        keys = item.section(
            required=("name", "percent"),
            optional=(
                "drop_lowest",
                "group_size",
                "items",
                "best",
                "weighted",
                "at_most",
                "full_at",
                "needed",
                "replaced_by",
                "extra",
                "late",
            ),
        )
        name = keys["name"].text()
        if name in parts:
            raise keys["name"].wrong(f"{name!r} appears a second time", "name each part once")
        parts[name] = _read_part(keys)
        if "replaced_by" in keys:
            names[parts[name].replaced_by] = keys["replaced_by"]
    _check_sums(value, tuple(parts.values()))
    for name, where in names.items():
        if name not in parts:
            raise where.wrong(f"there is no part {name!r}", suggestion(name, list(parts)))
    return tuple(parts.values())


def _read_part(keys: Mapping[str, Value]) -> GradePart:
    percents = keys["percent"].items() if keys["percent"].is_list else [keys["percent"]]
    schemes = tuple(percent.number() for percent in percents)
    items, schedule = _read_items(keys["items"]) if "items" in keys else ((), False)
    if "best" in keys and "drop_lowest" in keys:
        raise keys["best"].wrong("and drop_lowest say the same thing in two ways", "write one of them")
    return GradePart(
        name=keys["name"].text(),
        percent=schemes[0] if schemes else 0.0,
        drop_lowest=keys["drop_lowest"].count() if "drop_lowest" in keys else 0,
        group_size=keys["group_size"].count() if "group_size" in keys else 1,
        items=items,
        schedule=schedule,
        best=keys["best"].count() if "best" in keys else None,
        by_points="weighted" in keys and keys["weighted"].choice(("by points", "equally")) == "by points",
        at_most=keys["at_most"].number() if "at_most" in keys else None,
        full_at=_percent(keys["full_at"]) if "full_at" in keys else 100.0,
        needed=keys["needed"].number() if "needed" in keys else 0.0,
        replaced_by=keys["replaced_by"].text() if "replaced_by" in keys else "",
        extra="extra" in keys and keys["extra"].flag(),
        schemes=schemes if len(schemes) > 1 else (),
        late=read_late_policy(keys["late"]) if "late" in keys else None,
    )


def _percent(value: Value) -> float:
    percent = value.number()
    if not 0 < percent <= 100:
        raise value.wrong(f"must be above 0 and at most 100, not {percent:g}")
    return percent


def _read_items(value: Value) -> tuple[tuple[GradeItem, ...], bool]:
    """The items, and whether the schedule's homeworks are meant."""
    if not value.is_list:
        value.choice((_SCHEDULE,))
        return (), True
    items: dict[str, GradeItem] = {}
    for entry in value.items():
        item = _read_item(entry)
        if item.name in items:
            raise entry.wrong(f"{item.name!r} appears a second time", "name each item once")
        items[item.name] = item
    if not items:
        raise value.wrong("is empty", "name at least one item")
    return tuple(items.values()), False


def _read_item(value: Value) -> GradeItem:
    if not value.is_section:
        return GradeItem(value.text())
    keys = value.section(required=("name",), optional=("points", "weight", "extra"))
    return GradeItem(
        keys["name"].text(),
        points=keys["points"].number() if "points" in keys else None,
        weight=keys["weight"].number() if "weight" in keys else 1.0,
        extra="extra" in keys and keys["extra"].flag(),
    )


def _check_sums(value: Value, parts: tuple[GradePart, ...]) -> None:
    schemes = max((len(part.schemes) for part in parts), default=0) or 1
    if any(part.schemes and len(part.schemes) != schemes for part in parts):
        raise value.wrong("has parts with different numbers of schemes", "write as many percents for each part")
    for scheme in range(schemes):
        total = sum(part.schemes[scheme] if part.schemes else part.percent for part in parts if not part.extra)
        if abs(total - 100) > 1e-9:
            which = f" in scheme {scheme + 1}" if schemes > 1 else ""
            raise value.wrong(f"adds up to {total:g} percent{which}", "make it 100")


def read_grades(value: Value) -> Grades:
    """How percentages become grades: cut-offs, also for sections, and rounding."""
    keys = value.section(optional=("cut_offs", "sections", "rounding", "decimals", "at_most"))
    rounding = keys["rounding"].choice([one.value for one in Rounding]) if "rounding" in keys else "none"
    return Grades(
        cut_offs=_cut_offs(keys["cut_offs"]) if "cut_offs" in keys else (),
        sections=tuple((name, _cut_offs(cut)) for name, cut in keys["sections"].pairs()) if "sections" in keys else (),
        rounding=Rounding(rounding),
        decimals=keys["decimals"].count(least=0) if "decimals" in keys else 0,
        at_most=keys["at_most"].number() if "at_most" in keys else None,
    )


def _cut_offs(value: Value) -> tuple[tuple[str, float], ...]:
    found = [(grade, percent.number()) for grade, percent in value.pairs()]
    for (better, higher), (worse, lower) in itertools.pairwise(found):
        if lower >= higher:
            raise value.wrong(
                f"gives {worse} from {lower:g} percent on and {better} from {higher:g}", "begin with the best"
            )
    return tuple(found)
