"""The probabilities are multiplied first.

The product of some 300 small probabilities is less than the smallest number a float can hold, and becomes 0. Add
logarithms.
"""

import math

from ngram_lm import EOS

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_logprob_of_impossible_and_of_long_texts",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        product = 1.0
        for t, word in enumerate([*ids, EOS]):
            p = self.dist(ids[:t])[word]
            if p == 0:
                return -math.inf
            product *= p
        return math.log(product) if product > 0 else -math.inf
        # END SOLUTION
