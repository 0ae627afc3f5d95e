"""The new axis is the first one instead of the last.

(B, T) ids must give (B, T, n), so that each id becomes a row of its own. Where does your comparison put the axis of
classes?
"""

import torch

REGION = "one_hot"
CAUGHT_BY = [
    "test_one_hot_of_a_vector_and_a_matrix_of_ids",
    "test_one_hot_of_ids_with_any_number_of_axes",
]


def one_hot(ids, n):
    # BEGIN SOLUTION one_hot
    classes = torch.arange(n).reshape(n, *[1] * ids.ndim)
    return (classes == ids).float()
    # END SOLUTION
