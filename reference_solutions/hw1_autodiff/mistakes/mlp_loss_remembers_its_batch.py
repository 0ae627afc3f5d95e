"""The leaf of the first batch is used for all batches.

Each call of loss gets a batch of its own: make new leaves for x and y. Only the parameters are remembered.
"""

from autodiff import Leaf, Linear, Sigmoid, SoftmaxCrossEntropy

REGION = "MLP.loss"
CAUGHT_BY = [
    "test_mlp_loss_and_gradients",
]


class MLP:
    def loss(self, x, y):
        # BEGIN SOLUTION MLP.loss
        if not hasattr(self, "batch"):
            self.batch = Leaf(x), Leaf(y)
        inputs, labels = self.batch
        hidden = Sigmoid().apply_fwd([Linear().apply_fwd([inputs, self.alpha, self.alpha0])])
        logits = Linear().apply_fwd([hidden, self.beta, self.beta0])
        return SoftmaxCrossEntropy().apply_fwd([labels, logits])
        # END SOLUTION
