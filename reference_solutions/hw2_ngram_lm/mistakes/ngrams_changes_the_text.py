"""The list that was passed is changed.

ids.append(EOS) changes the list of whoever called you: the next call finds a text with two </s>. Make a new list.
"""

from ngram_lm import BOS, EOS

REGION = "ngrams"
CAUGHT_BY = [
    "test_ngrams_leaves_the_text_as_it_is",
]


def ngrams(ids, n):
    # BEGIN SOLUTION ngrams
    ids.append(EOS)
    padded = [BOS] * (n - 1) + ids
    return [tuple(padded[start : start + n]) for start in range(len(ids))]
    # END SOLUTION
