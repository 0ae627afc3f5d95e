"""The state is not carried from chunk to chunk.

`chunk` is about memory, and must not change the value: a text of 2,000 tokens is one text, not two.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "perplexity"
CAUGHT_BY = [
    "test_perplexity_reads_start_first_and_carries_the_state",
    "test_perplexity_does_not_depend_on_the_chunk",
]


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    inputs = torch.cat([ids.new_tensor([START]), ids[:-1]])
    total = 0.0
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, _ = model(read[:, None])
            total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    return math.exp(total / len(ids))
    # END SOLUTION
