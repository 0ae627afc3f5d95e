"""Gradients are recorded afterwards even where they were not before.

torch.set_grad_enabled(True) at the end switches on what may have been off: whoever calls this in torch.no_grad() does
not expect it. `with torch.no_grad():` puts back what was there.
"""

import math

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sample"
CAUGHT_BY = [
    "test_sample_leaves_its_prompt_alone",
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
                token = torch.multinomial(F.softmax(scores / temperature, dim=0), 1, generator=generator)
            drawn.append(token.item())
            read = token[:, None]
    torch.set_grad_enabled(True)
    return drawn
    # END SOLUTION
