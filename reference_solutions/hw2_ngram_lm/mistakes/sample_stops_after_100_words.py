"""No text has more than 100 words.

100 is what max_len is by default; whoever asks for more gets more, if no </s> comes.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_each_word_depends_on_those_before",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        for _ in range(min(max_len, 100)):
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
