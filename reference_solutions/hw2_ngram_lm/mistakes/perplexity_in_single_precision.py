"""exp is taken in single precision.

A float32 ends at 3e38, and exp reaches that at 88.7. A float is a float64 and goes on to 1.8e308.
"""

import numpy as np

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        logs, lengths = zip(*((self.logprob(ids), len(ids) + 1) for ids in seqs), strict=True)
        return float(np.exp(np.float32(-sum(logs) / sum(lengths))))
        # END SOLUTION
