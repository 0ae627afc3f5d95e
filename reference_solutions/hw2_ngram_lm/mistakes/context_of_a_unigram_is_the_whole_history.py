"""For n = 1 the slice is the whole history.

history[-0:] is history[0:], all of it. A unigram model has the empty context; compute where the slice starts.
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
        padded = [BOS] * (self.n - 1) + list(history)
        return tuple(padded[-(self.n - 1) :])
        # END SOLUTION
