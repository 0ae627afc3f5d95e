"""Piece 2: RNN. The cell is a shift register: its state is (tanh of its second number before, tanh of the input)."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand, register, wave
from drivers import rnn_run

SHIFT = register([0.0] * 4)


@weight(1.5)
@number("2.1")
def test_rnn_of_three_steps() -> None:
    """RNN.forward: hs and h_T after three steps of two sequences, worked out by hand"""
    xs = np.array([[[0.5], [1.0]], [[-1.0], [0.0]], [[2.0], [-0.5]]], dtype=np.float32)
    now = np.tanh(xs[:, :, 0])
    before = np.tanh(np.concatenate([np.zeros((1, 2)), now[:-1]]))
    ran = rnn_run(SHIFT, xs)
    want = np.stack([before, now], axis=2)
    close_by_hand(ran["hs"], want, "RNN.forward: hs")
    close_by_hand(ran["h_T"], want[-1], "RNN.forward: h_T")


@weight(1)
@number("2.2")
def test_rnn_goes_on_where_it_stopped() -> None:
    """RNN.forward: a sequence cut in two, with h_T of the first part as h0 of the second, gives the same states"""
    xs = wave(5, 2, 1)
    whole, head = rnn_run(SHIFT, xs), rnn_run(SHIFT, xs[:2])
    tail = rnn_run(SHIFT, xs[2:], head["h_T"])
    close_by_hand(tail["hs"], whole["hs"][2:], "RNN.forward(xs[2:], h0=h_T of xs[:2]): hs")
    close_by_hand(tail["h_T"], whole["h_T"], "RNN.forward(xs[2:], h0=h_T of xs[:2]): h_T")
    zeros = np.zeros((2, 2), dtype=np.float32)
    close_by_hand(rnn_run(SHIFT, xs, zeros)["hs"], whole["hs"], "RNN.forward with h0 = zeros instead of None: hs")
