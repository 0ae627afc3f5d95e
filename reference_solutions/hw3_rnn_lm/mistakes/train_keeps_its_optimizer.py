"""The optimizer of the first call is used again in the second.

Adam remembers the gradients that it has seen. A second call, on another text or with another learning rate, begins
with an Adam of its own.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
    "test_train_starts_afresh",
]


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
    streams = batchify(ids, batch)
    starts = range(0, len(streams) - bptt, bptt)
    if not hasattr(model, "optimizer"):
        model.optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses, state = [], None
    for step in range(steps):
        start = starts[step % len(starts)]
        logits, state = model(streams[start : start + bptt], None if start == 0 else state.detach())
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        model.optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        model.optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
