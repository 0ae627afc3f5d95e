"""exp overflows at a low temperature.

A logit of 3 divided by 0.01 is 300, and exp(300) is no float32. A softmax does not change when the largest score is
subtracted from all of them; torch's does that.
"""

import math

import torch

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
                p = torch.exp(scores / temperature)
                token = torch.multinomial(p / p.sum(), 1, generator=generator)
            drawn.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
