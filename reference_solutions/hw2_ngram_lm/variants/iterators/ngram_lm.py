"""Iterators, deques and bisection; contexts in a trie that is read from the last word back."""

import bisect
import itertools
import math
from collections import Counter, defaultdict, deque

import numpy as np

BOS, EOS, UNK = 0, 1, 2
SPECIALS = ("<s>", "</s>", "<unk>")


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        alphabetical = sorted(Counter(tokens).items())
        by_count = sorted(alphabetical, key=lambda pair: pair[1], reverse=True)  # stable: the alphabet decides ties
        kept = (token for token, count in by_count if count >= min_count)
        self.itos = list(dict.fromkeys([*SPECIALS, *kept]))
        # END SOLUTION

    def __len__(self):
        return len(self.itos)

    def encode(self, tokens):
        # BEGIN SOLUTION Vocab.encode
        index = defaultdict(lambda: UNK, zip(self.itos, range(len(self.itos)), strict=False))
        return list(map(index.__getitem__, tokens))
        # END SOLUTION

    def decode(self, ids):
        # BEGIN SOLUTION Vocab.decode
        return list(map(self.itos.__getitem__, ids))
        # END SOLUTION


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    window = deque([BOS] * n, maxlen=n)
    return [tuple(window) for word in itertools.chain(ids, [EOS]) if window.append(word) is None]
    # END SOLUTION


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    size = max(len(ids) - n + 1, 0)
    if size == 0:
        return np.zeros((0, n), dtype=np.int64), np.zeros(0, dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(ids).astype(">u8"), n)
    packed = np.ascontiguousarray(windows).view(f"V{8 * n}").ravel()  # big-endian bytes compare as numbers do
    packed, counts = np.unique(packed, return_counts=True)
    return packed.view(">u8").reshape(-1, n).astype(np.int64), counts
    # END SOLUTION


class NGramLM:
    # BEGIN SOLUTION NGramLM (helper)
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

    # END SOLUTION


class AddK(NGramLM):
    def __init__(self, n, vocab_size, k=1.0):
        super().__init__(n, vocab_size)
        self.k = k

    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
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
        # END SOLUTION


class Interpolated(NGramLM):
    def __init__(self, n, vocab_size, lam):
        super().__init__(n, vocab_size)
        self.lam = np.asarray(lam, dtype=np.float64)
        if len(self.lam) != n + 1 or self.lam.min() < 0 or abs(self.lam.sum() - 1) > 1e-9:
            raise ValueError("lam must be n+1 non-negative weights that sum to 1")
        self.orders = [NGramLM(j, vocab_size) for j in range(1, n + 1)]

    # BEGIN SOLUTION Interpolated (helper)
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

    # END SOLUTION


# BEGIN SOLUTION KneserNey (helper)
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


# END SOLUTION
