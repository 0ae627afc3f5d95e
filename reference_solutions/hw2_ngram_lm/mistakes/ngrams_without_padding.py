"""Nothing is put in front.

The first words of a text have no n-gram of their own then. Put <s> in front, n - 1 times.
"""

from ngram_lm import EOS

REGION = "ngrams"
CAUGHT_BY = [
    "test_trigrams_of_three_words",
    "test_ngrams_of_short_texts",
]


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    padded = [*ids, EOS]
    return [tuple(padded[start : start + n]) for start in range(len(padded) - n + 1)]
    # END SOLUTION
