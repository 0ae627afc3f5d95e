"""Texts of probability 0 are left out.

A model that thinks a text impossible which then comes has lost everything: the perplexity of all texts together is
infinite.
"""

import math

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        total, count = 0.0, 0
        for ids in seqs:
            log = self.logprob(ids)
            if log > -math.inf:
                total, count = total + log, count + len(ids) + 1
        return math.exp(-total / count) if count else math.inf
        # END SOLUTION
