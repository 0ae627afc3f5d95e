"""The cross-entropy is returned.

The mean negative log-probability is the cross-entropy in nats. Perplexity is exp of it: among how many equally
probable words the model would be as unsure.
"""

REGION = "NGramLM.perplexity"
CAUGHT_BY = [
    "test_perplexity_of_two_texts",
    "test_perplexity_of_random_texts",
]


class NGramLM:
    def perplexity(self, seqs):
        # BEGIN SOLUTION NGramLM.perplexity
        logs, lengths = zip(*((self.logprob(ids), len(ids) + 1) for ids in seqs), strict=True)
        return -sum(logs) / sum(lengths)
        # END SOLUTION
