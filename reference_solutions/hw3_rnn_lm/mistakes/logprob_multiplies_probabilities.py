"""Probabilities are multiplied and the logarithm is taken last.

A hundred factors of 0.1 are 1e-100; the smallest float32 is about 1e-45, so the product is 0 and its logarithm minus
infinity. Add logarithms instead.
"""

import torch

from rnn_lm import START

REGION = "sequence_logprob"
CAUGHT_BY = [
    "test_logprob_of_the_improbable",
]


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if len(ids) == 0:
        return 0.0
    tokens = torch.tensor([START, *ids])
    with torch.no_grad():
        logits, _ = model(tokens[:-1, None])
        p = torch.softmax(logits[:, 0], dim=-1)[torch.arange(len(ids)), tokens[1:]]
        return torch.log(p.prod()).item()
    # END SOLUTION
