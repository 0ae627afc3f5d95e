"""There has to be a token.

Of no tokens there is no largest count. A vocabulary of no tokens has its specials, and nothing else.
"""

from collections import Counter

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_the_numbering_is_a_function_of_the_data",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        counts = Counter(tokens)
        self.itos = list(SPECIALS)
        for c in range(max(counts.values()), min_count - 1, -1):
            self.itos += sorted(t for t, k in counts.items() if k == c and t not in SPECIALS)
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
