"""The text is emptied when training is over.

ids belongs to whoever called, and may be needed for a second round. Memory is given back by itself when nobody holds
it.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
    "test_train_returns_floats",
]


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
    streams = batchify(ids, batch)
    starts = range(0, len(streams) - bptt, bptt)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses, state = [], None
    for step in range(steps):
        start = starts[step % len(starts)]
        state = None if start == 0 else state.detach()
        logits, state = model(streams[start : start + bptt], state)
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    ids.zero_()
    return losses
    # END SOLUTION
