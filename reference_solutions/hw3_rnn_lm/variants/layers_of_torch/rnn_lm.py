"""nn.Embedding and nn.Linear, made without drawing and then filled from the generator."""

BASE = "plain"


class RNNCell(nn.Module):
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        self.W_xh = nn.Parameter(torch.empty(h_dim, x_dim))
        self.W_hh = nn.Parameter(torch.empty(h_dim, h_dim))
        self.b_h = nn.Parameter(torch.empty(h_dim))
        for weight in (self.W_xh, self.W_hh):
            nn.init.uniform_(weight, -(h_dim**-0.5), h_dim**-0.5, generator=generator)
        nn.init.zeros_(self.b_h)
        # END SOLUTION

    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(F.linear(x, self.W_xh, self.b_h) + F.linear(h, self.W_hh))
        # END SOLUTION


class RNNLM(nn.Module):
    def __init__(self, vocab_size, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNLM.__init__
        self.embedding = nn.utils.skip_init(nn.Embedding, vocab_size, x_dim)
        self.rnn = RNN(x_dim, h_dim, generator)
        self.output = nn.utils.skip_init(nn.Linear, h_dim, vocab_size)
        with torch.no_grad():
            self.embedding.weight.normal_(generator=generator)
            self.output.weight.uniform_(-(h_dim**-0.5), h_dim**-0.5, generator=generator)
            self.output.bias.zero_()
        # END SOLUTION

    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        states, last = self.rnn(self.embedding(tokens), h0)
        return self.output(states), last
        # END SOLUTION


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    grads = [p.grad for p in list(params) if p.grad is not None]
    total = torch.cat([g.flatten() for g in grads]).norm() if grads else torch.tensor(0.0)
    factor = torch.clamp(max_norm / (total + 1e-6), max=1.0)
    for g in grads:
        g.mul_(factor)
    return float(total)
    # END SOLUTION
