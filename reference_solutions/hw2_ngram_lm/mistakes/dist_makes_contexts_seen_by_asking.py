"""Asking for a context enters it into the table.

A defaultdict makes an entry for whatever is looked up. So the second question after the same unseen context finds a
context without words. Look up with get, or make a plain dict when the counting is done.
"""

from collections import Counter

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_a_context_never_seen_is_an_error",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        context = self.context(history)
        seen = context in self.table
        counts = self.table.setdefault(context, Counter())
        if not seen:
            raise ValueError(f"the context {context} was never seen")
        p = np.zeros(self.V)
        p[list(counts)] = list(counts.values())
        return p / max(p.sum(), 1)
        # END SOLUTION
