"""What was drawn is read again in the next call.

A list that lives longer than the call, such as a default value of an argument, still holds what was put into it the
last time. Make the list inside the function.
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
    history = sample.__dict__.setdefault("history", [])
    if not prompt:
        prompt = history
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
            history.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
