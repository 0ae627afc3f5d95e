"""The loss is the sum over the window.

The mean does not depend on bptt and batch, so losses of different runs can be compared, and `clip` means the same.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
    "test_train_learns_a_text_that_repeats",
    "test_train_predicts_the_next_row_of_each_window",
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
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
