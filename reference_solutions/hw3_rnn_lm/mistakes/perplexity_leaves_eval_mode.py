"""The model is left in eval mode.

model.eval() changes the model that was given, and whoever trains it later trains it in the wrong mode. Nothing in this
model asks for the mode; or note model.training first, and put it back.
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
    model.eval()
    inputs = torch.cat([ids.new_tensor([START]), ids[:-1]])
    total, state = 0.0, None
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    return math.exp(total / len(ids))
    # END SOLUTION
