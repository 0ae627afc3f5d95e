"""It is the mean instead of the sum.

The chain rule multiplies, so logarithms add up. F.cross_entropy takes the mean unless it is told otherwise.
"""

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sequence_logprob"
CAUGHT_BY = [
    "test_logprob_under_a_model_that_ignores_what_it_reads",
    "test_logprob_is_the_chain_rule",
]


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if len(ids) == 0:
        return 0.0
    tokens = torch.tensor([START, *ids])
    with torch.no_grad():
        logits, _ = model(tokens[:-1, None])
        return -F.cross_entropy(logits[:, 0], tokens[1:]).item()
    # END SOLUTION
