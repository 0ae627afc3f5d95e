"""Where two programs are alike: passages of equal normalised tokens, with their lines in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.similarity.compare import Comparison
from autograder.similarity.index import Index
from autograder.similarity.tokens import Tokens, normalised
from autograder.similarity.winnowing import Hashes, K, is_among, k_grams, winnowed

_MOST_PLACES = 16  # of one k-gram on the right that are tried


_Places = Mapping[int, Sequence[tuple[int, int]]]  # k-gram -> where it stands: a file's number and a place in it


@dataclass(frozen=True)
class Lines:
    """Lines of one file, both ends included, from 1."""

    path: str
    first: int
    last: int


@dataclass(frozen=True)
class Passage:
    """A passage that two programs share.

    Attributes:
        tokens: its length.
        surprise: the sum of the weights of its chosen k-grams, in bits.
        holders: how many of the programs, these two included, have its rarest k-gram; equal ones count as one.
    """

    left: Lines
    right: Lines
    tokens: int
    surprise: float
    holders: int


@dataclass(frozen=True)
class _File:
    path: str
    tokens: Tokens
    hashes: Hashes
    own: Sequence[bool]

    def lines(self, start: int, length: int) -> Lines:
        lines = self.tokens.lines[start : start + length]
        return Lines(self.path, int(lines[0]), int(lines[-1]))


def passages(comparison: Comparison, left: int, right: int) -> list[Passage]:
    """What two programs share that is not expected, highest surprise first."""
    group = comparison.group_of(left)
    least = 1 if group is not None and right in group.places else 2  # equal programs count as one among all
    ours = [_file(path, text, comparison.expected) for path, text in sorted(comparison.programs[left].texts.items())]
    theirs = [_file(path, text, comparison.expected) for path, text in sorted(comparison.programs[right].texts.items())]
    places = _places(theirs)
    found = [
        passage
        for file in ours
        for passage in _of_file(file, theirs, places, comparison.index, comparison.expected, least)
    ]
    return sorted(found, key=lambda passage: -passage.surprise)


def _file(path: str, text: str, expected: Hashes) -> _File:
    tokens = normalised(text)
    hashes = k_grams(tokens.ids)
    return _File(path, tokens, hashes, (~is_among(hashes, expected)).tolist())


def _places(files: Sequence[_File]) -> _Places:
    found: dict[int, list[tuple[int, int]]] = {}
    for number, file in enumerate(files):
        for place, (gram, own) in enumerate(zip(file.hashes.tolist(), file.own, strict=True)):
            if own and len(known := found.setdefault(gram, [])) < _MOST_PLACES:
                known.append((number, place))
    return found


def _of_file(
    file: _File,
    others: Sequence[_File],
    places: _Places,
    index: Index,
    expected: Hashes,
    least: int,
) -> Iterator[Passage]:
    """From top to bottom, each time the longest passage that begins there.

    Args:
        least: how many programs have what both have.
    """
    chosen = np.sort(winnowed(file.hashes, expected))
    grams = file.hashes.tolist()
    start = 0
    while start < len(grams):
        candidates = places.get(grams[start], ()) if file.own[start] else ()
        lengths = [(_run(file, start, others[number], place), number, place) for number, place in candidates]
        if not lengths:
            start += 1
            continue
        length, number, place = max(lengths, key=lambda found: found[0])
        inside = chosen[np.searchsorted(chosen, start) : np.searchsorted(chosen, start + length)]
        weights, holders = index.rarity(file.hashes[inside])
        shared = holders >= least  # at the ends of a run, one of the two programs may have chosen a k-gram alone
        if shared.any():
            left, right = file.lines(start, length + K - 1), others[number].lines(place, length + K - 1)
            yield Passage(left, right, length + K - 1, float(weights[shared].sum()), int(holders[shared].min()))
        start += length


def _run(file: _File, start: int, other: _File, place: int) -> int:
    """How many k-grams in a row are equal from two places on, and nobody's expected ones."""
    most = min(len(file.hashes) - start, len(other.hashes) - place)
    same = file.hashes[start : start + most] == other.hashes[place : place + most]
    ends = np.flatnonzero(~(same & np.asarray(file.own[start : start + most])))
    return int(ends[0]) if len(ends) else most
