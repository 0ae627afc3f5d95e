"""An audit as one self-contained page: figures, a heat map of regions × checks, survivors, the reviewed list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from autograder.audit.cost import costs, dear
from autograder.audit.diff import change_of
from autograder.audit.result import Audit, CheckRow, MutantRow, attention, by_region, kill_rate, kills, percent


@dataclass(frozen=True)
class Line:
    """A row of a table: a name, its mutants in figures, and something more."""

    name: str
    mutants: int
    equivalent: int
    alive: int
    rate: str
    more: str = ""


@dataclass(frozen=True)
class Cell:
    """A square of the heat map: how many mutants of a region a check kills, and how dark that is, 0 to 4."""

    count: int
    shade: int
    says: str


def page_of(audit: Audit) -> str:
    """The page's HTML; needs Jinja, of the extra `authoring`."""
    import jinja2  # by no means on every machine that grades

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    regions = by_region(audit)
    return environment.from_string(template).render(
        audit=audit,
        percent=percent,
        rate=percent(kill_rate(audit.mutants)),
        enough=audit.enough,
        attention=list(attention(audit)),
        costs=costs(audit),
        dear=list(dear(audit)),
        regions=[_line(name, mutants) for name, mutants in regions.items()],
        pieces=list(_pieces(audit)),
        operators=[_line(name, mutants) for name, mutants in _by_operator(audit.mutants).items()],
        heat=[(name, _cells(audit, mutants)) for name, mutants in regions.items()],
        kills=kills(audit),
        survivors=_grouped(regions, ("survived", "broken")),
        equivalents=_grouped(regions, ("equivalent",)),
        change_of=change_of,
    )


def _line(name: str, mutants: Sequence[MutantRow], more: str = "") -> Line:
    fates = Counter(mutant.fate for mutant in mutants)
    alive = fates["survived"] + fates["broken"]
    return Line(name, len(mutants), fates["equivalent"], alive, percent(kill_rate(mutants)), more)


def _pieces(audit: Audit) -> Iterable[Line]:
    """Pieces with the mutants of the regions that they mostly kill; `more` is the points."""
    for piece, checks in _checks_by_piece(audit.checks).items():
        mutants = [mutant for mutant in audit.mutants if _piece_of(audit, mutant) == piece]
        points = sum(check.points for check in checks)
        yield _line(f"Piece {piece}", mutants, f"{points:g}")


def _piece_of(audit: Audit, mutant: MutantRow) -> str:
    """The piece whose checks kill most mutants of the same region."""
    pieces = {check.id: check.piece for check in audit.checks}
    first = Counter(pieces[m.killers[0]] for m in audit.mutants if m.region == mutant.region and m.killers)
    return first.most_common(1)[0][0] if first else ""


def _checks_by_piece(checks: Iterable[CheckRow]) -> dict[str, list[CheckRow]]:
    pieces: dict[str, list[CheckRow]] = {}
    for check in checks:
        pieces.setdefault(check.piece, []).append(check)
    return pieces


def _by_operator(mutants: Iterable[MutantRow]) -> dict[str, list[MutantRow]]:
    found: dict[str, list[MutantRow]] = {}
    for mutant in sorted(mutants, key=lambda mutant: mutant.operator):
        found.setdefault(mutant.operator, []).append(mutant)
    return found


def _cells(audit: Audit, mutants: Sequence[MutantRow]) -> list[Cell]:
    counts = Counter(killer for mutant in mutants for killer in mutant.killers)
    wrong = sum(mutant.fate != "equivalent" for mutant in mutants) or 1
    return [_cell(check, counts[check.id], counts[check.id] / wrong) for check in audit.checks]


def _cell(check: CheckRow, count: int, part: float) -> Cell:
    shade = 0 if not count else 1 + sum(part > edge for edge in (0.1, 0.3, 0.6))
    return Cell(count, shade, f"{check.number} {check.title}: {count} killed")


def _grouped(regions: Mapping[str, Sequence[MutantRow]], fates: tuple[str, ...]) -> list[tuple[str, list[MutantRow]]]:
    groups = [(name, [mutant for mutant in mutants if mutant.fate in fates]) for name, mutants in regions.items()]
    return [(name, mutants) for name, mutants in groups if mutants]
