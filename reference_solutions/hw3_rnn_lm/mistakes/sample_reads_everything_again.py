"""The whole text is read again for each token.

1 + 2 + … + n tokens read make n squared over 2. The state already knows all that came before: keep it.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sample"
CAUGHT_BY = [
    "test_sample_takes_time_in_proportion_to_the_length",
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
            read = torch.cat([read, token[:, None]])
    return drawn
    # END SOLUTION
