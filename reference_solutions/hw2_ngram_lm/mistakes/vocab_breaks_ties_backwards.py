"""Equal counts are in reversed alphabetical order.

sorted(..., reverse=True) turns both keys around. Only the count falls; make it negative instead of reversing.
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
        frequent = [token for token, count in counts.items() if count >= min_count and token not in SPECIALS]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (counts[token], token), reverse=True)]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
