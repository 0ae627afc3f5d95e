"""The texts are gone through twice.

Once for the probabilities and once for the lengths: given an iterator, the second time finds nothing. Do both in one
go, or make a list first.
"""

import math

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        total = sum(self.logprob(ids) for ids in seqs)
        tokens = sum(len(ids) + 1 for ids in seqs)
        return math.exp(-total / tokens)
        # END SOLUTION
