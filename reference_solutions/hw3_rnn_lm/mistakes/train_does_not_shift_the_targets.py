"""The targets are the tokens that were just read.

The loss falls to nearly nothing at once, for the model need only copy its input. Too good to be true: it is below the
entropy of the source, which no honest model can be. Targets lie one row further on.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
    "test_train_predicts_the_next_row_of_each_window",
    "test_five_steps_of_training",
]


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
    streams = batchify(ids, batch)
    starts = range(0, len(streams) - bptt, bptt)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses, state = [], None
    for step in range(steps):
        start = starts[step % len(starts)]
        logits, state = model(streams[start : start + bptt], None if start == 0 else state.detach())
        targets = streams[start : start + bptt]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
