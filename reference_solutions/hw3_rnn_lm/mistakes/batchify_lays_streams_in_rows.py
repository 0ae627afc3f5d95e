"""The streams are rows instead of columns.

Time comes first in this homework: (N // B, B). What you have is the transpose.
"""

REGION = "batchify"
CAUGHT_BY = [
    "test_batchify_ten_tokens_in_three_streams",
    "test_batchify_random_texts",
]


def batchify(ids, batch):
    # BEGIN SOLUTION batchify
    length = len(ids) // batch
    return ids[: length * batch].view(batch, length)
    # END SOLUTION
