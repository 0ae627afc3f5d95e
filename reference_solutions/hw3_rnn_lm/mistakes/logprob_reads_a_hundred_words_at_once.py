"""The text is read in pieces, and each begins from the zero state.

Reading in pieces is fine, but hand the state on from each to the next: a word depends on all that came before it.
"""

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sequence_logprob"
CAUGHT_BY = [
    "test_logprob_is_the_chain_rule",
]


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if len(ids) == 0:
        return 0.0
    tokens, total = torch.tensor([START, *ids]), 0.0
    with torch.no_grad():
        for read, targets in zip(tokens[:-1].split(100), tokens[1:].split(100), strict=True):
            logits, _ = model(read[:, None])
            total -= F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    return total
    # END SOLUTION
