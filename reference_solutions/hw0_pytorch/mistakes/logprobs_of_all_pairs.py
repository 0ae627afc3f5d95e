"""Every row is asked for the labels of all rows: lp[:, y].

lp[:, y] takes the columns y of *every* row, an (N, N) array, whose diagonal is what you want. Row i must only be
asked for y[i]: see Tensor.gather, or give a row index along with the column index.
"""

from torch.nn import functional as F

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_of_two_rows",
    "test_true_logprobs_of_random_logits",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    return F.log_softmax(logits, dim=1)[:, y]
    # END SOLUTION
