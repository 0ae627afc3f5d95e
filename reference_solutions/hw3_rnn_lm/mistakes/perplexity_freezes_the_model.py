"""The parameters no longer require gradients.

requires_grad_(False) stays with the parameters, so they cannot be trained any further. `with torch.no_grad():` leaves
the model alone.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "perplexity"
CAUGHT_BY = [
    "test_perplexity_works_in_chunks",
]


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    inputs = torch.cat([ids.new_tensor([START]), ids[:-1]])
    total, state = 0.0, None
    model.requires_grad_(False)
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    return math.exp(total / len(ids))
    # END SOLUTION
