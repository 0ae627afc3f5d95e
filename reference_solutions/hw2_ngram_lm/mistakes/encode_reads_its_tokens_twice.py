"""The tokens are gone through twice.

An iterator can be gone through once: the second time it is empty. Do everything in one go, or make a list first.
"""

from ngram_lm import UNK

REGION = "Vocab.encode"
CAUGHT_BY = [
    "test_tokens_are_read_once_and_left_alone",
]


class Vocab:
    def encode(self, tokens):
        # BEGIN SOLUTION Vocab.encode
        known = {token for token in tokens if token in self.stoi}
        return [self.stoi[token] if token in known else UNK for token in tokens]
        # END SOLUTION
