"""The uniform distribution has a share for <s>.

At the bottom stand V - 1 words: <s> is never predicted.
"""

import numpy as np

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_kneser_ney_gives_distributions",
    "test_unigrams_are_discounted_and_interpolated_with_the_uniform_distribution",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / self.V)
        context = self.context(history)
        for start in reversed(range(self.n)):
            seen = self.counts.get(context[start:])
            if seen:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= self.D * len(words) / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        return p
        # END SOLUTION
