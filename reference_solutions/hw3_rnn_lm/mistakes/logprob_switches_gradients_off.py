"""Gradients are switched off and never on again.

torch.set_grad_enabled(False) holds until somebody undoes it, so whoever trains after that finds no gradients. As a
block, `with torch.no_grad():` puts things back by itself.
"""

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sequence_logprob"
CAUGHT_BY = [
    "test_logprob_is_a_float_without_a_graph",
]


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if len(ids) == 0:
        return 0.0
    tokens = torch.tensor([START, *ids])
    torch.set_grad_enabled(False)
    logits, _ = model(tokens[:-1, None])
    return -F.cross_entropy(logits[:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
