"""The text runs along the rows.

Read your answer downwards: column b must be a contiguous piece of the text, because in training the state of column b
is carried from each row to the next. Here each step down skips B - 1 tokens.
"""

REGION = "batchify"
CAUGHT_BY = [
    "test_batchify_ten_tokens_in_three_streams",
    "test_batchify_columns_are_the_text",
]


def batchify(ids, batch):
    # BEGIN SOLUTION batchify
    length = len(ids) // batch
    return ids[: length * batch].view(length, batch)
    # END SOLUTION
