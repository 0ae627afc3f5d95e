"""The mean is returned.

The log-probability of a text is the sum over its words. The mean comes in only with perplexity, over all texts
together.
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
            total += math.log(p)
        return total / (len(ids) + 1)
        # END SOLUTION
