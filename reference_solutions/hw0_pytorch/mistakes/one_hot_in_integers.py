"""The result holds integers.

The rows are to be multiplied with weights, and PyTorch does not multiply int64 with float32 matrices. Asked is
float32.
"""

from torch.nn import functional as F

REGION = "one_hot"
CAUGHT_BY = [
    "test_one_hot_of_a_vector_and_a_matrix_of_ids",
]


def one_hot(ids, n):
    # BEGIN SOLUTION one_hot
    return F.one_hot(ids, n)
    # END SOLUTION
