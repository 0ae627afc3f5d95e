"""A right variant: contexts in a trie that is read from the last word back."""

import math
from collections import defaultdict

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
    grams, window = [], [BOS] * n
    for word in [*ids, EOS]:
        window = [*window[1:], word]
        grams.append(tuple(window))
    return grams


def count_ngrams(ids, n):
    """The number of an (k+1)-gram is made of the rank of its first k ids and of the last one; decoded backwards."""
    ids = np.asarray(ids).astype(np.int64)
    positions = max(len(ids) - n + 1, 0)
    values, small = np.unique(ids, return_inverse=True)
    base = max(len(values), 1)
    level, ranks = [], small[:positions]
    keys, counts = np.unique(ranks, return_counts=True)
    ranks = np.searchsorted(keys, ranks)
    level.append(keys)
    for k in range(1, n):
        codes = ranks * base + small[k : k + positions]
        keys, counts = np.unique(codes, return_counts=True)
        ranks = np.searchsorted(keys, codes)
        level.append(keys)
    grams = np.zeros((len(keys), n), dtype=np.int64)
    at = np.arange(len(keys))
    for k in range(n - 1, 0, -1):
        at, last = np.divmod(level[k][at], base)
        grams[:, k] = values[last]
    grams[:, 0] = values[level[0][at]]
    return grams, counts


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
        """A mixture: the estimate with the weight of its count, the uniform distribution with that of k (V - 1)."""
        uniform = np.full(self.V, 1.0 / (self.V - 1))
        uniform[BOS] = 0.0
        try:
            seen = super().dist(history)
        except ValueError:
            return uniform
        row = self.table[self.context(history)]
        total = sum(row.values()) if isinstance(row, dict) else row.sum()
        weight = total / (total + self.k * (self.V - 1))
        return weight * seen + (1 - weight) * uniform


class Interpolated(NGramLM):
    def __init__(self, n, vocab_size, lam):
        super().__init__(n, vocab_size)
        self.lam = np.asarray(lam, dtype=np.float64)
        if len(self.lam) != n + 1 or self.lam.min() < 0 or abs(self.lam.sum() - 1) > 1e-9:
            raise ValueError("lam must be n+1 non-negative weights that sum to 1")
        self.orders = [NGramLM(j, vocab_size) for j in range(1, n + 1)]

    def fit(self, seqs):
        seqs = list(seqs)
        for model in self.orders:
            model.fit(seqs)
        return self

    def components(self, history):
        uniform = np.ones(self.V) / (self.V - 1)
        uniform[BOS] = 0
        rows = [uniform]
        for model in self.orders:
            try:
                rows.append(model.dist(history))
            except ValueError:
                rows.append(rows[-1])
        return np.stack(rows)

    def dist(self, history):
        p = np.zeros(self.V)
        for weight, row in zip(self.lam, self.components(history), strict=True):
            p += weight * row
        return p

    def em(self, heldout, steps):
        heldout = list(heldout)
        logs = []
        for _ in range(steps):
            shares, total, tokens = np.zeros(self.n + 1), 0.0, 0
            for ids in heldout:
                for t, word in enumerate([*list(ids), EOS]):
                    joint = self.lam * self.components(ids[:t])[:, word]
                    shares += joint / joint.sum()
                    total += math.log(joint.sum())
                    tokens += 1
            logs.append(total)
            self.lam = shares / tokens
        return logs


class KneserNey(NGramLM):
    def __init__(self, n, vocab_size, discount=0.75):
        super().__init__(n, vocab_size)
        self.D = discount

    def fit(self, seqs):
        """A trie of contexts, read from the last word back: a node has {"next": {older word: node}, "count": {...}}."""
        self.root = self._node()
        once = set()
        for ids in seqs:
            for gram in ngrams(ids, self.n):
                node, word = self.root, gram[-1]
                for length in range(self.n):
                    if length:
                        node = node["next"].setdefault(gram[-1 - length], self._node())
                    longer = gram[-min(length + 2, self.n) :]
                    if length < self.n - 1 and (length, longer) in once:
                        continue
                    once.add((length, longer))
                    node["count"][word] = node["count"].get(word, 0) + 1
        return self

    @staticmethod
    def _node():
        return {"next": {}, "count": {}}

    def dist(self, history):
        p = np.array([0.0] + [1 / (self.V - 1)] * (self.V - 1))
        node = self.root
        for word in [None, *reversed(self.context(history))]:
            if word is not None:
                node = node["next"].get(word)
            if node is None:
                return p
            total = sum(node["count"].values())
            p = p * (self.D * len(node["count"]) / total)
            for seen, count in node["count"].items():
                p[seen] += max(count - self.D, 0.0) / total
        return p
