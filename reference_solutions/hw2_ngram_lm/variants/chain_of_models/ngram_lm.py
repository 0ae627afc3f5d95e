"""A right variant: each Kneser-Ney model owns the one below it."""

import bisect
import itertools
import math
from collections import Counter, defaultdict, deque

import numpy as np

BOS, EOS, UNK = 0, 1, 2
SPECIALS = ("<s>", "</s>", "<unk>")


class Vocab:
    def __init__(self, tokens, min_count=1):
        alphabetical = sorted(Counter(tokens).items())
        by_count = sorted(alphabetical, key=lambda pair: pair[1], reverse=True)  # stable: the alphabet decides ties
        kept = (token for token, count in by_count if count >= min_count)
        self.itos = list(dict.fromkeys([*SPECIALS, *kept]))

    def __len__(self):
        return len(self.itos)

    def encode(self, tokens):
        index = defaultdict(lambda: UNK, zip(self.itos, range(len(self.itos)), strict=False))
        return list(map(index.__getitem__, tokens))

    def decode(self, ids):
        return list(map(self.itos.__getitem__, ids))


def ngrams(ids, n):
    window = deque([BOS] * n, maxlen=n)
    return [tuple(window) for word in itertools.chain(ids, [EOS]) if window.append(word) is None]


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
        grams = Counter(itertools.chain.from_iterable(ngrams(ids, self.n) for ids in seqs))
        self.table = defaultdict(dict)
        for gram, count in grams.items():
            self.table[gram[:-1]][gram[-1]] = count
        return self

    def context(self, history):
        padded = itertools.chain(itertools.repeat(BOS, self.n - 1), history)
        return tuple(deque(padded, maxlen=self.n - 1))

    def dist(self, history):
        counts = self.table.get(self.context(history), {})
        if not counts:
            raise ValueError("unseen")
        p = np.bincount(list(counts), weights=list(counts.values()), minlength=self.V)
        return p / sum(counts.values())

    def logprob(self, ids):
        def factors():
            for gram in ngrams(ids, self.n):
                p = self.dist(gram[:-1])[gram[-1]]
                yield p
                if p == 0:
                    return

        product = list(factors())
        return sum(math.log(p) for p in product) if min(product) > 0 else -math.inf

    def perplexity(self, seqs):
        pairs = [(self.logprob(ids), len(ids) + 1) for ids in seqs]
        return math.exp(-sum(log for log, _ in pairs) / sum(length for _, length in pairs))

    def sample(self, rng, max_len=100):
        history = [BOS] * (self.n - 1)
        for _ in range(max_len):
            p = self.dist(history).tolist()
            cumulative = list(itertools.accumulate(p))
            word = bisect.bisect_right(cumulative, rng.random() * cumulative[-1])
            if word == EOS:
                break
            history.append(word)
        return history[self.n - 1 :]


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
