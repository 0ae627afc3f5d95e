"""Parameters that were frozen are not frozen afterwards.

requires_grad may have been False before, as it is where only a part of a model is trained. torch.no_grad() needs no
flag of a parameter to be touched.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "perplexity"
CAUGHT_BY = [
    "test_perplexity_does_not_depend_on_the_chunk",
]


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    inputs = torch.cat([ids.new_tensor([START]), ids[:-1]])
    total, state = 0.0, None
    for p in model.parameters():
        p.requires_grad_(False)
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    for p in model.parameters():
        p.requires_grad_(True)
    return math.exp(total / len(ids))
    # END SOLUTION
