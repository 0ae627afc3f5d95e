"""The dice are rolled once more after max_len words.

The text is over when it has max_len words, so nobody may look at another number. Ask for the length before you roll.
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
        while True:
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))
            if word == EOS or len(words) >= max_len:
                return words
            words.append(word)
        # END SOLUTION
