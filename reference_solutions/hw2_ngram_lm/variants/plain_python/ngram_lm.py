"""A right variant: loops and dicts wherever they do; recursion for Kneser-Ney."""

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
    grams, window = [], [BOS] * n
    for word in [*ids, EOS]:
        window = [*window[1:], word]
        grams.append(tuple(window))
    return grams


def count_ngrams(ids, n):
    size = max(len(ids) - n + 1, 0)
    rows = np.stack([ids[i : i + size] for i in range(n)], axis=1).astype(np.int64)
    if size == 0:
        return rows, np.zeros(0, dtype=np.int64)
    rows = rows[np.lexsort(rows.T[::-1])]
    new = np.ones(size, dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    return rows[starts], np.diff(starts, append=size)


class NGramLM:
    def __init__(self, n, vocab_size):
        self.n, self.V = n, vocab_size
        self.table = {}

    def fit(self, seqs):
        for ids in seqs:
            for gram in ngrams(ids, self.n):
                context, word = gram[:-1], gram[-1]
                if context not in self.table:
                    self.table[context] = {}
                self.table[context][word] = self.table[context].get(word, 0) + 1
        return self

    def context(self, history):
        context = []
        for back in range(self.n - 1, 0, -1):
            context.append(history[-back] if back <= len(history) else BOS)
        return tuple(context)

    def dist(self, history):
        try:
            counts = self.table[self.context(history)]
        except KeyError:
            raise ValueError("this context was never seen") from None
        total = sum(counts.values())
        return np.array([counts.get(word, 0) / total for word in range(self.V)])

    def logprob(self, ids):
        history, total = [], 0.0
        for word in [*list(ids), EOS]:
            p = self.dist(history)[word]
            if p <= 0:
                return float("-inf")
            total += np.log(p)
            history.append(word)
        return total

    def perplexity(self, seqs):
        total, tokens = 0.0, 0
        for ids in seqs:
            total += self.logprob(ids)
            tokens += len(ids) + 1
        return np.exp(-total / tokens)

    def sample(self, rng, max_len=100):
        words = []
        for _ in range(max_len):
            p, roll, below = self.dist(words), rng.random(), 0.0
            word = None
            for candidate in range(self.V):
                below += p[candidate]
                if p[candidate] > 0:
                    word = candidate
                if below > roll:
                    break
            if word == EOS:
                return words
            words.append(word)
        return words


class AddK(NGramLM):
    def __init__(self, n, vocab_size, k=1.0):
        super().__init__(n, vocab_size)
        self.k = k

    def dist(self, history):
        counts = self.table.get(self.context(history)) or {}
        total = sum(counts.values()) + self.k * (self.V - 1)
        return np.array([0.0] + [(counts.get(word, 0) + self.k) / total for word in range(1, self.V)])


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
