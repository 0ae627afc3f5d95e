"""One more number is rolled than words are needed.

After max_len words there is no further roll: whoever uses the generator next would get another number.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_one_number_for_each_roll",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        roll = rng.random()
        while len(words) < max_len:
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, roll * cumulative[-1], side="right"))
            if word == EOS:
                break
            words.append(word)
            roll = rng.random()
        return words
        # END SOLUTION
