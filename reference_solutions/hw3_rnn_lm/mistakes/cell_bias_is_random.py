"""The bias starts at random numbers.

It does little harm, and torch's own layers do it; but the docstring promises zeros, and promises are what a test can
hold you to.
"""

from rnn_lm import _uniform

REGION = "RNNCell.__init__"
CAUGHT_BY = [
    "test_cell_draws_from_its_generator",
]


class RNNCell:
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        self.W_xh = _uniform((h_dim, x_dim), h_dim, generator)
        self.W_hh = _uniform((h_dim, h_dim), h_dim, generator)
        self.b_h = _uniform((h_dim,), h_dim, generator)
        # END SOLUTION
