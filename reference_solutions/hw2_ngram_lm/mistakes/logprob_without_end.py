"""</s> is not predicted.

ln p(ids </s>) has len(ids) + 1 factors. Without the last one a short text always looks better than a long one that
begins like it.
"""

import math

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_the_chain_rule",
    "test_logprob_of_random_texts",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        total = 0.0
        for t, word in enumerate(ids):
            p = self.dist(ids[:t])[word]
            if p == 0:
                return -math.inf
            total += math.log(p)
        return total
        # END SOLUTION
