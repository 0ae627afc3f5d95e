"""Compares the programs of a class: equal ones as groups, then pairs by how surprising their common parts are."""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.similarity.expected import STARTER
from autograder.similarity.index import Index, Pair
from autograder.similarity.program import Program
from autograder.similarity.tokens import MOST, normalised
from autograder.similarity.winnowing import Hashes, k_grams, winnowed

_MOST_PAIRS = 20_000  # that are kept; all of them are ranked


@dataclass(frozen=True)
class EqualGroup:
    """Programs that are equal, apart from names, numbers, comments and layout; `places` are their indices, ascending.

    Attributes:
        same_text: whether their texts are equal, too.
        expected: which of the staff's texts they are equal to, e.g. "the reference solution"; empty for none.
    """

    places: tuple[int, ...]
    same_text: bool
    expected: str = ""


@dataclass(frozen=True)
class Comparison:
    """The result of comparing a class.

    Attributes:
        programs: of this class, then from elsewhere.
        groups: equal programs, large groups first; those equal to the starter are left out.
        pairs: highest rank first, by places of `programs`; one program stands for its group.
        nothing_own: programs without code of their own, with what they consist of.
        closest: for each of the class's programs in `standing`, the most surprise that it shares with another.
        distinct: how many different programs have code of their own; rarity is relative to this number.
        expected: sorted hashes of k-grams that do not count, uint64.
        index: of one program for each group, in the order of `standing`.
        standing: the indices of these programs in `programs`.
        remarks: for staff.
    """

    programs: tuple[Program, ...]
    groups: tuple[EqualGroup, ...]
    pairs: tuple[Pair, ...]
    nothing_own: tuple[tuple[int, str], ...]
    closest: tuple[float, ...]
    distinct: int
    expected: Hashes
    index: Index
    standing: tuple[int, ...]
    remarks: tuple[str, ...] = ()

    @property
    def usual(self) -> float:
        """The median, over the class's programs, of the surprise that each shares with its closest one."""
        return statistics.median(self.closest) if self.closest else 0.0

    def group_of(self, place: int) -> EqualGroup | None:
        """The group of equal programs that a program belongs to, if any."""
        return next((group for group in self.groups if place in group.places), None)


@dataclass(frozen=True)
class _Read:
    """One program, read: a digest of its tokens, its chosen k-grams, and whether a file was too long."""

    digest: bytes
    grams: Hashes
    cut_short: bool


def compare(programs: Sequence[Program], expected: Mapping[str, Mapping[str, str]]) -> Comparison:
    """Compare all programs with each other; those from elsewhere only with those of the class.

    Args:
        expected: programs whose code is nobody's own, by what they are called.
    """
    known = _all_k_grams(text for texts in expected.values() for text in texts.values())
    names = {_read(texts, known).digest: name for name, texts in expected.items()}
    read = [_read(program.texts, known) for program in programs]
    by_digest: dict[bytes, list[int]] = {}
    for place, one in enumerate(read):
        by_digest.setdefault(one.digest, []).append(place)
    standing = tuple(places[0] for places in by_digest.values() if len(read[places[0]].grams))
    index = Index([read[place].grams for place in standing])
    ours = np.array([any(not programs[p].origin for p in by_digest[read[place].digest]) for place in standing], bool)
    ranking = index.ranking(ours, _MOST_PAIRS)
    pairs = [Pair(standing[p.left], standing[p.right], p.surprise, p.share) for p in ranking.pairs]
    apart = [pair for pair in pairs if not programs[pair.left].people & programs[pair.right].people]
    return Comparison(
        programs=tuple(programs),
        groups=tuple(_groups(programs, by_digest, names)),
        pairs=tuple(apart),
        nothing_own=tuple((p, names.get(one.digest, "")) for p, one in enumerate(read) if not len(one.grams)),
        closest=tuple(ranking.closest[ours].tolist()),
        distinct=len(standing),
        expected=known,
        index=index,
        standing=standing,
        remarks=tuple(_remarks(programs, read, len(pairs) - len(apart))),
    )


def _all_k_grams(texts: Iterable[str]) -> Hashes:
    return np.unique(np.concatenate([np.empty(0, np.uint64), *(k_grams(normalised(text).ids) for text in texts)]))


def _read(texts: Mapping[str, str], expected: Hashes) -> _Read:
    digest, grams, cut_short = hashlib.blake2b(digest_size=16), [np.empty(0, np.uint64)], False
    for path in sorted(texts):
        tokens = normalised(texts[path])
        digest.update(len(tokens.ids).to_bytes(8, "little") + tokens.ids.tobytes())
        hashes = k_grams(tokens.ids)
        grams.append(hashes[winnowed(hashes, expected)])
        cut_short |= tokens.cut_short
    return _Read(digest.digest(), np.unique(np.concatenate(grams)), cut_short)


def _groups(
    programs: Sequence[Program], by_digest: Mapping[bytes, Sequence[int]], names: Mapping[bytes, str]
) -> list[EqualGroup]:
    found = []
    for digest, places in by_digest.items():
        has_ours = any(not programs[place].origin for place in places)
        if len(places) > 1 and has_ours and names.get(digest) != STARTER:
            texts = {tuple(sorted(_plain(programs[place].texts).items())) for place in places}
            found.append(EqualGroup(tuple(places), len(texts) == 1, names.get(digest, "")))
    return sorted(found, key=lambda group: (-len(group.places), group.places))


def _plain(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: text.replace("\r\n", "\n").rstrip() for path, text in texts.items()}


def _remarks(programs: Sequence[Program], read: Sequence[_Read], same_people: int) -> Iterable[str]:
    if same_people:
        yield f"pairs left out because the same person wrote both: {same_people}"
    for program, one in zip(programs, read, strict=True):
        if one.cut_short:
            yield f"{program.who}: only the first {MOST:,} tokens of a file were looked at"
