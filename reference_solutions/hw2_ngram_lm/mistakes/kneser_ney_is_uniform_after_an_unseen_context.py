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
        context = self.context(history)
        if context not in self.counts:
            return p
        for start in reversed(range(self.n)):
            seen = self.counts.get(context[start:])
            if seen:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= self.D * len(words) / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        return p
        # END SOLUTION
