"""The model is left in eval mode.

model.eval() changes the model that was given, and whoever trains it later trains it in the wrong mode. Nothing in this
model asks for the mode; or note model.training first, and put it back.
"""

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sequence_logprob"
CAUGHT_BY = [
    "test_logprob_is_a_float_without_a_graph",
]


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if len(ids) == 0:
        return 0.0
    model.eval()
    tokens = torch.tensor([START, *ids])
    with torch.no_grad():
        logits, _ = model(tokens[:-1, None])
        return -F.cross_entropy(logits[:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
