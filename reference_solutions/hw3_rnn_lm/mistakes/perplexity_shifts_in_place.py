"""The text is shifted in place.

ids[1:] = ids[:-1] writes into the tensor that you were given, and its last token is gone. torch.cat makes a new one.
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
    targets = ids.clone()
    ids[1:] = targets[:-1]
    ids[0] = START
    total, state = 0.0, None
    with torch.no_grad():
        for read, wanted in zip(ids.split(chunk), targets.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += F.cross_entropy(logits[:, 0], wanted, reduction="sum").item()
    return math.exp(total / len(ids))
    # END SOLUTION
