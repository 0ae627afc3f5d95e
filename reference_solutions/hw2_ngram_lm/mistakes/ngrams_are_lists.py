"""The n-grams are lists.

A list cannot be the key of a dict or a member of a set. Make them tuples.
"""

from ngram_lm import BOS, EOS

REGION = "ngrams"
CAUGHT_BY = [
    "test_trigrams_of_three_words",
    "test_ngrams_of_random_texts",
]


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    padded = [BOS] * (n - 1) + [*ids, EOS]
    return [padded[start : start + n] for start in range(len(ids) + 1)]
    # END SOLUTION
