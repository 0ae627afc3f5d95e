"""Where START is drawn, the likeliest of the others is taken.

The others share START's probability in proportion, so none of them may get all of it.
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
                token = torch.multinomial(F.softmax(scores / temperature, dim=0), 1, generator=generator)
                if token.item() == START:
                    token = scores[1:].argmax().view(1) + 1
            drawn.append(token.item())
            read = token[:, None]
    return drawn
    # END SOLUTION
