"""There is nothing below the unigrams.

What the discount takes from the unigrams must go somewhere: to all words equally. Otherwise a word never seen has the
probability 0, and the sum is below 1.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_kneser_ney_gives_distributions",
    "test_kneser_ney_gives_distributions_on_random_texts",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.zeros(self.V)
        p[BOS] = 0.0
        for level, rank in self.seen(history):
            start, stop = level.starts[rank : rank + 2]
            p *= self.D * (stop - start) / level.totals[rank]
            words, counts = level.pairs[start:stop] - rank * self.V, level.counts[start:stop]
            p[words] += np.maximum(counts - self.D, 0.0) / level.totals[rank]
        return p
        # END SOLUTION
