"""The roll 0 gives <s>.

searchsorted looks for the first entry that is at least the roll, unless you ask for side="right": then it is the
first that is greater. With the roll 0 that is the difference between <s>, which is impossible, and the first word
that is not.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_rolls_at_the_ends",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        while len(words) < max_len:
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="left"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
