"""After a hundred draws of START, the likeliest other token is taken.

START may have nearly all of the probability. Take it out before you draw, and one draw is enough.
"""

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
            if temperature == 0:
                token = scores[1:].argmax().view(1) + 1
            else:
                p = F.softmax(scores / temperature, dim=0)
                for _ in range(100):
                    token = torch.multinomial(p, 1, generator=generator)
                    if token.item() != START:
                        break
                else:
                    token = scores[1:].argmax().view(1) + 1
            drawn.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
