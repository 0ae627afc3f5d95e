"""Temperatures above 1.5 are taken for 1.5.

The higher the temperature, the more alike all tokens become; nothing in the docstring ends that at some value.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sample"
CAUGHT_BY = [
    "test_sample_follows_the_temperature",
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
                token = torch.multinomial(F.softmax(scores / min(temperature, 1.5), dim=0), 1, generator=generator)
            drawn.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
