"""A pass of a single window does not start afresh.

A new pass is recognised by a row that is lower than the one before. With one window per pass all begin at row 0, so the
state is never zero again. Ask whether the row is 0.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
    "test_windows_states_and_passes",
]


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
    streams = batchify(ids, batch)
    starts = range(0, len(streams) - bptt, bptt)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses, state, last = [], None, 0
    for step in range(steps):
        start = starts[step % len(starts)]
        fresh = step == 0 or start < last
        logits, state = model(streams[start : start + bptt], None if fresh else state.detach())
        last = start
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
