"""Only ids with exactly one axis work.

A batch of sentences has ids of shape (B, T), a single token has shape (). The new axis comes last, behind all others,
however many there are: `...` in an index stands for them.
"""

import torch

REGION = "one_hot"
CAUGHT_BY = [
    "test_one_hot_of_a_vector_and_a_matrix_of_ids",
    "test_one_hot_of_ids_with_any_number_of_axes",
]


def one_hot(ids, n):
    # BEGIN SOLUTION one_hot
    out = torch.zeros(len(ids), n)
    out[torch.arange(len(ids)), ids] = 1
    return out
    # END SOLUTION
