"""Where one word is certain, the dice are not rolled.

There is exactly one roll for each word, a certain one too. Otherwise all later words get other numbers.
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
        while len(words) < max_len:
            p = self.dist(words)
            if p.max() == 1:
                word = int(p.argmax())
            else:
                cumulative = np.cumsum(p)
                word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
