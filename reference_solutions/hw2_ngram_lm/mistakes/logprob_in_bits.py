"""The logarithm is to base 2.

All logarithms here are natural: perplexity is exp of the mean, not 2 to the power of it.
"""

import math

from ngram_lm import EOS

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_the_chain_rule",
    "test_logprob_of_random_texts",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        total = 0.0
        for t, word in enumerate([*ids, EOS]):
            p = self.dist(ids[:t])[word]
            if p == 0:
                return -math.inf
            total += math.log2(p)
        return total
        # END SOLUTION
