"""The reviewed list of mutants that are right answers: reference_solutions/<homework>/equivalent.yaml.

    - region: Counter.total
      was: return sum(sorted(self.counts))
      now: return sum(self.counts)
      because: a sum does not depend on the order

`was` and `now` are the changed lines, as reports show them. The list is for changes that no test may object to, not for
those that no test happens to catch. An entry that no longer fits any surviving mutant is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.audit.mutants import Mutant
from autograder.authoring.source.starter import shown
from autograder.config.document import read_document
from autograder.model import Assignment

FILE = "equivalent.yaml"


@dataclass(frozen=True)
class Equivalent:
    """One entry.

    Attributes:
        because: why no test may object.
        where: the file and line of the entry.
    """

    region: str
    was: str
    now: str
    because: str
    where: str

    def fits(self, mutant: Mutant) -> bool:
        """Whether it is about this mutant."""
        return (self.region, _bare(self.was), _bare(self.now)) == (mutant.region, _bare(mutant.was), _bare(mutant.now))


def read_equivalents(assignment: Assignment) -> list[Equivalent]:
    """The list of a homework; empty if there is none.

    Raises:
        ConfigError: an entry lacks something.
    """
    path = assignment.secret / FILE
    if not path.is_file():
        return []
    found = []
    for value in read_document(path, shown(assignment, path)).items():
        entry = value.section(required=("region", "was", "now", "because"))
        texts = {key: entry[key].text() for key in ("region", "was", "now", "because")}
        found.append(Equivalent(**texts, where=value.where))
    return found


def stale(entries: Iterable[Equivalent], mutants: Iterable[Mutant], killed: Iterable[Mutant]) -> list[str]:
    """What is wrong with the list: entries about no mutant, and entries about mutants that a check kills."""
    mutants, killed = list(mutants), list(killed)
    findings = []
    for entry in entries:
        shown = entry.now.strip().splitlines()[0]
        if not any(entry.fits(mutant) for mutant in mutants):
            findings.append(f"{entry.where}: no mutant of {entry.region} is {shown!r}; delete the entry, or correct it")
        elif any(entry.fits(mutant) for mutant in killed):
            findings.append(f"{entry.where}: {shown!r} is killed, so it is not equivalent; delete the entry")
    return findings


def _bare(lines: str) -> list[str]:
    return [" ".join(line.split()) for line in lines.strip().splitlines()]
