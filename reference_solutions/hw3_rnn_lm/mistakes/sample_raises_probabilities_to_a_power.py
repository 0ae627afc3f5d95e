"""Probabilities are raised to the power 1/temperature.

On paper that is the same. In float32 a probability of 1e-3 to the power 100 is 0, and if all are, there is nothing
left to draw from. Divide the logits.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sample"
CAUGHT_BY = [
    "test_sample_at_a_low_temperature",
]


def sample(model, length, generator, temperature=1.0, prompt=()):
    # BEGIN SOLUTION sample
    read, state, drawn = torch.tensor([START, *prompt])[:, None], None, []
    with torch.no_grad():
        while len(drawn) < length:
            logits, state = model(read, state)
            scores = logits[-1, 0]
            scores[START] = -math.inf
            if temperature == 0:
                token = scores.argmax().view(1)
            else:
                p = F.softmax(scores, dim=0) ** (1 / temperature)
                token = torch.multinomial(p / p.sum(), 1, generator=generator)
            drawn.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
