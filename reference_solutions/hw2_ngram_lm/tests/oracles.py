"""Independent right answers for hw2, on the trusted side: the definitions, written out with sets and fractions.

Nothing here is fast and nothing is shared with the reference solution. Models of known probabilities are arrays with
one axis for each word of an n-gram; texts are lists of ids.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

Array = np.ndarray
Texts = Sequence[Sequence[int]]
Gram = tuple[int, ...]

BOS, EOS, UNK = 0, 1, 2


def texts(rng: np.random.Generator, vocab_size: int, count: int, longest: int = 8) -> list[list[int]]:
    """Random texts in which some words are much more frequent than others; the first is empty, the second short.

    The third begins with <unk>, which is a word like any other, and the last two are equal.
    """
    odds = rng.dirichlet(np.full(vocab_size - 3, 0.6))
    lengths = [0, 1, *rng.integers(2, longest + 1, size=count - 3)]
    found = [(3 + rng.choice(vocab_size - 3, size=length, p=odds)).tolist() for length in lengths]
    found[2][0] = UNK
    return [*found, list(found[-1])]


def histories(rng: np.random.Generator, vocab_size: int, seqs: Texts, count: int) -> list[list[int]]:
    """Beginnings of the texts, whose contexts were seen, and as many random ones, which may not have been."""
    starts = [list(ids[:length]) for ids in seqs for length in range(len(ids) + 1)]
    seen = [starts[i] for i in rng.permutation(len(starts))[:count]]
    random = [rng.integers(2, vocab_size, size=rng.integers(0, 6)).tolist() for _ in seen]
    return seen + random


def grams(ids: Sequence[int], n: int) -> list[Gram]:
    """The n words up to each predicted position of one text, <s> standing for what is before it."""
    whole = [*ids, EOS]
    return [tuple(whole[t - back] if t >= back else BOS for back in reversed(range(n))) for t in range(len(whole))]


def counts(seqs: Texts, n: int) -> Counter[Gram]:
    return Counter(itertools.chain.from_iterable(grams(ids, n) for ids in seqs))


def context(history: Sequence[int], n: int) -> Gram:
    """The last n-1 words."""
    return tuple(history[len(history) - back] if back <= len(history) else BOS for back in range(n - 1, 0, -1))


def relative(seqs: Texts, n: int, history: Sequence[int], vocab_size: int, k: float = 0.0) -> Array | None:
    """Relative frequencies after the history's last n-1 words, k added to each count; None where all are 0."""
    seen, before = counts(seqs, n), context(history, n)
    p = np.array([0.0 if word == BOS else seen[(*before, word)] + k for word in range(vocab_size)])
    return p / p.sum() if p.sum() > 0 else None


def components(seqs: Texts, n: int, history: Sequence[int], vocab_size: int) -> Array:
    """(n+1, V): uniform, then each order's relative frequencies, or the row above."""
    rows = [relative([], 1, [], vocab_size, k=1.0)]
    for order in range(1, n + 1):
        frequencies = relative(seqs, order, history, vocab_size)
        rows.append(rows[-1] if frequencies is None else frequencies)
    return np.array(rows)


def expectation_maximisation(parts: Array, lam: Array, steps: int) -> tuple[list[float], Array]:
    """Log-likelihoods before each step and the weights after the last; parts[t, j] is p_j of token t."""
    logs = []
    for _ in range(steps):
        shares = np.zeros(len(lam))
        logs.append(math.fsum(math.log(math.fsum(lam * row)) for row in parts))
        for row in parts:
            shares += lam * row / math.fsum(lam * row)
        lam = shares / len(parts)
    return logs, lam


class KneserNey:
    """Interpolated Kneser-Ney in fractions: exact, straight from the definition."""

    def __init__(self, seqs: Texts, n: int, vocab_size: int, discount: Fraction) -> None:
        self.n, self.vocab_size, self.discount = n, vocab_size, discount
        kinds = {order: set(counts(seqs, order)) for order in range(1, n + 1)}
        self.counts: dict[int, Counter[Gram]] = {n: counts(seqs, n)}
        for order in range(1, n):
            self.counts[order] = Counter(longer[1:] for longer in kinds[order + 1])

    def dist(self, history: Sequence[int]) -> Array:
        p = [self._p(word, context(history, self.n)) for word in range(1, self.vocab_size)]
        assert sum(p) == 1
        return np.array([0.0, *map(float, p)])

    def _p(self, word: int, before: Gram | None) -> Fraction:
        if before is None:
            return Fraction(1, self.vocab_size - 1)
        table = self.counts[len(before) + 1]
        following = [count for gram, count in table.items() if gram[:-1] == before]
        lower = self._p(word, before[1:] if before else None)
        if not following:
            return lower
        kept = max(table[(*before, word)] - self.discount, Fraction(0))
        taken = sum(min(count, self.discount) for count in following)
        return (kept + taken * lower) / sum(following)


def rows(rng: np.random.Generator, n: int, vocab_size: int, end: float = 0.1) -> Array:
    """A model of known probabilities, all but <s>'s positive; </s> has about the probability `end`."""
    p = rng.dirichlet(np.ones(vocab_size), size=(vocab_size,) * (n - 1)) + 0.02
    p[..., BOS] = 0.0
    p[..., EOS] = end
    return p / p.sum(axis=-1, keepdims=True)


def logprobs(known: Array, ids: Sequence[int]) -> list[float]:
    """ln p of each word of a text and of its </s>, by a model of known probabilities."""
    with np.errstate(divide="ignore"):
        return [float(np.log(known[gram])) for gram in grams(ids, known.ndim)]


def rolled(known: Array, rolls: Iterator[float], max_len: int) -> tuple[list[int], int]:
    """The words that these rolls give by the inverse CDF, and how many rolls that took."""
    words: list[int] = []
    while len(words) < max_len:
        p = known[context(words, known.ndim)]
        roll, word, below = next(rolls), 0, p[0]
        while below <= roll:
            word += 1
            below += p[word]
        if word == EOS:
            return words, len(words) + 1
        words.append(word)
    return words, len(words)


def best_ngram(source: object, n: int, ids: Sequence[int]) -> float:
    """The perplexity on this text of the best possible n-gram model of a TextSource: it knows the source's odds.

    The source may be anywhere in the long run; each of the last n-1 words tells something about where it is.
    """
    logs, known = [], {}
    for t in range(n - 1, len(ids)):
        gram = tuple(int(word) for word in ids[t - n + 1 : t + 1])
        if gram not in known:
            belief = source.stationary
            for word in gram[:-1]:
                possible = np.flatnonzero(source.probabilities[:, word])
                arriving = belief[possible] * source.probabilities[possible, word]
                belief = np.bincount(source.next_state[possible, word], arriving, minlength=len(belief))
            known[gram] = math.log(belief @ source.probabilities[:, gram[-1]] / belief.sum())
        logs.append(known[gram])
    return math.exp(-sum(logs) / len(logs))
