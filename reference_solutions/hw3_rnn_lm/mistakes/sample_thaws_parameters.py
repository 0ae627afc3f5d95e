"""Parameters that were frozen are not frozen afterwards.

requires_grad may have been False before, as it is where only a part of a model is trained. torch.no_grad() needs no
flag of a parameter to be touched.
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
    for p in model.parameters():
        p.requires_grad_(False)
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
    for p in model.parameters():
        p.requires_grad_(True)
    return drawn
    # END SOLUTION
