"""An unknown token is a KeyError.

A test text always has tokens that training never saw. That is what <unk> is for.
"""

REGION = "Vocab.encode"
CAUGHT_BY = [
    "test_vocab_encodes_and_decodes_a_sentence",
    "test_decode_undoes_encode",
]


class Vocab:
    def encode(self, tokens):
        # BEGIN SOLUTION Vocab.encode
        return [self.stoi[token] for token in tokens]
        # END SOLUTION
