"""A running mean is corrected after it became infinite.

x - mean is infinite as well then, and infinity minus infinity is not a number. Add up the logarithms and divide once,
at the end.
"""

import math

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        mean, count = 0.0, 0
        for ids in seqs:
            length = len(ids) + 1
            count += length
            mean += (self.logprob(ids) / length - mean) * length / count
        return math.exp(-mean)
        # END SOLUTION
