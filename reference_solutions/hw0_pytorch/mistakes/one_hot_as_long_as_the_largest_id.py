"""The number of classes is taken from the ids.

A batch in which the last classes do not occur then gives shorter rows, and the next layer does not fit. That is what
the argument n is for.
"""

from torch.nn import functional as F

REGION = "one_hot"
CAUGHT_BY = [
    "test_one_hot_of_a_vector_and_a_matrix_of_ids",
    "test_one_hot_has_n_classes_even_if_few_occur",
]


def one_hot(ids, n):
    # BEGIN SOLUTION one_hot
    return F.one_hot(ids).float()
    # END SOLUTION
