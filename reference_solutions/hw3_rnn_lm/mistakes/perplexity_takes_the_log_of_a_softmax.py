"""The softmax is computed first and its logarithm then.

A single word whose probability is too small for a float32 makes the perplexity infinite. log-softmax does both at
once.
"""

import math

import torch

from rnn_lm import START

REGION = "perplexity"
CAUGHT_BY = [
    "test_perplexity_of_the_improbable",
]


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    inputs = torch.cat([ids.new_tensor([START]), ids[:-1]])
    total, state = 0.0, None
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += -torch.softmax(logits[:, 0], dim=-1)[torch.arange(len(targets)), targets].log().sum().item()
    return math.exp(total / len(ids))
    # END SOLUTION
