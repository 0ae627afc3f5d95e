"""A row of V counts for each context; the vocabulary by np.unique."""

BASE = "chain_of_models"


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        words, counts = np.unique(np.array(list(tokens), dtype=object).astype(str), return_counts=True)
        keep = (counts >= min_count) & ~np.isin(words, SPECIALS)
        words, counts = words[keep], counts[keep]
        order = np.argsort(-counts, kind="stable")
        self.itos = list(SPECIALS) + words[order].tolist()
        self.stoi = {t: i for i, t in enumerate(self.itos)}
        # END SOLUTION

    def encode(self, tokens):
        # BEGIN SOLUTION Vocab.encode
        return [self.stoi.get(t, self.stoi["<unk>"]) for t in tokens]
        # END SOLUTION

    def decode(self, ids):
        # BEGIN SOLUTION Vocab.decode
        return [self.itos[int(i)] for i in ids]
        # END SOLUTION


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    padded = [BOS] * (n - 1) + list(ids) + [EOS]
    return list(zip(*(padded[i:] for i in range(n))))  # noqa: B905 - the shortest slice ends the n-grams
    # END SOLUTION


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    size = max(len(ids) - n + 1, 0)
    if size == 0:
        return np.zeros((0, n), dtype=int), np.zeros(0, dtype=int)
    values, ids = np.unique(np.asarray(ids, dtype=np.int64), return_inverse=True)
    ranks = ids[:size]
    for offset in range(1, n):
        _, ranks = np.unique(ranks * len(values) + ids[offset : offset + size], return_inverse=True)
    _, first, counts = np.unique(ranks, return_index=True, return_counts=True)
    return values[ids[first[:, None] + np.arange(n)]], counts
    # END SOLUTION


class NGramLM:
    # BEGIN SOLUTION NGramLM (helper)
    def __init__(self, n, vocab_size):
        self.n, self.V = n, vocab_size
        self.table = defaultdict(lambda: np.zeros(vocab_size))

    def fit(self, seqs):
        self.table.clear()
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

    # END SOLUTION


class AddK(NGramLM):
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        counts = np.zeros(self.V)
        context = self.context(history)
        if context in self.table:
            counts = self.table[context].copy()
        p = (counts + self.k) / (counts.sum() + self.k * (self.V - 1))
        p[BOS] = 0
        return p
        # END SOLUTION
