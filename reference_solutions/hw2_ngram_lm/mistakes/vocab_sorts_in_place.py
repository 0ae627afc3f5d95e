"""The tokens are sorted in the caller's list.

tokens.sort() turns somebody's text into a heap of words. sorted(tokens) is a new list.
"""

from collections import Counter

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_tokens_are_read_once_and_left_alone",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        if isinstance(tokens, list):
            tokens.sort()
        counts = Counter(tokens)
        frequent = [token for token, count in counts.items() if count >= min_count and token not in SPECIALS]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
