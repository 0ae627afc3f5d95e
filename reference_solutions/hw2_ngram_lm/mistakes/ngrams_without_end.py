"""There is no </s>.

Without </s> the model never learns how texts end: it cannot stop, and the probabilities of all texts do not sum to 1.
There are len(ids) + 1 n-grams.
"""

from ngram_lm import BOS

REGION = "ngrams"
CAUGHT_BY = [
    "test_trigrams_of_three_words",
    "test_unigrams_need_no_padding",
    "test_ngrams_of_random_texts",
]


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    padded = [BOS] * (n - 1) + [*ids]
    return [tuple(padded[start : start + n]) for start in range(len(ids))]
    # END SOLUTION
