"""An unknown token becomes one that differs by its capitals.

A token that has no id is UNK, whatever it resembles: decoding would give another token back.
"""

from ngram_lm import UNK

REGION = "Vocab.encode"
CAUGHT_BY = [
    "test_decode_undoes_encode",
]


class Vocab:
    def encode(self, tokens):
        # BEGIN SOLUTION Vocab.encode
        return [self.stoi.get(token, self.stoi.get(token.lower(), UNK)) for token in tokens]
        # END SOLUTION
