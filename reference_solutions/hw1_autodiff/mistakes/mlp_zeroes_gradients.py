"""MLP.loss sets the gradients of the parameters to zeros.

Gradients of leaves grow from loss to loss until zero_grad. Whoever trains decides when.
"""

from autodiff import Leaf, Linear, Sigmoid, SoftmaxCrossEntropy, zero_grad

REGION = "MLP.loss"
CAUGHT_BY = [
    "test_mlp_loss_and_gradients",
]


class MLP:
    def loss(self, x, y):
        # BEGIN SOLUTION MLP.loss
        zero_grad(self.parameters())
        h = Sigmoid().apply_fwd([Linear().apply_fwd([Leaf(x), self.alpha, self.alpha0])])
        logits = Linear().apply_fwd([h, self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([Leaf(y), logits])
        # END SOLUTION
