"""Counts are divided by the number of different words.

len(counts) is how many different words followed; how often any word followed is the sum of the counts.
"""

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_what_cows_eat",
    "test_maximum_likelihood_on_random_texts",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        context = self.context(history)
        if context not in self.table:
            raise ValueError("never seen")
        counts = self.table[context]
        p = np.zeros(self.V)
        p[list(counts)] = list(counts.values())
        return p / len(counts)
        # END SOLUTION
