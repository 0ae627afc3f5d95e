"""The context has n words.

An n-gram is n-1 words of context and the word that is predicted.
"""

from ngram_lm import BOS

REGION = "NGramLM.context"
CAUGHT_BY = [
    "test_the_context_is_the_last_words",
    "test_the_context_of_random_histories",
]


class NGramLM:
    def context(self, history):
        # BEGIN SOLUTION NGramLM.context
        padded = [BOS] * self.n + list(history)
        return tuple(padded[len(padded) - self.n :])
        # END SOLUTION
