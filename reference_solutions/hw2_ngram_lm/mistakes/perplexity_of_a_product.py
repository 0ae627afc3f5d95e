"""The probabilities of whole texts are multiplied.

The product is 0 in floating point after a few hundred words, and the perplexity infinite. Add the logarithms, and take
exp of their mean at the end.
"""

import math

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        product, count = 1.0, 0
        for ids in seqs:
            product *= math.exp(self.logprob(ids))
            count += len(ids) + 1
        return product ** (-1 / count) if product > 0 else math.inf
        # END SOLUTION
