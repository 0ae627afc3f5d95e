"""The inverted index: which programs have which k-gram, how rare it is, and what two programs share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.similarity.winnowing import Hashes

_ROOM = 4  # times as many pairs are collected before the lower ones are dropped

_Candidate = tuple[float, int, int, float, float]


@dataclass(frozen=True)
class Pair:
    """Two programs and what they share.

    Attributes:
        left, right: their indices, left < right.
        surprise: the sum of the weights of their common k-grams, in bits.
        share: the surprise as a fraction of the smaller program's own weight, 0 to 1.
    """

    left: int
    right: int
    surprise: float
    share: float

    @property
    def rank(self) -> float:
        """The sort key of pairs: surprise × share², so that a small part of a program counts less."""
        return self.surprise * self.share**2


@dataclass(frozen=True)
class Ranking:
    """The pairs of highest rank, highest first, and for each program the most surprise that it shares with another."""

    pairs: tuple[Pair, ...]
    closest: NDArray[np.float64]


class Index:
    """An index of the chosen k-grams of programs that all differ.

    The weight of a k-gram is log2((n + 1) / d) for n programs, d of which have it: nearly 0 if all have it, more
    the rarer it is. Nothing is cut off, since what a large ring shares is not rare.

    Args:
        grams: the distinct chosen k-grams of each program.
    """

    def __init__(self, grams: Sequence[Hashes]) -> None:
        self._count = len(grams)
        everything = np.concatenate([*grams, np.empty(0, np.uint64)])
        owners = np.repeat(np.arange(self._count, dtype=np.int32), [len(each) for each in grams])
        self._known, numbers, self._holders = np.unique(everything, return_inverse=True, return_counts=True)
        self._owners = owners[np.argsort(numbers, kind="stable")]
        self._starts = np.concatenate([[0], np.cumsum(self._holders)])
        self._weights: NDArray[np.float64] = np.log2((self._count + 1) / self._holders)
        ends = np.cumsum([len(each) for each in grams])
        self._own = [numbers[end - len(each) : end] for each, end in zip(grams, ends, strict=True)]
        self._totals: NDArray[np.float64] = np.array([self._weights[own].sum() for own in self._own])

    def rarity(self, grams: Hashes) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """The weights of k-grams that occur here, and how many programs have each."""
        places = np.searchsorted(self._known, grams)
        return self._weights[places], self._holders[places]

    def total(self, place: int) -> float:
        """The weight of all of one program's k-grams together."""
        return float(self._totals[place])

    def shared_with(self, place: int) -> NDArray[np.float64]:
        """The surprise of one program with each, shape (n,); with itself it is its total."""
        own = self._own[place]
        sizes = self._holders[own]
        first = np.repeat(self._starts[own] - np.concatenate([[0], np.cumsum(sizes)])[:-1], sizes)
        postings = self._owners[first + np.arange(len(first))]
        return np.asarray(np.bincount(postings, np.repeat(self._weights[own], sizes), self._count), np.float64)

    def ranking(self, looked_at: NDArray[np.bool_], most: int) -> Ranking:
        """The `most` pairs of highest rank with at least one program that is `looked_at`, a bool for each."""
        found: list[_Candidate] = []
        closest, least = np.zeros(self._count), 0.0
        for left in range(self._count):
            surprise = self.shared_with(left)
            surprise[left] = 0.0
            closest[left] = surprise.max(initial=0.0)
            surprise[: left + 1] = 0.0
            if not looked_at[left]:
                surprise[~looked_at] = 0.0
            found += self._above(least, left, surprise)
            if len(found) >= _ROOM * most:
                found = sorted(found, reverse=True)[:most]
                least = found[-1][0]
        best = sorted(found, reverse=True)[:most]
        return Ranking(tuple(Pair(left, right, bits, part) for _, left, right, bits, part in best), closest)

    def _above(self, least: float, left: int, surprise: NDArray[np.float64]) -> Iterator[_Candidate]:
        smaller = np.minimum(self._totals[left], self._totals)
        share = np.divide(surprise, smaller, out=np.zeros_like(surprise), where=smaller > 0)
        rank = surprise * share**2
        for right in np.flatnonzero(rank > least).tolist():
            yield float(rank[right]), left, right, float(surprise[right]), min(1.0, float(share[right]))
