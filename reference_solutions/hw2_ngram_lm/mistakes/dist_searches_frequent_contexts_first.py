"""Contexts are searched one by one, the most frequent first.

It is quick for what is frequent, and most contexts are not. A dict finds every one at once: self.table[context].
"""

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_a_distribution_is_looked_up",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        context = self.context(history)
        if not hasattr(self, "by_frequency") or self.by_frequency[0] is not self.table:
            order = sorted(self.table.items(), key=lambda entry: -sum(entry[1].values()))
            self.by_frequency = self.table, order
        for seen, counts in self.by_frequency[1]:
            if seen == context:
                p = np.zeros(self.V)
                p[list(counts)] = list(counts.values())
                return p / p.sum()
        raise ValueError(f"{context} was never seen")
        # END SOLUTION
