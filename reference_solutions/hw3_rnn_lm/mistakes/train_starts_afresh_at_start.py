"""The state is forgotten where START is read.

START is a token like any other in training: the model has to learn by itself what it means. The state is carried
through it.
"""

import torch
from torch.nn import functional as F

from rnn_lm import START, batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
    "test_windows_states_and_passes",
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
        if state is not None:
            state = state * (streams[start] != START)[:, None]
        logits, state = model(streams[start : start + bptt], state)
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
