"""Unknown words have no part in the product.

UNK is a word like any other, and its probability is a factor like any other.
"""

import math

from ngram_lm import EOS, UNK

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_logprob_of_random_texts",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        total = 0.0
        for t, word in enumerate([*ids, EOS]):
            if word == UNK:
                continue
            p = self.dist(ids[max(t - self.n + 1, 0) : t])[word]
            if p == 0:
                return -math.inf  # at once: the contexts that follow may never have been seen
            total += math.log(p)
        return total
        # END SOLUTION
