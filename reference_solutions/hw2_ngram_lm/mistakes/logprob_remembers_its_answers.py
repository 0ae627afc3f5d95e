"""Texts are remembered, also over a second fit.

A cache saves time as long as nothing changes. fit changes everything: empty the cache there, or do without.
"""

import math

from ngram_lm import EOS

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_a_second_fit_forgets_the_first",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        memo = self.__dict__.setdefault("_memo", {})
        if tuple(ids) in memo:
            return memo[tuple(ids)]
        total = 0.0
        for t, word in enumerate([*ids, EOS]):
            p = self.dist(ids[max(t - self.n + 1, 0) : t])[word]
            if p == 0:
                return -math.inf  # at once: the contexts that follow may never have been seen
            total += math.log(p)
        memo[tuple(ids)] = total
        return total
        # END SOLUTION
