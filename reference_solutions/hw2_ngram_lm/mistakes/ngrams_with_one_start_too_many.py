"""There are n times <s> instead of n - 1.

The first n-gram then consists of <s> alone and predicts <s>. How many words stand before the first one in its n-gram?
"""

from ngram_lm import BOS, EOS

REGION = "ngrams"
CAUGHT_BY = [
    "test_trigrams_of_three_words",
    "test_unigrams_need_no_padding",
]


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    padded = [BOS] * n + [*ids, EOS]
    return [tuple(padded[start : start + n]) for start in range(len(ids) + 2)]
    # END SOLUTION
