"""Each Kneser-Ney model owns the one below it; n-grams are counted by sorting rows."""

BASE = "iterators"


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


# BEGIN SOLUTION KneserNey (helper)
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


# END SOLUTION
