"""The rest is dropped from the beginning of the text.

What is left over is dropped at the end: column 0 begins with the first token.
"""

REGION = "batchify"
CAUGHT_BY = [
    "test_batchify_ten_tokens_in_three_streams",
    "test_batchify_random_texts",
]


def batchify(ids, batch):
    # BEGIN SOLUTION batchify
    length = len(ids) // batch
    return ids[len(ids) - length * batch :].view(batch, length).t()
    # END SOLUTION
