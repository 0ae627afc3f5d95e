"""Contexts in a trie that is read from the last word back; EM token by token."""

BASE = "arrays"


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    grams, window = [], [BOS] * n
    for word in [*ids, EOS]:
        window = [*window[1:], word]
        grams.append(tuple(window))
    return grams
    # END SOLUTION


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
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
    # END SOLUTION


class AddK(NGramLM):
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
    # BEGIN SOLUTION Interpolated (helper)
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
