"""The lower order gets D / c, however many words were discounted.

D is taken from the count of every different word that followed. What was taken from all of them together goes to the
lower order.
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
                p *= self.D / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        return p
        # END SOLUTION
