"""The softmax is computed first and its logarithm then.

A word whose logit is 200 below the largest has a softmax of 0 in float32, and the logarithm of that is minus
infinity, though the right answer is about -200. log-softmax does both at once.
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
        return torch.log(p).sum().item()
    # END SOLUTION
