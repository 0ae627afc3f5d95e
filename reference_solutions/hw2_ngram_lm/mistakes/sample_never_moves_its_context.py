"""Every word is drawn after the empty history.

Each word becomes part of the history of the next. Which dice belong to the words you have so far?
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_each_word_depends_on_those_before",
    "test_sample_by_the_inverse_cdf",
    "test_sample_ends",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        cumulative = np.cumsum(self.dist([]))
        while len(words) < max_len:
            word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
