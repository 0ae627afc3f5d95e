"""Gradients are recorded afterwards even where they were not before.

torch.set_grad_enabled(True) at the end switches on what may have been off: whoever calls this in torch.no_grad() does
not expect it. `with torch.no_grad():` puts back what was there.
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
    torch.set_grad_enabled(True)
    return -F.cross_entropy(logits[:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
