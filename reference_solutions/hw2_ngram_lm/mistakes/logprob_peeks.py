"""The word itself is part of the history.

The probability of word t is asked given words 0 to t-1. With ids[: t + 1] the model is shown the word that it must
predict; on a real text, that is how results too good to be true come about.
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
            p = self.dist(ids[: t + 1])[word]
            if p == 0:
                return -math.inf
            total += math.log(p)
        return total
        # END SOLUTION
