"""The ids are flattened in place.

resize_ and unsqueeze_ change the tensor that you were given. Their names without the last letter give a new one.
"""

import torch

REGION = "one_hot"
CAUGHT_BY = [
    "test_one_hot_of_ids_with_any_number_of_axes",
]


def one_hot(ids, n):
    # BEGIN SOLUTION one_hot
    return (ids.unsqueeze_(-1) == torch.arange(n)).float()
    # END SOLUTION
