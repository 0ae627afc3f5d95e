"""Ties are left in the order of appearance.

Counter.most_common and a sort by count alone leave tokens with equal counts in the order in which they first
appeared, so two people with the same data in another order get other ids. Sort by two things at once.
"""

from collections import Counter

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_vocab_numbers_tokens_by_falling_count",
    "test_the_numbering_is_a_function_of_the_data",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        counts = Counter(tokens)
        frequent = [t for t, count in counts.most_common() if count >= min_count and t not in SPECIALS]
        self.itos = [*SPECIALS, *frequent]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
