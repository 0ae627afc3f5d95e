"""min_count is ignored.

Every token gets an id, however rare. Which tokens should become <unk>?
"""

from collections import Counter

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_rare_tokens_are_unknown",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        counts = Counter(tokens)
        frequent = [token for token in counts if token not in SPECIALS]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
