"""Only the last fifty words are read before each draw.

What lies further back is lost, START included. The state holds all that was read: carry it, and read one new word.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sample"
CAUGHT_BY = [
    "test_sample_follows_the_largest_logit",
]


def sample(model, length, generator, temperature=1.0, prompt=()):
    # BEGIN SOLUTION sample
    tokens, drawn = [START, *prompt], []
    with torch.no_grad():
        while len(drawn) < length:
            logits, _ = model(torch.tensor(tokens[-50:])[:, None])
            scores = logits[-1, 0]
            scores[START] = -math.inf
            if temperature == 0:
                token = scores.argmax().view(1)
            else:
                token = torch.multinomial(F.softmax(scores / temperature, dim=0), 1, generator=generator)
            drawn.append(token.item())
            tokens.append(token.item())
    return drawn
    # END SOLUTION
