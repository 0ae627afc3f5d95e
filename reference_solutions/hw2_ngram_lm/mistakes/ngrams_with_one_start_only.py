"""There is one <s>, whatever n is.

The first word of a text has n-1 words in front of it, all of them <s>. With one <s> there are too few n-grams for n
above 2, and one too many for n = 1.
"""

from ngram_lm import BOS, EOS

REGION = "ngrams"
CAUGHT_BY = [
    "test_trigrams_of_three_words",
    "test_unigrams_need_no_padding",
    "test_ngrams_of_short_texts",
]


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    padded = [BOS, *ids, EOS]
    return [tuple(padded[start : start + n]) for start in range(len(padded) - n + 1)]
    # END SOLUTION
