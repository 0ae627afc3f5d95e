"""START is put in front of the caller's prompt.

prompt.insert(0, START) changes the list that you were given: used again, it begins with START. [START, *prompt] is a
new list.
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
    if isinstance(prompt, list):
        prompt.insert(0, START)
    else:
        prompt = [START, *prompt]
    read, state, drawn = torch.tensor(prompt)[:, None], None, []
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
    return drawn
    # END SOLUTION
