"""</s> is returned as a word.

</s> says that the text is over; it is no part of the text. Stop before you append it.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_sample_by_the_inverse_cdf",
    "test_sample_ends",
    "test_samples_of_random_models",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        while len(words) < max_len:
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))
            words.append(word)
            if word == EOS:
                break
        return words
        # END SOLUTION
