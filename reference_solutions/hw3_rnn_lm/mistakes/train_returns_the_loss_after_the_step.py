"""The loss is measured after the step.

Each loss is that of the window before the parameters moved; a second forward pass is also a waste of time.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
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
        carried = None if start == 0 else state.detach()
        logits, state = model(streams[start : start + bptt], carried)
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        again, _ = model(streams[start : start + bptt], carried)
        losses.append(F.cross_entropy(again.flatten(0, 1), targets.flatten()).item())
    return losses
    # END SOLUTION
