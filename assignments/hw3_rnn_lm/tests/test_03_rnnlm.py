"""Piece 3: RNNLM, with a state that holds the last two tokens."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand, equal, register
from drivers import logits, make_lm, shapes

MODEL = register([1.5, 0.5, -1.0, 2.0])


@weight(1)
@number("3.1")
def test_lm_registers_its_six_parameters() -> None:
    """RNNLM.__init__: six parameters, of the shapes (V, X), (H, X), (H, H), (H,), (V, H) and (V,), are registered"""
    found = sorted(shapes("RNNLM", 7, 2, 3).values())
    equal(found, sorted([(7, 2), (3, 2), (3, 3), (3,), (7, 3), (7,)]), "the shapes of RNNLM(7, 2, 3).parameters()")


@weight(1.5)
@number("3.2")
def test_lm_on_two_sequences() -> None:
    """RNNLM.forward: logits and h_T for two sequences of three tokens, worked out by hand"""
    tokens = np.array([[1, 3], [2, 3], [3, 1]])
    now = np.tanh(np.array([[0.5, 2.0], [-1.0, 2.0], [2.0, 0.5]]))
    before = np.tanh(np.concatenate([np.zeros((1, 2)), now[:-1]]))
    want = np.stack([before + 0.5, now - 1.0, before + now, 2 * before - now + 1.0], axis=2)
    read = logits(make_lm(MODEL), tokens)
    close_by_hand(read["logits"], want, "RNNLM.forward: logits")
    close_by_hand(read["h_T"], np.stack([before[-1], now[-1]], axis=1), "RNNLM.forward: h_T")
