"""A right variant: n-grams are compared as big-endian bytes; recursion over contexts."""

import math
from collections import Counter, defaultdict

import numpy as np

BOS, EOS, UNK = 0, 1, 2
SPECIALS = ("<s>", "</s>", "<unk>")


class Vocab:
    def __init__(self, tokens, min_count=1):
        counts = {}
        for token in tokens:
            counts[token] = counts.get(token, 0) + 1
        pairs = []
        for token, count in counts.items():
            if count >= min_count and token not in SPECIALS:
                pairs.append((-count, token))
        pairs.sort()
        self.itos = list(SPECIALS)
        for _, token in pairs:
            self.itos.append(token)
        self.stoi = {}
        for token in self.itos:
            self.stoi[token] = len(self.stoi)

    def __len__(self):
        return len(self.itos)

    def encode(self, tokens):
        ids = []
        for token in tokens:
            ids.append(self.stoi.get(token, UNK))
        return ids

    def decode(self, ids):
        tokens = []
        for i in ids:
            tokens.append(self.itos[i])
        return tokens


def ngrams(ids, n):
    padded = (BOS,) * (n - 1) + tuple(ids) + (EOS,)
    return [padded[end - n : end] for end in range(n, len(padded) + 1)]


def count_ngrams(ids, n):
    size = max(len(ids) - n + 1, 0)
    if size == 0:
        return np.zeros((0, n), dtype=np.int64), np.zeros(0, dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(ids).astype(">u8"), n)
    packed = np.ascontiguousarray(windows).view(f"V{8 * n}").ravel()  # big-endian bytes compare as numbers do
    packed, counts = np.unique(packed, return_counts=True)
    return packed.view(">u8").reshape(-1, n).astype(np.int64), counts


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

    def fit(self, seqs):
        """counts[context][word], for contexts of all lengths below n."""
        self.counts = defaultdict(Counter)
        front = set()
        for ids in seqs:
            for gram in ngrams(ids, self.n):
                self.counts[gram[:-1]][gram[-1]] += 1
                for start in range(1, self.n):
                    if gram[start - 1 :] not in front:
                        front.add(gram[start - 1 :])
                        self.counts[gram[start:-1]][gram[-1]] += 1
        return self

    def dist(self, history):
        return self._smoothed(self.context(history))

    def _smoothed(self, context):
        if context:
            lower = self._smoothed(context[1:])
        else:
            lower = np.full(self.V, 1 / (self.V - 1))
            lower[BOS] = 0
        if context not in self.counts:
            return lower
        seen = self.counts[context]
        total = sum(seen.values())
        p = lower * self.D * len(seen) / total
        for word, count in seen.items():
            p[word] += max(count - self.D, 0) / total
        return p
