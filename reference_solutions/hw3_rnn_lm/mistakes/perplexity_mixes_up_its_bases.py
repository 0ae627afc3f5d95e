"""A mean in nats is put to the power of 2.

2 to the entropy in bits is e to the entropy in nats. F.cross_entropy counts in nats.
"""

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "perplexity"
CAUGHT_BY = [
    "test_perplexity_of_fixed_probabilities",
]


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    inputs = torch.cat([ids.new_tensor([START]), ids[:-1]])
    total, state = 0.0, None
    with torch.no_grad():
        for read, targets in zip(inputs.split(chunk), ids.split(chunk), strict=True):
            logits, state = model(read[:, None], state)
            total += F.cross_entropy(logits[:, 0], targets, reduction="sum").item()
    return 2 ** (total / len(ids))
    # END SOLUTION
