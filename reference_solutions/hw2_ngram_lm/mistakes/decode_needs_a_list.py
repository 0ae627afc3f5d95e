"""The ids are counted before they are read.

An iterable need not have a length, and an iterator can be gone through only once. A loop over it needs neither.
"""

REGION = "Vocab.decode"
CAUGHT_BY = [
    "test_tokens_are_read_once_and_left_alone",
]


class Vocab:
    def decode(self, ids):
        # BEGIN SOLUTION Vocab.decode
        return [self.itos[ids[place]] for place in range(len(ids))]
        # END SOLUTION
