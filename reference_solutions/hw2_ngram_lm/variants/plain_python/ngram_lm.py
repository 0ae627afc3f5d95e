"""Loops and dicts wherever they do; Kneser-Ney recurses over contexts."""

BASE = "sets"


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
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
        # END SOLUTION

    def encode(self, tokens):
        # BEGIN SOLUTION Vocab.encode
        ids = []
        for token in tokens:
            ids.append(self.stoi.get(token, UNK))
        return ids
        # END SOLUTION

    def decode(self, ids):
        # BEGIN SOLUTION Vocab.decode
        tokens = []
        for i in ids:
            tokens.append(self.itos[i])
        return tokens
        # END SOLUTION


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
    size = max(len(ids) - n + 1, 0)
    rows = np.stack([ids[i : i + size] for i in range(n)], axis=1).astype(np.int64)
    if size == 0:
        return rows, np.zeros(0, dtype=np.int64)
    rows = rows[np.lexsort(rows.T[::-1])]
    new = np.ones(size, dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    return rows[starts], np.diff(starts, append=size)
    # END SOLUTION


class AddK(NGramLM):
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        counts = self.table.get(self.context(history)) or {}
        total = sum(counts.values()) + self.k * (self.V - 1)
        return np.array([0.0] + [(counts.get(word, 0) + self.k) / total for word in range(1, self.V)])
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


# END SOLUTION
