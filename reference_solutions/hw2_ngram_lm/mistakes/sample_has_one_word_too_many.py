"""There may be max_len + 1 words.

Check the length before the roll, and count: with max_len = 0 there is no word and no roll.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_sample_ends",
    "test_one_number_for_each_roll",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        while len(words) <= max_len:
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
