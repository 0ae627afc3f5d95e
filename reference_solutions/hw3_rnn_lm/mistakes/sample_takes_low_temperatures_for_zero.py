"""A low temperature is taken for 0.

At a temperature of 0.01 the likeliest token usually wins, but where two are as likely as one another, each is drawn
half of the time. Only 0 itself leaves nothing to chance.
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
            if temperature < 0.1:
                token = scores.argmax().view(1)
            else:
                token = torch.multinomial(F.softmax(scores / temperature, dim=0), 1, generator=generator)
            drawn.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
