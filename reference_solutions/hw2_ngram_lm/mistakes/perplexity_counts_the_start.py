"""<s> is counted as a token.

Nobody predicts <s>. Counting it makes the model look better than it is, and the more so the shorter the texts are.
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
        logs, lengths = zip(*((self.logprob(ids), len(ids) + 2) for ids in seqs), strict=True)
        return math.exp(-sum(logs) / sum(lengths))
        # END SOLUTION
