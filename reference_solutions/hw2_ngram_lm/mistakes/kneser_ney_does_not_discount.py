"""The lower order is added, but nothing is taken away for it.

Then the sum is more than 1. What goes to the lower order must be taken from the counts first.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_a_bigram_is_discounted_and_interpolated",
    "test_kneser_ney_gives_distributions",
    "test_kneser_ney_on_random_texts",
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
                p *= self.D * len(words) / counts.sum()
                p[words] += counts / counts.sum()
        return p
        # END SOLUTION
