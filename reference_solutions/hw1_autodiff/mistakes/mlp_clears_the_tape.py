"""MLP.loss clears the tape first.

There may be another loss on the tape, which is still waiting for its gradients. tape_bwd empties the tape, and
nobody else.
"""

from autodiff import Leaf, Linear, Sigmoid, SoftmaxCrossEntropy, tape

REGION = "MLP.loss"
CAUGHT_BY = [
    "test_mlp_loss_and_gradients",
]


class MLP:
    def loss(self, x, y):
        # BEGIN SOLUTION MLP.loss
        tape.clear()
        h = Sigmoid().apply_fwd([Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])])
        logits = Linear().apply_fwd([h, self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), logits])
        # END SOLUTION
