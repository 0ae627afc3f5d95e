"""A language model that is a recurrent neural network, with the recurrence written by hand.

An n-gram model forgets everything but the last n - 1 words. A recurrent network reads a history of any length, one
word at a time, and keeps what it needs of it in a vector of fixed length, the hidden state:

    h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)        x_t: the embedding of the t-th token
    y_t = W_hy h_t + b_y                             softmax(y_t): probabilities of the token after it

Sizes: T steps of time, B sequences side by side (the batch), V tokens in the vocabulary, X numbers in an embedding,
H numbers in a hidden state. Time always comes first: tokens are (T, B), hidden states (T, B, H), logits (T, B, V).

No function changes the lists, tensors and models it is given, but for what `clip_grad_norm` and `train` are there to
change. What is switched on or off for a while, such as the recording of gradients or the mode of a model (train,
eval), is afterwards as it was before; only `train` may leave the model in another mode.

PyTorch does the differentiation. Its recurrent layers (nn.RNN, nn.RNNCell, nn.LSTM, nn.GRU, …) and its clipping
(nn.utils.clip_grad_*) are what you write here, so they are not allowed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

START = 0  # the token that stands before every text

# Your entry to the leaderboard: at most 10,000 parameters and 60 CPU-seconds of training. Change what you like.
LEADERBOARD = {"x_dim": 16, "h_dim": 48, "steps": 400, "batch": 64, "bptt": 20, "lr": 1e-2, "clip": 0.25}


class RNNCell(nn.Module):
    """One step in time: h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h).

    Attributes (nn.Parameter, float32):
        W_xh: from input to state, (H, X).
        W_hh: from state to state, (H, H).
        b_h: the bias, (H,).
    """

    def __init__(self, x_dim: int, h_dim: int, generator: torch.Generator | None = None):
        """Create the parameters: both matrices uniform between -1/sqrt(H) and 1/sqrt(H), the bias zero.

        Args:
            x_dim, h_dim: the sizes X and H.
            generator: where all random numbers come from; None is torch's global generator.
        """
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError("rnn_lm.py: RNNCell.__init__")

    def forward(self, x: Tensor, h: Tensor) -> Tensor:
        """The next state of each of B sequences.

        Args:
            x: the inputs x_t, (B, X).
            h: the states h_{t-1}, (B, H).

        Returns:
            The states h_t, (B, H), differentiable with respect to x, h and the parameters.
        """
        # YOUR CODE HERE
        raise NotImplementedError("rnn_lm.py: RNNCell.forward")


class RNN(nn.Module):
    """The cell, applied from left to right to sequences of any length.

    Attributes:
        cell: the RNNCell whose parameters are used at every step.
        h_dim: the size H of the state.
    """

    def __init__(self, x_dim: int, h_dim: int, generator: torch.Generator | None = None):
        super().__init__()
        self.cell = RNNCell(x_dim, h_dim, generator)
        self.h_dim = h_dim

    def forward(self, xs: Tensor, h0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """All states of B sequences of length T >= 1.

        Args:
            xs: the inputs, (T, B, X).
            h0: the states before the first step, (B, H); None means zeros.

        Returns:
            hs: the states h_1 … h_T, (T, B, H).
            h_T: the last of them, (B, H), to go on from later.

        Gradients flow back through all T steps, into xs, h0 and the parameters.
        """
        # YOUR CODE HERE
        raise NotImplementedError("rnn_lm.py: RNN.forward")


class RNNLM(nn.Module):
    """Embedding -> RNN -> linear layer onto the vocabulary."""

    def __init__(self, vocab_size: int, x_dim: int, h_dim: int, generator: torch.Generator | None = None):
        """Create the parameters, six in all: the three of an RNN, and

            the embeddings, (V, X), normally distributed with mean 0 and deviation 1;
            the output matrix W_hy, (V, H), uniform between -1/sqrt(H) and 1/sqrt(H);
            the output bias b_y, (V,), zero.

        Args:
            vocab_size, x_dim, h_dim: the sizes V, X and H. START is one of the V tokens.
            generator: where all random numbers come from; None is torch's global generator. Beware: nn.Embedding(…)
                and nn.Linear(…) draw their first values from the global generator.
        """
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError("rnn_lm.py: RNNLM.__init__")

    def forward(self, tokens: Tensor, h0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Read B sequences; after each token, say what may follow.

        Args:
            tokens: int64, (T, B), T >= 1.
            h0: the states before the first token, (B, H); None means zeros.

        Returns:
            logits: (T, B, V); softmax over the last axis gives p(token t + 1 | tokens 1 … t). No softmax in here.
            h_T: the states after the last token, (B, H).
        """
        # YOUR CODE HERE
        raise NotImplementedError("rnn_lm.py: RNNLM.forward")


def sequence_logprob(model: RNNLM, ids: Sequence[int]) -> float:
    """ln p(w_1 … w_T) by the chain rule: START is read first, and w_t is predicted from START, w_1 … w_{t-1}.

    Args:
        ids: a list of the tokens w_1 … w_T, without START; if there are none, the logarithm is 0.

    Returns:
        A float, accurate also where a probability is too small for a float32. No gradients are recorded while it is
        computed.
    """
    # YOUR CODE HERE
    raise NotImplementedError("rnn_lm.py: sequence_logprob")


def batchify(ids: Tensor, batch: int) -> Tensor:
    """Cut one long text into `batch` streams that lie side by side.

    Args:
        ids: int64, (N,).
        batch: the number B of streams.

    Returns:
        int64, (N // B, B): column b is the b-th contiguous piece of the text, read downwards. What is left over at
        the end of the text is dropped.
    """
    # YOUR CODE HERE
    raise NotImplementedError("rnn_lm.py: batchify")


def clip_grad_norm(params: Iterable[nn.Parameter], max_norm: float) -> float:
    """Scale all gradients together, in place, so that their joint L2 norm is at most max_norm.

    Args:
        params: parameters, possibly as a generator such as model.parameters(). Those whose gradient is None are
            left out. If there are no gradients at all, the norm is 0, and nothing is done.
        max_norm: a positive number. Gradients with a smaller joint norm stay as they are.

    Returns:
        The joint norm before scaling: the square root of the sum of the squares of all entries of all gradients.
    """
    # YOUR CODE HERE
    raise NotImplementedError("rnn_lm.py: clip_grad_norm")


def train(model: RNNLM, ids: Tensor, steps: int, batch: int, bptt: int, lr: float, clip: float = 1.0) -> list[float]:
    """Train with Adam (torch.optim.Adam, all settings but lr at their defaults) by truncated back-propagation.

    The text is laid out by `batchify`. Windows of `bptt` rows follow one another without gap or overlap: the first
    reads rows 0 … bptt-1 and is to predict rows 1 … bptt, the second reads rows bptt … 2 bptt-1, and so on. The state
    after a window is carried into the next one, but detached: gradients stop at the border. After the last window
    that is full, targets included, a new pass starts at row 0 from the zero state.

    One step is one window: the loss is the mean of -ln p over its bptt * batch targets; gradients are clipped to the
    joint norm `clip`; then Adam makes its step. The parameters have no gradients when training begins.

    A second call goes on from the parameters as they are, with a new optimizer, at row 0, from the zero state.

    Args:
        ids: the text, int64, (N,). START is read only where it is in the text, like any other token.
        steps: how many steps to make; there may be more or fewer than one pass has.
        batch, bptt: the number of streams, and of rows in a window; there is at least one full window.
        lr: Adam's learning rate.
        clip: the largest joint norm of the gradients.

    Returns:
        The loss of each step, `steps` floats, each from before the parameters moved.
    """
    # YOUR CODE HERE
    raise NotImplementedError("rnn_lm.py: train")


def perplexity(model: RNNLM, ids: Tensor, chunk: int = 1000) -> float:
    """exp of the mean of -ln p(w_t | START, w_1 … w_{t-1}) over all N tokens of a text.

    Args:
        ids: the text w_1 … w_N, int64, (N,), N >= 1, without START, which is read first.
        chunk: how many tokens are read at once, to save memory. The state is carried from chunk to chunk, so the
            value does not depend on it.

    Returns:
        A float. No gradients are recorded while it is computed.
    """
    # YOUR CODE HERE
    raise NotImplementedError("rnn_lm.py: perplexity")


def sample(
    model: RNNLM, length: int, generator: torch.Generator, temperature: float = 1.0, prompt: Sequence[int] = ()
) -> list[int]:
    """Let the model speak: read START and the prompt, draw a token, read it, draw the next one, and so on.

    Args:
        length: how many tokens to draw.
        generator: where all random numbers come from.
        temperature: the logits are divided by it before the softmax: below 1 the model keeps to what is likely, above
            1 it is daring. 0 means no chance at all: always the token with the largest logit.
        prompt: the tokens to read after START; they are not part of the answer.

    Returns:
        A list of `length` ints. START is never drawn: the other tokens share its probability in proportion, even if it
        has nearly all of it. The time for a token does not depend on how many came before it. No gradients are
        recorded meanwhile.
    """
    # YOUR CODE HERE
    raise NotImplementedError("rnn_lm.py: sample")
