"""One matrix product for x and h together, and one-hot vectors instead of a look-up."""

BASE = "plain"


class RNNCell(nn.Module):
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(torch.cat([x, h], dim=1) @ torch.cat([self.W_xh, self.W_hh], dim=1).t() + self.b_h)
        # END SOLUTION


class RNNLM(nn.Module):
    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        xs = F.one_hot(tokens, len(self.embedding)).to(self.embedding.dtype) @ self.embedding
        hs, h = self.rnn(xs, h0)
        return torch.einsum("tbh,vh->tbv", hs, self.W_hy) + self.b_y, h
        # END SOLUTION
