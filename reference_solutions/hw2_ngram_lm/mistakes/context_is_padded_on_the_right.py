"""The padding is on the wrong side.

<s> stands in front of a text, so it is the oldest part of a context.
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
        recent = tuple(history[max(len(history) - self.n + 1, 0) :])
        return recent + (BOS,) * (self.n - 1 - len(recent))
        # END SOLUTION
