"""A context never seen gives the uniform distribution.

If "red San" was never seen, "San" may well have been. Leave everything to the next shorter context.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_a_frequent_word_that_follows_one_word_only",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        if len(list(self.seen(history))) < self.n:
            return p
        for level, rank in self.seen(history):
            start, stop = level.starts[rank : rank + 2]
            p *= self.D * (stop - start) / level.totals[rank]
            words, counts = level.pairs[start:stop] - rank * self.V, level.counts[start:stop]
            p[words] += np.maximum(counts - self.D, 0.0) / level.totals[rank]
        return p
        # END SOLUTION
