"""The rows are stacked, which fails if there are none.

Ids may have any shape, (0, 2) too. Compare them with torch.arange(n), and no loop is needed.
"""

import torch

REGION = "one_hot"
CAUGHT_BY = [
    "test_one_hot_of_ids_with_any_number_of_axes",
]


def one_hot(ids, n):
    # BEGIN SOLUTION one_hot
    flat = ids.reshape(-1)
    out = []
    for i in flat:
        row = torch.zeros(n)
        row[i] = 1
        out.append(row)
    return torch.stack(out).reshape(*ids.shape, n)
    # END SOLUTION
