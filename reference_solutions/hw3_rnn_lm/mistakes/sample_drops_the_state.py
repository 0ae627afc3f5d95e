"""The state is dropped after each token.

Each token is then drawn as if only one token had come before: a bigram model. The text looks fine from word to word,
and loses its thread at once.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sample"
CAUGHT_BY = [
    "test_sample_follows_the_largest_logit",
    "test_sample_follows_the_model",
]


def sample(model, length, generator, temperature=1.0, prompt=()):
    # BEGIN SOLUTION sample
    read, drawn = torch.tensor([START, *prompt])[:, None], []
    with torch.no_grad():
        while len(drawn) < length:
            logits, _ = model(read)
            scores = logits[-1, 0]
            scores[START] = -math.inf
            if temperature == 0:
                token = scores.argmax().view(1)
            else:
                token = torch.multinomial(F.softmax(scores / temperature, dim=0), 1, generator=generator)
            drawn.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
