"""Training in nested loops over passes and windows, cleaning up after each step; clipping by torch.linalg."""

BASE = "plain"


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    found = [p.grad for p in params if p.grad is not None]
    norms = [torch.linalg.vector_norm(g.double()) for g in found]
    joint = torch.linalg.vector_norm(torch.stack(norms)).item() if norms else 0.0
    if joint > max_norm:
        torch._foreach_mul_(found, max_norm / joint)
    return joint
    # END SOLUTION


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
    streams = batchify(ids, batch)
    adam = torch.optim.Adam(model.parameters(), lr, foreach=True)
    windows = [(streams[i : i + bptt], streams[i + 1 : i + 1 + bptt]) for i in range(0, len(streams) - bptt, bptt)]
    losses = []
    adam.zero_grad()
    while len(losses) < steps:
        state = torch.zeros(batch, model.rnn.h_dim)
        for read, following in windows[: steps - len(losses)]:
            logits, state = model(read, state)
            loss = F.cross_entropy(logits.permute(0, 2, 1), following)
            loss.backward()
            clip_grad_norm((p for p in model.parameters()), clip)
            adam.step()
            adam.zero_grad()
            state = state.detach().clone()
            losses.append(loss.item())
    return losses
    # END SOLUTION


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    with torch.no_grad():
        shifted = F.pad(ids[:-1], (1, 0), value=START)
        state, logs = None, []
        for begin in range(0, len(ids), chunk):
            logits, state = model(shifted[begin : begin + chunk, None], state)
            logs.append(F.cross_entropy(logits[:, 0], ids[begin : begin + chunk], reduction="none"))
        return float(torch.cat(logs).double().mean().exp())
    # END SOLUTION
