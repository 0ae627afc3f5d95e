"""Factors of 0 are left out.

A model that gives a word the probability 0 and meets it is infinitely wrong. Leaving the word out rewards it.
"""

import math

from ngram_lm import EOS

REGION = "NGramLM.logprob"
CAUGHT_BY = [
    "test_the_chain_rule",
    "test_logprob_of_impossible_and_of_long_texts",
]


class NGramLM:
    def logprob(self, ids):
        # BEGIN SOLUTION NGramLM.logprob
        total = 0.0
        for t, word in enumerate([*ids, EOS]):
            try:
                p = self.dist(ids[:t])[word]
            except ValueError:
                continue
            if p > 0:
                total += math.log(p)
        return total
        # END SOLUTION
