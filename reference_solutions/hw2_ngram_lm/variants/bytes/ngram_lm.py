"""N-grams are compared as big-endian bytes; Kneser-Ney recurses over contexts."""

BASE = "arrays"


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
    padded = (BOS,) * (n - 1) + tuple(ids) + (EOS,)
    return [padded[end - n : end] for end in range(n, len(padded) + 1)]
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
