"""Gradients are recorded afterwards even where they were not before.

torch.set_grad_enabled(True) at the end switches on what may have been off: whoever calls this in torch.no_grad() does
not expect it. `with torch.no_grad():` puts back what was there.
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
    torch.set_grad_enabled(False)
    for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
        logits, state = model(read[:, None], state)
        total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    torch.set_grad_enabled(True)
    return math.exp(total / len(ids))
    # END SOLUTION
