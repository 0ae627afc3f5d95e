"""Plots and samples for the write-up, from your models: perplexity against n with the exact floors, rank-frequency.

    python plots.py                     everything that you have written, on the shared source; takes a minute or less
    python plots.py --seed 42           the same on a source of your own
    python plots.py --shakespeare       rank-frequency of tiny Shakespeare as well (path, cache or download)
    python plots.py --out figures       where the files go (default: plots)

It trains on 20,000 words of a source whose entropy rate is known, so no model's perplexity can stay below the floor
that is drawn, nor an n-gram model's below the best possible n-gram. Needs matplotlib; opens no window.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np

from ngram_lm import AddK, Interpolated, KneserNey, NGramLM
from shakespeare import load
from text_source import TextSource

Array = np.ndarray

ORDERS = range(1, 7)
TRAIN, HELDOUT, TEST = 20_000, 2_000, 4_000  # words
SPECIALS = 3  # ids of the models are those of the source, shifted past <s>, </s>, <unk>

STYLE = {
    "figure.figsize": (6.4, 4.2),
    "figure.dpi": 200,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "0.92",
    "lines.linewidth": 1.6,
    "legend.frameon": False,
}
COLOURS = {
    "maximum likelihood": "#999999",
    "add-0.1": "#e69f00",
    "interpolated, EM": "#56b4e9",
    "Kneser-Ney": "#d55e00",
}
MARKERS = {"maximum likelihood": "x", "add-0.1": "s", "interpolated, EM": "^", "Kneser-Ney": "o"}


def models(vocab_size: int, heldout: list[list[int]]) -> dict[str, Callable[[int, list[list[int]]], NGramLM]]:
    """Name -> a call that gives the model of order n, fitted to texts."""

    def interpolated(n: int, texts: list[list[int]]) -> NGramLM:
        model = Interpolated(n, vocab_size, np.full(n + 1, 1 / (n + 1))).fit(texts)
        model.em(heldout, 10)
        return model

    return {
        "maximum likelihood": lambda n, texts: NGramLM(n, vocab_size).fit(texts),
        "add-0.1": lambda n, texts: AddK(n, vocab_size, 0.1).fit(texts),
        "interpolated, EM": interpolated,
        "Kneser-Ney": lambda n, texts: KneserNey(n, vocab_size).fit(texts),
    }


def measure(source: TextSource, orders: Sequence[int], seed: int) -> dict[str, list[float]]:
    """Name of a model -> its perplexity on a test text for each order; what is not written yet is left out."""
    rng = np.random.default_rng(seed)
    train, heldout, test = ([(source.sample(rng, length) + SPECIALS).tolist()] for length in (TRAIN, HELDOUT, TEST))
    measured: dict[str, list[float]] = {}
    for name, fit in models(len(source.words) + SPECIALS, heldout).items():
        try:
            measured[name] = [fit(n, train).perplexity(test) for n in orders]
        except NotImplementedError as error:
            print(f"{name}: left out, because {error} is not written yet")
        else:
            print(
                f"{name}: perplexity "
                + ", ".join(f"{value:.3f}" for value in measured[name])
                + f" for n = {list(orders)}"
            )
    return measured


def plot_perplexity(
    source: TextSource, orders: Sequence[int], measured: Mapping[str, Sequence[float]], path: Path
) -> None:
    """Perplexity against n: a line for each model, the best possible n-gram, and the source's floor; once as a whole,
    and once near the floor."""
    best = [source.best_ngram(n) for n in orders]
    with plt.rc_context({**STYLE, "figure.figsize": (7.2, 4.0)}):
        figure, (whole, near) = plt.subplots(1, 2, width_ratios=(1, 1.5))
        for axes in (whole, near):
            for name, values in measured.items():
                finite = [value if math.isfinite(value) else np.nan for value in values]
                label = name if all(map(math.isfinite, values)) else f"{name} (infinite where missing)"
                axes.plot(orders, finite, marker=MARKERS[name], color=COLOURS[name], label=label, markersize=5)
            axes.plot(orders, best, color="black", linestyle="--", label="best possible n-gram (exact)")
            axes.axhline(source.perplexity_floor, color="black", linewidth=1.2, label="floor of every model (exact)")
            axes.set_xticks(list(orders))
            axes.set_xlabel("n")
        whole.set_yscale("log")
        whole.set_yticks([3, 5, 10, 20, 50], ["3", "5", "10", "20", "50"])
        whole.minorticks_off()
        whole.set_ylabel("perplexity on the test text (log scale)")
        near.set_xlim(1.8, orders[-1] + 0.2)
        near.set_ylim(0.96 * source.perplexity_floor, 1.55 * source.perplexity_floor)
        near.set_ylabel("perplexity on the test text")
        near.annotate(
            f"{source.perplexity_floor:.3f}", (1.9, source.perplexity_floor), xytext=(0, 3), textcoords="offset points"
        )
        figure.legend(*near.get_legend_handles_labels(), loc="outside upper center", ncols=3, fontsize=8)
        figure.savefig(path)
        plt.close(figure)


def plot_rank_frequency(texts: Mapping[str, Sequence[str]], path: Path) -> None:
    """Relative frequency against rank, both on log scales, with Zipf's 1/rank for comparison."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots()
        longest = 1
        for (name, tokens), colour in zip(texts.items(), ("#d55e00", "#0072b2", "#009e73"), strict=False):
            counts = np.array(sorted(Counter(tokens).values(), reverse=True))
            ranks = np.arange(1, len(counts) + 1)
            axes.loglog(ranks, counts / counts.sum(), marker=".", markersize=4, color=colour, label=name)
            longest = max(longest, len(counts))
        ranks = np.array([1, longest])
        axes.loglog(ranks, 0.1 / ranks, color="0.5", linestyle="--", linewidth=1.2, label="0.1 / rank (Zipf)")
        axes.set_xlabel("rank of the word")
        axes.set_ylabel("relative frequency")
        axes.legend()
        figure.savefig(path)
        plt.close(figure)


def write_samples(source: TextSource, orders: Sequence[int], seed: int, path: Path) -> None:
    """A sample of 60 words from a maximum-likelihood model of each order, and one of the source itself."""
    rng = np.random.default_rng(seed)
    train = (source.sample(rng, TRAIN) + SPECIALS).tolist()
    lines = []
    for n in orders:
        words = NGramLM(n, len(source.words) + SPECIALS).fit([train]).sample(rng, 60)
        lines += [f"n = {n}", source.text(word - SPECIALS for word in words if word >= SPECIALS), ""]
    lines += ["the source itself", source.text(source.sample(rng, 60)), ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, help="of a source of your own; without it, the shared one")
    parser.add_argument("--out", type=Path, default=Path("plots"), help="where the files go (default: plots)")
    parser.add_argument("--shakespeare", action="store_true", help="rank-frequency of tiny Shakespeare as well")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    source, seed = TextSource(options.seed), options.seed or 0
    written = [options.out / name for name in ("perplexity.png", "rank_frequency.png", "samples.txt")]

    plot_perplexity(source, ORDERS, measure(source, ORDERS, seed), written[0])
    texts = {"the source": [source.words[i] for i in source.sample(np.random.default_rng(seed), 100_000)]}
    if options.shakespeare:
        texts["tiny Shakespeare"] = load().split()
    plot_rank_frequency(texts, written[1])
    try:
        write_samples(source, range(1, 6), seed, written[2])
    except NotImplementedError as error:
        print(f"samples: left out, because {error} is not written yet")
    print("written: " + ", ".join(str(path) for path in written if path.exists()))


if __name__ == "__main__":
    main()
