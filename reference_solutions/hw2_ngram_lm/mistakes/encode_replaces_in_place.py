"""Tokens are replaced by their ids in the caller's list.

Whoever gave you the list still wants the words in it. Make a new list.
"""

from ngram_lm import UNK

REGION = "Vocab.encode"
CAUGHT_BY = [
    "test_tokens_are_read_once_and_left_alone",
]


class Vocab:
    def encode(self, tokens):
        # BEGIN SOLUTION Vocab.encode
        for place, token in enumerate(tokens):
            tokens[place] = self.stoi.get(token, UNK)
        return tokens
        # END SOLUTION
