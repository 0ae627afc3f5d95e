"""The findings, as tables and pages show them: those most worth a look first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.similarity.clusters import Cluster, clusters_of
from autograder.similarity.compare import Comparison, EqualGroup
from autograder.similarity.index import Pair
from autograder.text import inert, listed, many, one_line

NO_VERDICT = (
    "This is a place to look, never a verdict: equal code may come from a permitted pair, from a book or a"
    " lecture, from a common helper or from the task itself. Read both programs, and ask the people."
)
_MOST_ENTRIES, _MOST_PAGES, _PAGES_OF_ONE = 100, 40, 10
_GROUPS_WITH_PAGE = 10


@dataclass(frozen=True)
class Entry:
    """One row: programs that are alike.

    Attributes:
        names: who wrote them, equal programs as one.
        surprise, share: of its highest pair.
        pages: its pairs that have a page, with the page's number.
    """

    cluster: Cluster
    names: tuple[str, ...]
    surprise: float
    share: float
    pages: tuple[tuple[int, Pair], ...]


@dataclass(frozen=True)
class Report:
    """Everything that is shown.

    Attributes:
        group_pages: for groups of programs that differ in names, comments or layout: two of them, with a page's number.
        entries: highest rank first.
        not_shown: how many more there are.
        left_out: who could not be compared, and why.
    """

    assignment: str
    comparison: Comparison
    group_pages: dict[EqualGroup, tuple[int, Pair]]
    entries: tuple[Entry, ...]
    not_shown: int
    left_out: tuple[tuple[str, str], ...]

    @property
    def pages(self) -> list[tuple[int, Pair]]:
        """All pages, by number."""
        return [*self.group_pages.values(), *(page for entry in self.entries for page in entry.pages)]


def report_of(assignment: str, comparison: Comparison, left_out: Sequence[tuple[str, str]]) -> Report:
    """The report; a ring gets only a few pages, so that some are left for the entries below it."""
    clusters = clusters_of(comparison.pairs, comparison.usual)
    group_pages = _group_pages(comparison)
    entries, number = [], len(group_pages)
    for cluster in clusters[:_MOST_ENTRIES]:
        links = cluster.links[: min(_PAGES_OF_ONE, max(0, _MOST_PAGES - number))]
        pages = tuple(enumerate(links, number + 1))
        number += len(links)
        names = tuple(name_of(comparison, place) for place in cluster.places)
        entries.append(Entry(cluster, names, cluster.top.surprise, cluster.top.share, pages))
    more = len(clusters) - len(entries)
    return Report(assignment, comparison, group_pages, tuple(entries), more, tuple(left_out))


def _group_pages(comparison: Comparison) -> dict[EqualGroup, tuple[int, Pair]]:
    """A page for groups in which there is something to see: the first two programs whose texts differ."""
    shown: dict[EqualGroup, tuple[int, Pair]] = {}
    for group in comparison.groups:
        first = group.places[0]
        if not group.same_text and first in comparison.standing and len(shown) < _GROUPS_WITH_PAGE:
            texts = comparison.programs[first].texts
            others = (place for place in group.places if comparison.programs[place].texts != texts)
            total = comparison.index.total(comparison.standing.index(first))
            shown[group] = (len(shown) + 1, Pair(first, next(others, group.places[1]), total, 1.0))
    return shown


def name_of(comparison: Comparison, place: int, named: int = 1) -> str:
    """Who wrote a program, and how many others it is equal to.

    Args:
        named: how many of these equal programs are named, itself among them.
    """
    group = comparison.group_of(place)
    others = len(group.places) - named if group else 0
    return one_line(comparison.programs[place].who) + (f" (and {many(others, 'equal one')})" if others else "")


def pair_names(comparison: Comparison, left: int, right: int) -> list[str]:
    """Who wrote two programs; where they are equal, the second name says to how many more."""
    group = comparison.group_of(left)
    if group is None or right not in group.places:
        return [name_of(comparison, left), name_of(comparison, right)]
    return [one_line(comparison.programs[left].who), name_of(comparison, right, named=2)]


def group_names(comparison: Comparison, group: EqualGroup) -> str:
    """The names in a group, as a part of a sentence."""
    return listed([one_line(comparison.programs[place].who) for place in group.places])


def group_kind(group: EqualGroup) -> str:
    """How the programs of a group are equal."""
    kind = "the same files" if group.same_text else "the same but for names, numbers, comments and layout"
    return f"{kind}; equal to {group.expected}" if group.expected else kind


def summary(report: Report) -> Iterator[str]:
    """Sentences about the whole."""
    comparison = report.comparison
    elsewhere = sum(bool(program.origin) for program in comparison.programs)
    ours = len(comparison.programs) - elsewhere
    yield f"{many(ours, 'submission')} compared" + (f", and {elsewhere} from elsewhere" if elsewhere else "")
    equal = sum(len(group.places) for group in comparison.groups)
    if equal:
        yield f"{many(len(comparison.groups), 'group')} of equal programs, {equal} in all"
    if comparison.nothing_own:
        yield f"{many(len(comparison.nothing_own), 'program')} without code of their own: starter, given or staff's"
    if report.left_out:
        yield f"{many(len(report.left_out), 'submission')} that could not be compared"
    yield f"half of the programs share a surprise of at most {comparison.usual:.0f} with their closest one"


def pairs_table(comparison: Comparison) -> str:
    """The ranked pairs as CSV, highest first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["left", "left who", "right", "right who", "surprise", "share"])
    for pair in comparison.pairs:
        sides = [comparison.programs[place] for place in (pair.left, pair.right)]
        names = [inert(one_line(word)) for side in sides for word in (side.id, side.who)]
        writer.writerow([*names, f"{pair.surprise:.1f}", f"{pair.share:.3f}"])
    return text.getvalue()
