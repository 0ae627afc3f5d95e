"""Tokens that occur exactly min_count times are dropped.

min_count is the smallest count that is kept: "at least", not "more than".
"""

from collections import Counter

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_rare_tokens_are_unknown",
    "test_vocab_numbers_tokens_by_falling_count",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        counts = Counter(tokens)
        frequent = [token for token, count in counts.items() if count > min_count and token not in SPECIALS]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
