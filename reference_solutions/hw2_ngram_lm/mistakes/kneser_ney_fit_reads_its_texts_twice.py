"""The texts are gone through once for each order.

The top order uses an iterator up, and those below find nothing. The lower orders are functions of the set of n-grams
one order above.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_is_a_language_model",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        self.counts = defaultdict(Counter)
        for gram in (gram for ids in seqs for gram in ngrams(ids, self.n)):
            self.counts[gram[:-1]][gram[-1]] += 1
        for n in range(1, self.n):
            for gram in {gram[self.n - n - 1 :] for ids in seqs for gram in ngrams(ids, self.n)}:
                self.counts[gram[1:-1]][gram[-1]] += 1
        self.counts = dict(self.counts)
        return self
        # END SOLUTION
