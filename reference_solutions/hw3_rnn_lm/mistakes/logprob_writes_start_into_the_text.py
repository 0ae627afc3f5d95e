"""START is put in front of the caller's text.

ids.insert(0, START) changes the list that you were given: asked again, the text begins with START. [START, *ids] is a
new list.
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
    ids.insert(0, START)
    tokens = torch.tensor(ids)
    with torch.no_grad():
        logits, _ = model(tokens[:-1, None])
        return -F.cross_entropy(logits[:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
