"""The first token is not predicted.

START is read first, so that each of the N tokens has something to be predicted from.
"""

import math

import torch
from torch.nn import functional as F

REGION = "perplexity"
CAUGHT_BY = [
    "test_perplexity_reads_start_first_and_carries_the_state",
    "test_perplexity_of_random_texts",
]


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    inputs, ids = ids[:-1], ids[1:]
    total, state = 0.0, None
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    return math.exp(total / max(len(ids), 1))
    # END SOLUTION
