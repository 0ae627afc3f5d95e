"""Adam is written out; the gradients are taken with torch.autograd.grad and kept in .grad."""

BASE = "plain"


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
    params = [p for p in model.parameters() if p.requires_grad]
    first, second = [torch.zeros_like(p) for p in params], [torch.zeros_like(p) for p in params]
    data, losses = batchify(ids, batch), []
    per_pass = (len(data) - 1) // bptt
    for step in range(steps):
        row = step % per_pass * bptt
        if row == 0:
            state = None
        logits, state = model(data[row : row + bptt], state)
        state = state.detach()
        logs = torch.log_softmax(logits, dim=-1)
        loss = -logs.gather(2, data[row + 1 : row + 1 + bptt, :, None]).mean()
        for p, g in zip(params, torch.autograd.grad(loss, params), strict=True):
            p.grad = g
        clip_grad_norm(params, clip)
        with torch.no_grad():
            for p, m, v in zip(params, first, second, strict=True):
                m += 0.1 * (p.grad - m)
                v += 0.001 * (p.grad**2 - v)
                p -= lr * (m / (1 - 0.9 ** (step + 1))) / ((v / (1 - 0.999 ** (step + 1))).sqrt() + 1e-8)
        losses.append(loss.item())
    return losses
    # END SOLUTION
