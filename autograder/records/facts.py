"""The facts of records/ as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from autograder.records.problems import Problem
from autograder.records.roster import Roster


@dataclass(frozen=True)
class Score:
    """One person's score in one part of an item, and when it was submitted; `submission` is the platform's id.

    `withheld` says why a submission has no score through no fault of its student.
    """

    earned: float | None
    possible: float | None
    at: datetime | None = None
    submission: str = ""
    excused: bool = False
    where: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Extension:
    """An extension granted to one person, for one homework or (empty) for all.

    Attributes:
        until: accepted as on time until then; or `days` more days.
        grace_days: additional grace days for the term.
        excused: the homework need not be submitted, and does not count.
    """

    who: str
    homework: str
    why: str
    granted_by: str
    until: datetime | None = None
    days: float = 0.0
    grace_days: int = 0
    excused: bool = False
    where: str = ""


@dataclass(frozen=True)
class Override:
    """A decision of staff about one item, for one person or (empty) for everybody.

    Attributes:
        part: e.g. "written"; empty for the whole item.
        points: points that replace those it gave.
        curve: percent of the points possible to add.
        percent: percent of the course that replaces the computed one.
    """

    who: str
    item: str
    why: str
    by: str
    part: str = ""
    points: float | None = None
    curve: float = 0.0
    percent: float | None = None
    where: str = ""


@dataclass(frozen=True)
class Records:
    """Everything that records/ says.

    Attributes:
        scores: by person's key, item and part.
        extensions, overrides: in the order of their files.
        problems: what is wrong, or matched nobody.
    """

    roster: Roster
    scores: Mapping[tuple[str, str, str], Score] = field(default_factory=dict)
    extensions: tuple[Extension, ...] = ()
    overrides: tuple[Override, ...] = ()
    problems: tuple[Problem, ...] = ()
