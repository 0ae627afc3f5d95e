"""Kneser-Ney prepares discounted rows in fit and mixes from the longest context down."""

BASE = "plain_python"


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


# END SOLUTION
