"""It fails where the text does not divide evenly.

Up to B - 1 tokens are left over. Drop them before you reshape.
"""

REGION = "batchify"
CAUGHT_BY = [
    "test_batchify_ten_tokens_in_three_streams",
    "test_batchify_random_texts",
]


def batchify(ids, batch):
    # BEGIN SOLUTION batchify
    return ids.view(batch, -1).t()
    # END SOLUTION
