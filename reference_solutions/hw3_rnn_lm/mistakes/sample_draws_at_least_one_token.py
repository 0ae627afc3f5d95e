"""There is always a first token.

length may be 0, and then the answer is empty. A loop that looks at the end whether it is over goes round once too
often.
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
    read, state, drawn = torch.tensor([START, *prompt])[:, None], None, []
    with torch.no_grad():
        while True:
            logits, state = model(read, state)
            scores = logits[-1, 0]
            scores[START] = -math.inf
            if temperature == 0:
                token = scores.argmax().view(1)
            else:
                token = torch.multinomial(F.softmax(scores / temperature, dim=0), 1, generator=generator)
            drawn.append(token.item())
            read = token[:, None]
            if len(drawn) >= length:
                return drawn
    # END SOLUTION
