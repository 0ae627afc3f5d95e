"""What is left over at the end is not counted.

The last chunk may be shorter; its tokens count all the same.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "perplexity"
CAUGHT_BY = [
    "test_perplexity_of_fixed_probabilities",
    "test_perplexity_does_not_depend_on_the_chunk",
]


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    inputs = torch.cat([ids.new_tensor([START]), ids[:-1]])
    total, state = 0.0, None
    ids = ids[: max(len(ids) // chunk, 1) * chunk]
    inputs = inputs[: len(ids)]
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    return math.exp(total / len(ids))
    # END SOLUTION
