"""<s> is put in front of the caller's history.

history.insert changes the list that you were given. A sum of two lists is a new one.
"""

from ngram_lm import BOS

REGION = "NGramLM.context"
CAUGHT_BY = [
    "test_texts_and_histories_are_left_alone",
]


class NGramLM:
    def context(self, history):
        # BEGIN SOLUTION NGramLM.context
        while len(history) < self.n - 1:
            history.insert(0, BOS)
        return tuple(history[len(history) - self.n + 1 :])
        # END SOLUTION
