"""Parameters that were frozen are not frozen afterwards.

requires_grad may have been False before, as it is where only a part of a model is trained. torch.no_grad() needs no
flag of a parameter to be touched.
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
    for p in model.parameters():
        p.requires_grad_(False)
    logits, _ = model(tokens[:-1, None])
    for p in model.parameters():
        p.requires_grad_(True)
    return -F.cross_entropy(logits[:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
