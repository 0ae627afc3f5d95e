"""A tiny probability is taken for 0.

Only a factor of exactly 0 makes a text impossible. The logarithm of 1e-30 is -69, an ordinary number.
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
        total = 0.0
        for t, word in enumerate([*ids, EOS]):
            p = self.dist(ids[:t])[word]
            if p < 1e-8:
                return -math.inf
            total += math.log(p)
        return total
        # END SOLUTION
