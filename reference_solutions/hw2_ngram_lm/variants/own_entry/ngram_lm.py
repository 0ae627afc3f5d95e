"""A right variant: a model of its own for the leaderboard."""

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
    padded = (BOS,) * (n - 1) + tuple(ids) + (EOS,)
    return [padded[end - n : end] for end in range(n, len(padded) + 1)]


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
        """Discounted rows are made once: context -> (ids, kept probabilities, weight of the next shorter context)."""
        texts = list(seqs)
        counts = Counter(gram for ids in texts for gram in ngrams(ids, self.n))
        self.prepared = {}
        while counts:
            by_context = defaultdict(list)
            for gram, count in counts.items():
                by_context[gram[:-1]].append((gram[-1], count))
            for context, pairs in by_context.items():
                words, often = np.array(pairs).T
                total = often.sum()
                kept = np.where(often > self.D, often - self.D, 0.0) / total
                self.prepared[context] = words, kept, self.D * len(words) / total
            counts = Counter(gram[1:] for gram in counts if len(gram) > 1)
        return self

    def dist(self, history):
        context = self.context(history)
        p = np.zeros(self.V)
        weight = 1.0
        for start in range(self.n):
            if context[start:] in self.prepared:
                words, kept, left = self.prepared[context[start:]]
                np.add.at(p, words, weight * kept)
                weight *= left
        p[1:] += weight / (self.V - 1)
        return p


def leaderboard_model(vocab_size):
    """A longer Kneser-Ney with a smaller discount, mixed with a shorter one."""
    return Pair(KneserNey(6, vocab_size, 0.5), KneserNey(3, vocab_size, 0.5))


class Pair(NGramLM):
    def __init__(self, longer, shorter):
        super().__init__(longer.n, longer.V)
        self.longer, self.shorter = longer, shorter

    def fit(self, seqs):
        seqs = list(seqs)
        self.longer.fit(seqs)
        self.shorter.fit(seqs)
        return self

    def dist(self, history):
        return 0.6 * self.longer.dist(history) + 0.4 * self.shorter.dist(history)
