"""The logarithm of 0 is an error.

math.log(0.0) raises ValueError. A text that the model thinks impossible has the log-probability -inf.
"""

import math

from ngram_lm import EOS

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_the_chain_rule",
    "test_logprob_of_impossible_and_of_long_texts",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        return sum(math.log(self.dist(ids[:t])[word]) for t, word in enumerate([*ids, EOS]))
        # END SOLUTION
