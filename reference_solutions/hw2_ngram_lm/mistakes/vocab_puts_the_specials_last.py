"""The specials come after the tokens.

BOS, EOS and UNK are the ids 0, 1 and 2 everywhere in this homework, so the specials stand first.
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
        frequent = [token for token, count in counts.items() if count >= min_count and token not in SPECIALS]
        self.itos = [*sorted(frequent, key=lambda token: (-counts[token], token)), *SPECIALS]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
