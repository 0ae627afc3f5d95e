"""</s> is appended to the caller's text and stays there if the text is impossible.

ids.append(EOS) changes the list that you were given, and ids.pop() at the end puts it right only where the end is
reached: not after an early return. [*ids, EOS] is a new list.
"""

import math

from ngram_lm import EOS

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_texts_and_histories_are_left_alone",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        ids.append(EOS)
        total = 0.0
        for t, word in enumerate(ids):
            p = self.dist(ids[max(t - self.n + 1, 0) : t])[word]
            if p == 0:
                return -math.inf
            total += math.log(p)
        ids.pop()
        return total
        # END SOLUTION
