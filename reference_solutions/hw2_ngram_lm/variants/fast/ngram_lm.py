"""A right variant: Kneser-Ney on sorted arrays, which scores all positions of a text at once; the fastest we have."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

Array = np.ndarray

BOS, EOS, UNK = 0, 1, 2
SPECIALS = ("<s>", "</s>", "<unk>")


class Vocab:
    def __init__(self, tokens: Iterable[str], min_count: int = 1) -> None:
        counts = Counter(tokens)
        frequent = [token for token, count in counts.items() if count >= min_count and token not in SPECIALS]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))]
        self.stoi = {token: index for index, token in enumerate(self.itos)}

    def __len__(self) -> int:
        return len(self.itos)

    def encode(self, tokens: Iterable[str]) -> list[int]:
        return [self.stoi.get(token, UNK) for token in tokens]

    def decode(self, ids: Iterable[int]) -> list[str]:
        return [self.itos[index] for index in ids]


def ngrams(ids: Sequence[int], n: int) -> list[tuple[int, ...]]:
    padded = [BOS] * (n - 1) + [*ids, EOS]
    return [tuple(padded[start : start + n]) for start in range(len(ids) + 1)]


def count_ngrams(ids: Array, n: int) -> tuple[Array, Array]:
    ids = np.asarray(ids).astype(np.int64)
    positions = max(len(ids) - n + 1, 0)
    return count_rows([ids[offset : offset + positions] for offset in range(n)])


def count_rows(columns: Sequence[Array]) -> tuple[Array, Array]:
    """Distinct rows of the matrix with these columns, (K, number of columns), in lexicographic order, and their counts.

    A row becomes one number whose digits are its entries. Before that would overflow, the numbers so far are replaced
    by their ranks, which keeps their order and makes them smaller than the number of rows.
    """
    if not len(columns[0]):
        return np.empty((0, len(columns)), dtype=np.int64), np.empty(0, dtype=np.int64)
    values = None
    base = max(int(column.max()) for column in columns) + 1
    if base > 2**31:
        values, ranks = np.unique(np.stack(columns), return_inverse=True)
        columns, base = list(ranks.reshape(len(columns), -1)), len(values)
    codes, size, ranked = columns[0], base, {}
    for index, column in enumerate(columns[1:], start=1):
        if size * base > np.iinfo(np.int64).max:
            ranked[index], codes = np.unique(codes, return_inverse=True)
            size = len(ranked[index])
        codes, size = codes * base + column, size * base
    codes, counts = np.unique(codes, return_counts=True)
    rows = np.empty((len(codes), len(columns)), dtype=np.int64)
    for index in reversed(range(1, len(columns))):
        codes, rows[:, index] = np.divmod(codes, base)
        codes = ranked[index][codes] if index in ranked else codes
    rows[:, 0] = codes
    return rows if values is None else values[rows], counts


class NGramLM:
    def __init__(self, n: int, vocab_size: int) -> None:
        self.n, self.V = n, vocab_size
        self.table: dict[tuple, Counter] = {}

    def fit(self, seqs: Iterable[Sequence[int]]) -> NGramLM:
        table = defaultdict(Counter)
        for ids in seqs:
            for *context, word in ngrams(ids, self.n):
                table[tuple(context)][word] += 1
        self.table = dict(table)
        return self

    def context(self, history: Sequence[int]) -> tuple[int, ...]:
        length = self.n - 1
        recent = tuple(history[max(len(history) - length, 0) :])
        return (BOS,) * (length - len(recent)) + recent

    def dist(self, history: Sequence[int]) -> Array:
        context = self.context(history)
        if context not in self.table:
            raise ValueError(f"the context {context} was never seen, so there is nothing to estimate from")
        counts = self.table[context]
        p = np.zeros(self.V)
        p[list(counts)] = list(counts.values())
        return p / p.sum()

    def logprob(self, ids: Sequence[int]) -> float:
        total = 0.0
        for t, word in enumerate([*ids, EOS]):
            p = self.dist(ids[max(t - self.n + 1, 0) : t])[word]
            if p == 0:
                return -math.inf  # at once: the contexts that follow may never have been seen
            total += math.log(p)
        return total

    def perplexity(self, seqs: Iterable[Sequence[int]]) -> float:
        logs, lengths = zip(*((self.logprob(ids), len(ids) + 1) for ids in seqs), strict=True)
        return math.exp(-sum(logs) / sum(lengths))

    def sample(self, rng: np.random.Generator, max_len: int = 100) -> list[int]:
        words: list[int] = []
        while len(words) < max_len:
            cumulative = np.cumsum(self.dist(words))
            roll = rng.random() * cumulative[-1]  # which may be a rounding error away from 1
            word = int(np.searchsorted(cumulative, roll, side="right"))
            if word == EOS:
                break
            words.append(word)
        return words


class AddK(NGramLM):
    def __init__(self, n: int, vocab_size: int, k: float = 1.0) -> None:
        super().__init__(n, vocab_size)
        self.k = k

    def dist(self, history: Sequence[int]) -> Array:
        counts = self.table.get(self.context(history), {})
        p = np.full(self.V, self.k, dtype=np.float64)
        p[list(counts)] += list(counts.values())
        p[BOS] = 0.0
        return p / p.sum()


class Interpolated(NGramLM):
    def __init__(self, n: int, vocab_size: int, lam: Sequence[float]) -> None:
        super().__init__(n, vocab_size)
        self.lam = np.asarray(lam, dtype=np.float64)
        if len(self.lam) != n + 1 or self.lam.min() < 0 or abs(self.lam.sum() - 1) > 1e-9:
            raise ValueError("lam must be n+1 non-negative weights that sum to 1")
        self.orders = [NGramLM(j, vocab_size) for j in range(1, n + 1)]

    def fit(self, seqs: Iterable[Sequence[int]]) -> Interpolated:
        texts = list(seqs)
        for order in self.orders:
            order.fit(texts)
        return self

    def components(self, history: Sequence[int]) -> Array:
        rows = np.empty((self.n + 1, self.V))
        rows[0] = 1 / (self.V - 1)
        rows[0, BOS] = 0.0
        for j, order in enumerate(self.orders, start=1):
            seen = order.context(history) in order.table
            rows[j] = order.dist(history) if seen else rows[j - 1]
        return rows

    def dist(self, history: Sequence[int]) -> Array:
        return self.lam @ self.components(history)

    def em(self, heldout: Iterable[Sequence[int]], steps: int) -> list[float]:
        likelihoods = np.array(  # (tokens, n+1); they do not depend on lam
            [
                self.components(ids[max(t - self.n + 1, 0) : t])[:, word]
                for ids in heldout
                for t, word in enumerate([*ids, EOS])
            ]
        )
        history = []
        for _ in range(steps):
            joint = likelihoods * self.lam
            mixture = joint.sum(axis=1)
            history.append(float(np.log(mixture).sum()))
            self.lam = (joint / mixture[:, None]).mean(axis=0)
        return history


@dataclass(frozen=True)
class Level:
    """The continuations of all contexts of one length, as sorted arrays: C contexts, K pairs of context and word.

    A context is known by its rank. Its key is made of the rank, one level below, of the context without its oldest
    word, and of that word; so ever longer contexts are found by one binary search each, for many positions at once.
    """

    vocab_size: int
    contexts: Array  # (C,) keys: rank one level below * vocab_size + oldest word
    pairs: Array  # (K,) keys: rank * vocab_size + word
    counts: Array  # (K,)
    starts: Array  # (C+1,): the pairs of context r are starts[r] .. starts[r+1] - 1
    totals: Array  # (C,): the sums of their counts

    @classmethod
    def build(cls, vocab_size: int, lower: Sequence[Level], grams: Array, counts: Array) -> Level:
        """From distinct n-grams (K, n) with counts, and the levels of all shorter contexts."""
        ranks = np.zeros(len(grams), dtype=np.int64)
        for level, oldest in zip(lower[1:], grams.T[-2::-1], strict=False):
            ranks = level.find(ranks * vocab_size + oldest)
        keys = ranks * vocab_size + grams[:, 0] if lower else ranks
        contexts = np.unique(keys)
        pairs = np.searchsorted(contexts, keys) * vocab_size + grams[:, -1]
        order = np.argsort(pairs)
        pairs, counts = pairs[order], counts[order]
        starts = np.searchsorted(pairs, np.arange(len(contexts) + 1) * vocab_size)
        return cls(vocab_size, contexts, pairs, counts, starts, np.add.reduceat(counts, starts[:-1]))

    def find(self, keys: Array) -> Array:
        """The rank of each context; -1 for one that was never seen."""
        return _position(self.contexts, keys)

    def interpolate(self, ranks: Array, words: Array, lower: Array, discount: float) -> Array:
        """p(word | context) for each of these pairs, from the probabilities `lower` given the next shorter context."""
        where = _position(self.pairs, ranks * self.vocab_size + words)
        kept = np.where(where >= 0, np.maximum(self.counts[where] - discount, 0.0), 0.0)
        left = discount * (self.starts[ranks + 1] - self.starts[ranks])
        return (kept + left * lower) / self.totals[ranks]


def _position(sorted_keys: Array, keys: Array) -> Array:
    """Where each key stands, or -1."""
    where = np.searchsorted(sorted_keys, keys)
    where[where == len(sorted_keys)] = 0
    return np.where(sorted_keys[where] == keys, where, -1)


class KneserNey(NGramLM):
    def __init__(self, n: int, vocab_size: int, discount: float = 0.75) -> None:
        super().__init__(n, vocab_size)
        self.D = discount

    def fit(self, seqs: Iterable[Sequence[int]]) -> KneserNey:
        before = np.full(self.n - 1, BOS)
        text = np.concatenate([part for ids in seqs for part in (before, np.asarray(ids, dtype=np.int64), [EOS])])
        grams, counts = count_ngrams(text.astype(np.int64), self.n)
        predicted = grams[:, -1] != BOS  # n-1 times <s> keep two texts apart
        tables = [(grams[predicted], counts[predicted])]
        while (grams := tables[-1][0]).shape[1] > 1:
            tables.append(count_rows(grams.T[1:]))  # of distinct longer n-grams: continuation counts
        self.levels: list[Level] = []
        for grams, counts in reversed(tables):
            self.levels.append(Level.build(self.V, self.levels, grams, counts))
        return self

    def seen(self, history: Sequence[int]) -> Iterator[tuple[Level, int]]:
        """The contexts of this history that were seen, the empty one first: their levels and their ranks."""
        yield self.levels[0], 0
        rank = np.zeros(1, dtype=np.int64)
        for level, oldest in zip(self.levels[1:], reversed(self.context(history)), strict=True):
            rank = level.find(rank * self.V + oldest)
            if rank[0] < 0:
                return
            yield level, int(rank[0])

    def logprobs(self, ids: Sequence[int]) -> Array:
        """ln p of each word of the text and of its </s>, (len(ids) + 1,): `dist` for all positions at once."""
        words = np.append(np.asarray(ids, dtype=np.int64), EOS)
        padded = np.concatenate([np.full(self.n - 1, BOS), words])
        p = np.full(len(words), 1 / (self.V - 1))
        known, ranks = np.arange(len(words)), np.zeros(len(words), dtype=np.int64)  # positions whose context was seen
        for length, level in enumerate(self.levels):
            if length:
                ranks = level.find(ranks * self.V + padded[known + self.n - 1 - length])
                known, ranks = known[ranks >= 0], ranks[ranks >= 0]
            p[known] = level.interpolate(ranks, words[known], p[known], self.D)
        with np.errstate(divide="ignore"):
            return np.log(p)

    def logprob(self, ids: Sequence[int]) -> float:
        return float(self.logprobs(ids).sum())

    def dist(self, history: Sequence[int]) -> Array:
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        for level, rank in self.seen(history):
            start, stop = level.starts[rank : rank + 2]
            p *= self.D * (stop - start) / level.totals[rank]
            words, counts = level.pairs[start:stop] - rank * self.V, level.counts[start:stop]
            p[words] += np.maximum(counts - self.D, 0.0) / level.totals[rank]
        return p
