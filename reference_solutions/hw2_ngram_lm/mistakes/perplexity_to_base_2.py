"""2 is raised to a mean in nats.

The base of the power must be that of the logarithm: exp for ln, 2 for log2.
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
        return 2 ** (-sum(logs) / sum(lengths))
        # END SOLUTION
