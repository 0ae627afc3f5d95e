"""The state is carried, but not detached.

Then backward wants to go back through all windows since the beginning: torch says that the graph has been freed, or,
with retain_graph, that parameters have been changed in place. Cut the graph at the border: the value goes on, the
history does not.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify, clip_grad_norm

REGION = "train"
CAUGHT_BY = [
    "test_train_carries_the_state",
    "test_five_steps_of_training",
    "test_each_step_costs_the_same",
]


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
    streams = batchify(ids, batch)
    starts = range(0, len(streams) - bptt, bptt)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses, state = [], None
    for step in range(steps):
        start = starts[step % len(starts)]
        logits, state = model(streams[start : start + bptt], None if start == 0 else state)
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
