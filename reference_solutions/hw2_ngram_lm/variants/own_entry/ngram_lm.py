"""A model of its own for the leaderboard."""

BASE = "plain_python"


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
    padded = (BOS,) * (n - 1) + tuple(ids) + (EOS,)
    return [padded[end - n : end] for end in range(n, len(padded) + 1)]
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


# BEGIN SOLUTION KneserNey (helper)
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


# END SOLUTION
