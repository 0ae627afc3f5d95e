"""hw3's hand-written RNN: tokens/s beside torch.nn.RNN, and CPU-seconds until no 5-gram can follow.

    python bench/hw3_speed.py [--rounds 7] [--seed N]

Both language models have the same sizes and the same training loop (the reference's `train`), on one thread, in
alternating rounds; the figure is the median of the ratios of CPU time. Then the reference trains on the known source
and is measured, every 50 steps, against the best possible 5-gram; goals stand beside the figures.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "reference_solutions" / "hw3_rnn_lm" / "solution"), str(ROOT / "assignments" / "shared")]

import rnn_lm  # noqa: E402 - found by the path above
from text_source import TextSource  # noqa: E402

SIZES = {  # name -> V, X, H, B, T, steps in a round
    "as in run.py (V=64, H=48, B=64, T=20)": (64, 16, 48, 64, 20, 40),
    "characters (V=65, H=128, B=32, T=64)": (65, 64, 128, 32, 64, 15),
}
MOST_PARAMETERS = 10_000


class TorchRNN(nn.Module):
    """torch's own layer behind the interface of `rnn_lm.RNN`."""

    def __init__(self, x_dim: int, h_dim: int) -> None:
        super().__init__()
        self.layer, self.h_dim = nn.RNN(x_dim, h_dim), h_dim

    def forward(self, xs: Tensor, h0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        hs, last = self.layer(xs, None if h0 is None else h0[None])
        return hs, last[0]


def compare(sizes: tuple[int, ...], rounds: int) -> tuple[float, float, float]:
    """Tokens per CPU-second of ours and of torch.nn.RNN (medians), and the median ratio of neighbouring rounds."""
    vocab, x_dim, h_dim, batch, bptt, steps = sizes
    ours, theirs = (rnn_lm.RNNLM(vocab, x_dim, h_dim) for _ in range(2))
    theirs.rnn = TorchRNN(x_dim, h_dim)
    ids = torch.randint(1, vocab, ((bptt * steps + 1) * batch,))
    for model in (ours, theirs):
        rnn_lm.train(model, ids, 3, batch, bptt, 1e-3)
    speeds = [[tokens_per_second(m, ids, steps, batch, bptt) for m in (ours, theirs)] for _ in range(rounds)]
    mine, torchs = (statistics.median(column) for column in zip(*speeds, strict=True))
    return mine, torchs, statistics.median(a / b for a, b in speeds)


def tokens_per_second(model: nn.Module, ids: Tensor, steps: int, batch: int, bptt: int) -> float:
    before = time.process_time()
    rnn_lm.train(model, ids, steps, batch, bptt, 1e-3)
    return steps * batch * bptt / (time.process_time() - before)


def seconds_below_best_5gram(seed: int | None) -> tuple[int, int, float, float, float]:
    """Parameters, steps and CPU-seconds of training after which the perplexity on fresh text is below any 5-gram's.

    Also that perplexity and the best 5-gram's. The number of steps is found by training from the start for 50 steps
    more each time, because each call of `train` starts a new optimizer; only the last training is counted.

    Raises:
        RuntimeError: 3,000 steps are not enough.
    """
    source, rng = TextSource(seed), np.random.default_rng(0)
    plan = dict(rnn_lm.LEADERBOARD)
    sizes, _ = (len(source.words) + 1, plan.pop("x_dim"), plan.pop("h_dim")), plan.pop("steps")
    text = np.concatenate([np.concatenate([[rnn_lm.START], source.sample(rng, 1000) + 1]) for _ in range(200)])
    words = source.sample(rng, 20_000)
    fresh, best = torch.from_numpy(words + 1), source.best_ngram(5)
    # The same text is easier or harder for everybody: what the source itself makes of it is known.
    correction = source.perplexity_floor / float(np.exp(-source.logprob(words).mean()))
    for steps in range(150, 3001, 50):
        model = rnn_lm.RNNLM(*sizes, torch.Generator().manual_seed(0))
        before = time.process_time()
        rnn_lm.train(model, torch.from_numpy(text), steps, **plan)
        seconds = time.process_time() - before
        perplexity = rnn_lm.perplexity(model, fresh) * correction
        if perplexity < best:
            return sum(p.numel() for p in model.parameters()), steps, seconds, perplexity, best
    raise RuntimeError("3000 steps were not enough")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="pairs of trainings per size (default: 7)")
    parser.add_argument("--seed", type=int, help="of the known source (default: the one that all share)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    for name, sizes in SIZES.items():
        mine, torchs, ratio = compare(sizes, options.rounds)
        print(f"{name}: {mine:,.0f} tokens/s, torch.nn.RNN {torchs:,.0f}; ratio {ratio:.2f} (goal: ≥ 0.8)")
    parameters, steps, seconds, perplexity, best = seconds_below_best_5gram(options.seed)
    print(
        f"below the best possible 5-gram ({best:.3f}) after {steps} steps, {seconds:.1f} CPU-seconds (goal: ≤ 15): "
        f"perplexity {perplexity:.3f} with {parameters:,} parameters (at most {MOST_PARAMETERS:,})"
    )


if __name__ == "__main__":
    main()
