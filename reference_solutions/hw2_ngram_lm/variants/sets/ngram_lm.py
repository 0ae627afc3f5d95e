"""Kneser-Ney counts sets of words in front; n-grams are numbered level by level; dicts and loops."""

BASE = "iterators"


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    padded = (BOS,) * (n - 1) + tuple(ids) + (EOS,)
    return [padded[end - n : end] for end in range(n, len(padded) + 1)]
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


class NGramLM:
    # BEGIN SOLUTION NGramLM (helper)
    def __init__(self, n, vocab_size):
        self.n, self.V = n, vocab_size
        self.table = {}

    def fit(self, seqs):
        self.table = {}
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

    # END SOLUTION


# BEGIN SOLUTION KneserNey (helper)
class KneserNey(NGramLM):
    def __init__(self, n, vocab_size, discount=0.75):
        super().__init__(n, vocab_size)
        self.D = discount

    def fit(self, seqs):
        seqs = [list(ids) for ids in seqs]
        self.tables = []  # tables[j][context of length j] = array of counts
        for order in range(1, self.n + 1):
            fronts = defaultdict(set)
            often = Counter()
            for ids in seqs:
                for gram in ngrams(ids, order + 1):
                    fronts[gram[1:]].add(gram[0])
                    often[gram[1:]] += 1
            table = {}
            for gram in fronts:
                row = table.setdefault(gram[:-1], np.zeros(self.V))
                row[gram[-1]] = often[gram] if order == self.n else len(fronts[gram])
            self.tables.append(table)
        return self

    def dist(self, history):
        context = self.context(history)
        p = np.ones(self.V)
        p[BOS] = 0
        p /= p.sum()
        for order, table in enumerate(self.tables):
            row = table.get(context[len(context) - order :])
            if row is None:
                break
            p = (np.maximum(row - self.D, 0) + self.D * np.count_nonzero(row) * p) / row.sum()
        return p


# END SOLUTION
