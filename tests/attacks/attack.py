"""What one attack is, and where all of them are.

An attack is the text of a student's `answer.py`, in which every helper and every address of known.py may be used: it is
told what a real attacker would first have to find out. What becomes of it is judged from outside (judge.py): an
attack never reports its own success.
"""

from __future__ import annotations

import enum
import textwrap
from dataclasses import dataclass, field


class Group(str, enum.Enum):
    """What the attacker is after."""

    READ = "read secrets"
    FORGE = "forge results"
    TAMPER = "tamper with the grader"
    ESCAPE = "escape the verdict"
    EXHAUST = "exhaust resources"
    REACH = "reach the network or other processes"
    SURVIVE = "survive the check"


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        name: what it does, as a claim that a safe grader makes false.
        source: replaces some of `attack(x, oracle)`, `double(x)`, `peek(x)` and `later()` of the submission.
        check: the number of the check that it attacks; another one than that of `attack` is in course_objects.py.
        shows: the verdicts that a safe grader may give on that check.
        says: words that the student must then be told.
        spoils: the submission's own other checks fail, too, and that is the student's own doing.
        extra: more files in the submission.
        full: promised in mode `full` only; the name says what is missing elsewhere.
    """

    group: Group
    name: str
    source: str
    shows: tuple[str, ...] = ("failed",)
    says: str = ""
    spoils: bool = False
    extra: dict[str, str] = field(default_factory=dict)
    full: bool = False
    check: str = "1.1"

    @property
    def text(self) -> str:
        return textwrap.dedent(self.source)


def attacks() -> tuple[Attack, ...]:
    """All attacks, group by group."""
    from . import (
        cases_escape,
        cases_exhaust,
        cases_forge,
        cases_objects,
        cases_reach,
        cases_read,
        cases_survive,
        cases_tamper,
        cases_write,
    )

    modules = (
        cases_read, cases_forge, cases_tamper, cases_escape, cases_exhaust, cases_write, cases_reach, cases_survive,
        cases_objects,
    )  # fmt: skip
    found = [attack for module in modules for attack in module.ATTACKS]
    groups = list(dict.fromkeys(attack.group for attack in found))
    return tuple(sorted(found, key=lambda attack: groups.index(attack.group)))
