"""The joint probability is returned, not the conditional one.

p(w | context) = c(context w) / c(context): divide by how often this context was seen, not by the number of all
n-grams.
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
        return p / sum(sum(other.values()) for other in self.table.values())
        # END SOLUTION
