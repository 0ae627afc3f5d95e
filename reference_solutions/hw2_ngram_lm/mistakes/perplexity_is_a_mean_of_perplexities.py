"""The perplexities of the texts are averaged.

A text of one word would weigh as much as one of a thousand. Sum all log-probabilities and all lengths, and divide
once.
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
        values = [math.exp(-self.logprob(ids) / (len(ids) + 1)) for ids in seqs]
        return sum(values) / len(values)
        # END SOLUTION
