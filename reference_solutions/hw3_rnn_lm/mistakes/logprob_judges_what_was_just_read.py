"""Each word is predicted from itself.

The logits after reading w_t are about w_{t+1}. Here they are asked about w_t, which the model has just seen: line up
what is read and what is predicted, one beside the other.
"""

import torch
from torch.nn import functional as F

from rnn_lm import START

REGION = "sequence_logprob"
CAUGHT_BY = [
    "test_logprob_of_the_first_word_is_predicted_from_start",
    "test_logprob_is_the_chain_rule",
]


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if len(ids) == 0:
        return 0.0
    tokens = torch.tensor([START, *ids])
    with torch.no_grad():
        logits, _ = model(tokens[:, None])
        return -F.cross_entropy(logits[1:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
