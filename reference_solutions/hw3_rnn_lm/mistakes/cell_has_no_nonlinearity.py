"""There is no nonlinearity.

A linear recurrence is one big linear map of the whole history; its state also explodes or dies out exponentially.
"""

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_on_two_rows",
    "test_cell_values",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return x @ self.W_xh.t() + h @ self.W_hh.t() + self.b_h
        # END SOLUTION
