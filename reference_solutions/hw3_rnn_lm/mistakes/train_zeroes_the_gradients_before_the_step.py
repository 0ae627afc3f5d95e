"""The gradients are zeroed just before the step.

Then the optimizer sees nothing, and the model does not move. Zero them before backward, or after the step.
"""

import torch
from torch.nn import functional as F

from rnn_lm import batchify

REGION = "train"
CAUGHT_BY = [
    "test_train_learns_a_text_that_repeats",
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
        targets = streams[start + 1 : start + bptt + 1]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
