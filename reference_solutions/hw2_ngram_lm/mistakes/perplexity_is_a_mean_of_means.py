"""The mean is taken per text, and then over texts.

The mean of means weighs each word of a short text more than one of a long text. The mean is over tokens.
"""

import math

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_two_texts",
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        means = [self.logprob(ids) / (len(ids) + 1) for ids in seqs]
        return math.exp(-sum(means) / len(means))
        # END SOLUTION
