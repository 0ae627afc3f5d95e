"""A right variant: a row of V counts for each context; models in a chain."""

import math
from collections import Counter, defaultdict

import numpy as np

BOS, EOS, UNK = 0, 1, 2
SPECIALS = ("<s>", "</s>", "<unk>")


class Vocab:
    def __init__(self, tokens, min_count=1):
        words, counts = np.unique(np.array(list(tokens), dtype=object).astype(str), return_counts=True)
        keep = (counts >= min_count) & ~np.isin(words, SPECIALS)
        words, counts = words[keep], counts[keep]
        order = np.argsort(-counts, kind="stable")
        self.itos = list(SPECIALS) + words[order].tolist()
        self.stoi = {t: i for i, t in enumerate(self.itos)}

    def __len__(self):
        return len(self.itos)

    def encode(self, tokens):
        return [self.stoi.get(t, self.stoi["<unk>"]) for t in tokens]

    def decode(self, ids):
        return [self.itos[int(i)] for i in ids]


def ngrams(ids, n):
    padded = [BOS] * (n - 1) + list(ids) + [EOS]
    return list(zip(*(padded[i:] for i in range(n))))  # noqa: B905 - the shortest slice ends the n-grams


def count_ngrams(ids, n):
    size = max(len(ids) - n + 1, 0)
    if size == 0:
        return np.zeros((0, n), dtype=int), np.zeros(0, dtype=int)
    values, ids = np.unique(np.asarray(ids, dtype=np.int64), return_inverse=True)
    ranks = ids[:size]
    for offset in range(1, n):
        _, ranks = np.unique(ranks * len(values) + ids[offset : offset + size], return_inverse=True)
    _, first, counts = np.unique(ranks, return_index=True, return_counts=True)
    return values[ids[first[:, None] + np.arange(n)]], counts


class NGramLM:
    def __init__(self, n, vocab_size):
        self.n, self.V = n, vocab_size
        self.table = defaultdict(lambda: np.zeros(vocab_size))

    def fit(self, seqs):
        for ids in seqs:
            for gram in ngrams(ids, self.n):
                self.table[gram[:-1]][gram[-1]] += 1
        return self

    def context(self, history):
        padded = [BOS] * (self.n - 1) + list(history)
        return tuple(padded[len(history) :])

    def dist(self, history):
        row = self.table.get(self.context(history))
        if row is None:
            raise ValueError(f"no counts after {self.context(history)}")
        return row / row.sum()

    def logprob(self, ids):
        logs = []
        for *history, word in ([*ids[:t], w] for t, w in enumerate([*list(ids), EOS])):
            with np.errstate(divide="ignore"):
                logs.append(np.log(self.dist(history)[word]))
            if np.isneginf(logs[-1]):
                break
        return math.fsum(logs) if np.isfinite(logs).all() else -np.inf

    def perplexity(self, seqs):
        seqs = list(seqs)
        tokens = sum(map(len, seqs)) + len(seqs)
        return float(np.exp(-sum(map(self.logprob, seqs)) / tokens))

    def sample(self, rng, max_len=100):
        words = []
        while len(words) < max_len:
            p = self.dist(words)
            possible = np.flatnonzero(p)
            cdf = p[possible].cumsum()
            word = int(possible[min(np.count_nonzero(cdf <= rng.random()), len(possible) - 1)])
            if word == EOS:
                break
            words.append(word)
        return words


class AddK(NGramLM):
    def __init__(self, n, vocab_size, k=1.0):
        super().__init__(n, vocab_size)
        self.k = k

    def dist(self, history):
        counts = np.zeros(self.V)
        context = self.context(history)
        if context in self.table:
            counts = self.table[context].copy()
        p = (counts + self.k) / (counts.sum() + self.k * (self.V - 1))
        p[BOS] = 0
        return p


class Interpolated(NGramLM):
    def __init__(self, n, vocab_size, lam):
        super().__init__(n, vocab_size)
        self.lam = np.asarray(lam, dtype=np.float64)
        if len(self.lam) != n + 1 or self.lam.min() < 0 or abs(self.lam.sum() - 1) > 1e-9:
            raise ValueError("lam must be n+1 non-negative weights that sum to 1")
        self.orders = [NGramLM(j, vocab_size) for j in range(1, n + 1)]

        self.cache = {}

    def fit(self, seqs):
        seqs = [list(ids) for ids in seqs]
        self.orders = [model.fit(seqs) for model in self.orders]
        return self

    def components(self, history):
        return np.array(list(self._rows(history)))

    def _rows(self, history):
        row = np.append(0.0, np.full(self.V - 1, 1 / (self.V - 1)))
        yield row
        for model in self.orders:
            if model.context(history) in model.table:
                row = model.dist(history)
            yield row

    def dist(self, history):
        return np.einsum("j,jv->v", self.lam, self.components(history))

    def em(self, heldout, steps):
        columns = []
        for ids in heldout:
            for gram in ngrams(ids, self.n):
                columns.append(self.components(gram[:-1])[:, gram[-1]])
        parts = np.stack(columns, axis=1)  # (n+1, tokens)
        logs = []
        while len(logs) < steps:
            mixture = self.lam @ parts
            logs.append(float(np.sum(np.log(mixture))))
            self.lam = self.lam * (parts / mixture).mean(axis=1)
        return logs


class KneserNey(NGramLM):
    def __init__(self, n, vocab_size, discount=0.75):
        super().__init__(n, vocab_size)
        self.D = discount

        self.lower = None if n == 1 else KneserNey(n - 1, vocab_size, discount)

    def fit(self, seqs):
        return self._count(Counter(gram for ids in seqs for gram in ngrams(ids, self.n)))

    def _count(self, grams):
        """From n-grams with counts; the model below counts each different n-gram once, less its first word."""
        self.rows = {}
        for gram, count in grams.items():
            words, counts = self.rows.setdefault(gram[:-1], ([], []))
            words.append(gram[-1])
            counts.append(count)
        if self.lower:
            self.lower._count(Counter(gram[1:] for gram in grams))
        return self

    def dist(self, history):
        below = self.lower.dist(history) if self.lower else np.eye(1, self.V, 0)[0] * -1.0 + 1.0
        if not self.lower:
            below /= below.sum()
        context = self.context(history)
        if context not in self.rows:
            return below
        words, counts = self.rows[context]
        counts = np.array(counts, dtype=float)
        kept = np.zeros(self.V)
        kept[words] = (counts - self.D).clip(0)
        return (kept + self.D * len(words) * below) / counts.sum()
