"""A special among the tokens gets a second id.

If the text itself contains "<unk>", it stands twice in itos, and encode gives the later id. What is the id of a
special always?
"""

from collections import Counter

from ngram_lm import SPECIALS

REGION = "Vocab.__init__"
CAUGHT_BY = [
    "test_a_special_among_the_tokens_keeps_its_id",
]


class Vocab:
    def __init__(self, tokens, min_count=1):
        # BEGIN SOLUTION Vocab.__init__
        counts = Counter(tokens)
        frequent = [token for token, count in counts.items() if count >= min_count]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION
