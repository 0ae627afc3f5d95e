"""<s> is put in front of the caller's history.

history.insert changes the list that you were given. self.context makes a tuple of its own.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_kneser_ney_leaves_lists_alone",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        for _ in range(self.n - 1):
            history.insert(0, BOS)
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        context = tuple(history[len(history) - self.n + 1 :])
        for start in reversed(range(self.n)):
            seen = self.counts.get(context[start:])
            if seen:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= self.D * len(words) / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        return p
        # END SOLUTION
