"""Short histories are not padded.

At the beginning of a text there are fewer than n-1 words. The table knows these contexts with <s> in front.
"""

REGION = "NGramLM.context"
CAUGHT_BY = [
    "test_the_context_is_the_last_words",
    "test_the_context_of_random_histories",
]


class NGramLM:
    def context(self, history):
        # BEGIN SOLUTION NGramLM.context
        return tuple(history[max(len(history) - self.n + 1, 0) :])
        # END SOLUTION
