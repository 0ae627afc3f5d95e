"""All inputs and all outputs in one product each; states written into a list of views."""

BASE = "plain"


class RNN(nn.Module):
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        inputs = torch.matmul(xs, self.cell.W_xh.t()).add(self.cell.b_h)
        state = h0 if h0 is not None else torch.zeros_like(inputs[0])
        recurrent = self.cell.W_hh.t().contiguous()
        states = []
        for step in range(len(xs)):
            state = (inputs[step] + state.mm(recurrent)).tanh()
            states.append(state.unsqueeze(0))
        return torch.cat(states, dim=0), state
        # END SOLUTION


def batchify(ids, batch):
    # BEGIN SOLUTION batchify
    if len(ids) < batch:
        return ids.new_empty(0, batch)
    return torch.stack(ids[: len(ids) // batch * batch].chunk(batch), dim=1)
    # END SOLUTION
