"""There is nothing below the unigrams.

What the discount takes from the unigrams must go somewhere: to all words equally. Otherwise a word never seen has the
probability 0, and the sum is below 1.
"""

import numpy as np

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
        context = self.context(history)
        for start in reversed(range(self.n)):
            seen = self.counts.get(context[start:])
            if seen:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= self.D * len(words) / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        return p
        # END SOLUTION
