"""The sigmoid is missing.

Two linear layers in a row are one linear layer.
"""

from autodiff import Leaf, Linear, SoftmaxCrossEntropy

REGION = "MLP.loss"
CAUGHT_BY = [
    "test_mlp_loss_for_weights_set_by_hand",
    "test_mlp_loss_and_gradients",
]


class MLP:
    def loss(self, x, y):
        # BEGIN SOLUTION MLP.loss
        hidden = Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])
        logits = Linear().apply_fwd([hidden, self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), logits])
        # END SOLUTION
