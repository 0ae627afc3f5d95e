"""The specials are left out.

decode gives one token for each id, whatever it is; leaving specials out is for whoever prints the text.
"""

from ngram_lm import UNK

REGION = "Vocab.decode"
CAUGHT_BY = [
    "test_vocab_encodes_and_decodes_a_sentence",
    "test_decode_undoes_encode",
]


class Vocab:
    def decode(self, ids):
        # BEGIN SOLUTION Vocab.decode
        return [self.itos[index] for index in ids if index > UNK]
        # END SOLUTION
