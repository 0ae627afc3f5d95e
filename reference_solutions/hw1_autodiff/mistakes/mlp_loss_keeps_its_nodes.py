"""The nodes are made once and used again.

A node is one node of one graph, so a second forward pass needs new ones. The four leaves are what is used again.
"""

from autodiff import Leaf, Linear, Sigmoid, SoftmaxCrossEntropy

REGION = "MLP.loss"
CAUGHT_BY = [
    "test_three_steps_of_training",
]


class MLP:
    def loss(self, x, y):
        # BEGIN SOLUTION MLP.loss
        if not hasattr(self, "nodes"):
            self.nodes = Linear(), Sigmoid(), Linear(), SoftmaxCrossEntropy()
        first, squash, second, loss = self.nodes
        hidden = squash.apply_fwd([first.apply_fwd([Leaf(x), self.alpha, self.alpha0])])
        return loss.apply_fwd([Leaf(y), second.apply_fwd([hidden, self.beta, self.beta0])])
        # END SOLUTION
