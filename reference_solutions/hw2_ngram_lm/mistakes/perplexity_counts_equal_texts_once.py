"""Equal texts are one.

A text that comes twice is predicted twice: in a dict or a set it comes once.
"""

import math

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        logs = {tuple(ids): self.logprob(ids) for ids in seqs}
        return math.exp(-sum(logs.values()) / sum(len(ids) + 1 for ids in logs))
        # END SOLUTION
