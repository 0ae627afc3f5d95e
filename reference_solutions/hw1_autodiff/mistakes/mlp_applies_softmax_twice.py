"""Two softmaxes.

SoftmaxCrossEntropy takes logits and has the softmax inside. Training still works, only badly, so nobody notices.
"""

from autodiff import Leaf, Linear, Sigmoid, Softmax, SoftmaxCrossEntropy

REGION = "MLP.loss"
CAUGHT_BY = [
    "test_mlp_loss_for_weights_set_by_hand",
    "test_mlp_loss_and_gradients",
]


class MLP:
    def loss(self, x, y):
        # BEGIN SOLUTION MLP.loss
        hidden = Sigmoid().apply_fwd([Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])])
        logits = Linear().apply_fwd([hidden, self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), Softmax().apply_fwd([logits])])
        # END SOLUTION
