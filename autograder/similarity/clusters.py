"""Pairs for people to look at: linked pairs form one cluster, so that one large ring hides no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.similarity.index import Pair

JOINED = 0.7  # the share from which a pair makes its two programs part of one cluster


@dataclass(frozen=True)
class Cluster:
    """Programs that are linked by pairs, highest rank first; or the two of one pair.

    Attributes:
        places: the indices of the programs, ascending.
        links: the highest-ranked pairs that connect it, one fewer than it has programs.
    """

    places: tuple[int, ...]
    links: tuple[Pair, ...]

    @property
    def top(self) -> Pair:
        """Its pair of highest rank."""
        return self.links[0]


def clusters_of(pairs: Sequence[Pair], usual: float) -> list[Cluster]:
    """All pairs, joined to clusters where they share at least `JOINED` and more surprise than is `usual`.

    Highest rank first. Joining only decides what is shown together: a pair that shares less is shown by itself.
    """
    roots: dict[int, int] = {}

    def root(place: int) -> int:
        while roots.setdefault(place, place) != place:
            roots[place] = place = roots[roots[place]]
        return place

    links = []
    for pair in pairs:
        left, right = root(pair.left), root(pair.right)
        if pair.share >= JOINED and pair.surprise > usual and left != right:
            roots[right] = left
            links.append(pair)
    members: dict[int, list[Pair]] = {}
    for link in links:
        members.setdefault(root(link.left), []).append(link)
    found = [Cluster(_places(held), tuple(held)) for held in members.values()]
    apart = [pair for pair in pairs if root(pair.left) != root(pair.right)]
    found += [Cluster((pair.left, pair.right), (pair,)) for pair in apart]
    return sorted(found, key=lambda cluster: -cluster.top.rank)


def _places(links: Sequence[Pair]) -> tuple[int, ...]:
    return tuple(sorted({place for link in links for place in (link.left, link.right)}))
