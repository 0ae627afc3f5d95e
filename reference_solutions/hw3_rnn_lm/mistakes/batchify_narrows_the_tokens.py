"""The tokens become int32.

Tokens are int64 throughout, as F.embedding and F.cross_entropy expect, and larger ones than 2^31 would wrap around.
"""

REGION = "batchify"
CAUGHT_BY = [
    "test_batchify_keeps_large_tokens",
]


def batchify(ids, batch):
    # BEGIN SOLUTION batchify
    length = len(ids) // batch
    return ids[: length * batch].view(batch, length).t().int()
    # END SOLUTION
