"""The first words of the history are taken.

The model looks at what was said last. Which end of the history is that?
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
        recent = tuple(history[: self.n - 1])
        return (BOS,) * (self.n - 1 - len(recent)) + recent
        # END SOLUTION
