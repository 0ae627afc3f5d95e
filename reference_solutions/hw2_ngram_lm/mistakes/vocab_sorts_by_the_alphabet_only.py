"""The tokens are in alphabetical order.

The count comes first, the alphabet only decides between equal counts.
"""

from collections import Counter

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_vocab_numbers_tokens_by_falling_count",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        counts = Counter(tokens)
        self.itos = [*SPECIALS, *sorted(t for t in counts if counts[t] >= min_count and t not in SPECIALS)]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
