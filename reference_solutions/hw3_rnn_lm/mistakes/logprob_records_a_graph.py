"""A graph for gradients is recorded.

Nobody will call backward here. Recording what would be needed for it costs time, and for long texts a lot of memory:
every state of the whole text is kept.
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
    with torch.enable_grad():
        logits, _ = model(tokens[:-1, None])
        return -F.cross_entropy(logits[:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
