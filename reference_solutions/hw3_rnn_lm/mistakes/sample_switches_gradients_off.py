"""Gradients are switched off and never on again.

torch.set_grad_enabled(False) holds until somebody undoes it, so whoever trains after that finds no gradients. As a
block, `with torch.no_grad():` puts things back by itself.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sample"
CAUGHT_BY = [
    "test_sample_draws_from_its_generator",
]


def sample(model, length, generator, temperature=1.0, prompt=()):
    # BEGIN SOLUTION sample
    read, state, drawn = torch.tensor([START, *prompt])[:, None], None, []
    torch.set_grad_enabled(False)
    while len(drawn) < length:
        logits, state = model(read, state)
        scores = logits[-1, 0].clone()
        scores[START] = -math.inf
        if temperature == 0:
            token = scores.argmax().view(1)
        else:
            token = torch.multinomial(F.softmax(scores / temperature, dim=0), 1, generator=generator)
        drawn.append(token.item())
        read = token[:, None]
    return drawn
    # END SOLUTION
