"""The discount is always 0.75.

0.75 is only the default. Use self.D.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_a_bigram_is_discounted_and_interpolated",
    "test_kneser_ney_for_other_discounts",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        context = self.context(history)
        for start in reversed(range(self.n)):
            seen = self.counts.get(context[start:])
            if seen:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= 0.75 * len(words) / counts.sum()
                p[words] += np.maximum(counts - 0.75, 0.0) / counts.sum()
        return p
        # END SOLUTION
