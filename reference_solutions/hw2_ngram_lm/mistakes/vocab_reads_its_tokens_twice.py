"""The tokens are gone through twice.

An iterator can be gone through once: the second time it is empty. Count in one go, or make a list first.
"""

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_the_numbering_is_a_function_of_the_data",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        counts = dict.fromkeys(tokens, 0)
        for token in tokens:
            counts[token] += 1
        frequent = [token for token, count in counts.items() if count >= min_count and token not in SPECIALS]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
