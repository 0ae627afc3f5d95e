"""Train your Classifier on three spirals, log every epoch, and draw what happened. Takes well under a minute.

    python run.py                       one run, then a sweep over learning rates
    python run.py --dropout 0.5         the same with dropout
    python run.py --lr 0.1 --no-sweep   one run with another learning rate
    python run.py --wandb hw0           also sends the run to wandb.ai, where wandb is installed

Everything lands in the folder runs/ (--out): logs as .jsonl, loss.png and sweep.png.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import torch
from torch import Tensor

import wandb_log
from primer import Classifier, RunLog, evaluate, standardize, train_epoch

mpl.use("agg")  # draws into files, so no screen is needed
from matplotlib import pyplot as plt

CLASSES, FEATURES = 3, 8  # six of the eight features are noise, which a large network learns by heart
TRAIN, TEST = 300, 1000
HIDDEN, BATCH, EPOCHS = 128, 32, 100
RATES = [10 ** (power / 2) for power in range(-6, 5)]  # 0.001 to 100
GUESSING = math.log(CLASSES)  # the loss of a model that finds all classes equally likely
NAMES = ("training_loss", "train_loss", "test_loss", "test_accuracy")  # of the values in a log

Data = tuple[Tensor, Tensor]


def spirals(count: int, generator: torch.Generator) -> Data:
    """Points on three spiral arms, blurred: features (count, FEATURES) float32, classes (count,) int64."""
    y = torch.randint(CLASSES, (count,), generator=generator)
    radius = torch.rand(count, generator=generator)
    angle = 2 * math.pi * (y / CLASSES + 0.6 * radius) + 0.25 * torch.randn(count, generator=generator)
    noise = torch.randn(count, FEATURES - 2, generator=generator)
    return torch.column_stack([radius * angle.cos(), radius * angle.sin(), noise]), y


def problem(seed: int) -> tuple[Data, Data]:
    """Training and test set, standardized together."""
    x, y = spirals(TRAIN + TEST, torch.Generator().manual_seed(seed))
    x = standardize(x)
    return (x[:TRAIN], y[:TRAIN]), (x[TRAIN:], y[TRAIN:])


def train(train_set: Data, test_set: Data, lr: float, p_drop: float, epochs: int, seed: int, logs: Sequence) -> None:
    """Train a new Classifier with plain SGD; write one entry per epoch to each of the logs.

    An entry holds `training_loss`, what train_epoch returned (so with dropout, while the weights moved), and what
    evaluate says afterwards about the training set (`train_loss`) and the test set (`test_loss`, `test_accuracy`).
    """
    generator = torch.Generator().manual_seed(seed)
    model = Classifier(FEATURES, HIDDEN, CLASSES, p_drop, generator)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for epoch in range(1, epochs + 1):
        training_loss = train_epoch(model, *train_set, optimizer, BATCH, generator)
        train_loss, _ = evaluate(model, *train_set)
        test_loss, test_accuracy = evaluate(model, *test_set)
        for log in logs:
            log.log(
                epoch,
                training_loss=training_loss,
                train_loss=train_loss,
                test_loss=test_loss,
                test_accuracy=test_accuracy,
            )


def column(entries: list[dict], name: str) -> list[float]:
    """One value of every entry; nan where the log has null."""
    return [math.nan if entry[name] is None else entry[name] for entry in entries]


def draw_run(entries: list[dict], title: str, path: Path) -> None:
    """Loss curves on the left, accuracy on the right."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    epochs = column(entries, "step")
    left.plot(epochs, column(entries, "training_loss"), color="C0", alpha=0.4, label="while training (train_epoch)")
    left.plot(epochs, column(entries, "train_loss"), color="C0", label="training set (evaluate)")
    left.plot(epochs, column(entries, "test_loss"), color="C1", label="test set (evaluate)")
    left.axhline(GUESSING, color="gray", linestyle=":", label="guessing: ln 3")
    left.set(xlabel="epoch", ylabel="mean cross-entropy, nats", title=title, ylim=(0, None))
    left.legend(frameon=False)
    right.plot(epochs, column(entries, "test_accuracy"), color="C1")
    right.axhline(1 / CLASSES, color="gray", linestyle=":")
    right.set(xlabel="epoch", ylabel="accuracy on the test set", ylim=(0, 1))
    save(figure, path)


def draw_sweep(rates: list[float], finals: list[dict], path: Path) -> None:
    """Losses after the last epoch against the learning rate; runs that ended in nan are crosses at the top."""
    figure, axes = plt.subplots(figsize=(6, 3.8), layout="constrained")
    top = 3 * GUESSING
    for name, color, label in (("train_loss", "C0", "training set"), ("test_loss", "C1", "test set")):
        losses = column(finals, name)
        axes.plot(rates, [loss if loss < top else math.nan for loss in losses], "o-", color=color, label=label)
        lost = [rate for rate, loss in zip(rates, losses, strict=True) if not loss < top]
        axes.plot(lost, [top] * len(lost), "x", color=color)
    axes.axhline(GUESSING, color="gray", linestyle=":", label="guessing: ln 3")
    axes.set(xscale="log", xlabel="learning rate", ylabel="cross-entropy after training, nats")
    axes.set(ylim=(0, 1.05 * top), title="crosses: beyond the top, or nan")
    axes.legend(frameon=False)
    save(figure, path)


def save(figure: plt.Figure, path: Path) -> None:
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150)
    plt.close(figure)
    print(f"wrote {path}")


def fresh(path: Path) -> Path:
    """The path, without the log of an earlier run, to which RunLog would append."""
    path.unlink(missing_ok=True)
    return path


def one_run(options: argparse.Namespace) -> None:
    """Train once, print every tenth epoch, draw loss.png."""
    path = fresh(options.out / "run.jsonl")
    logs: list = [RunLog(path)]
    if options.wandb and wandb_log.available():
        settings = {"lr": options.lr, "dropout": options.dropout, "seed": options.seed}
        logs.append(wandb_log.WandbLog(options.wandb, config=settings))
    elif options.wandb:
        print("wandb is not installed here, so this run is logged to the file only; pip install wandb")
    train(*problem(options.seed), options.lr, options.dropout, options.epochs, options.seed, logs)
    for log in logs[1:]:
        log.finish()
    entries = RunLog.read(path)
    print("epoch  while training  training set  test set  accuracy")
    for entry in entries:
        if entry["step"] % 10 == 0 or entry is entries[-1]:
            values = [column([entry], name)[0] for name in NAMES]
            print("{:5d}  {:14.4f}  {:12.4f}  {:8.4f}  {:8.3f}".format(entry["step"], *values))
    draw_run(entries, f"learning rate {options.lr:g}, dropout {options.dropout:g}", options.out / "loss.png")


def sweep(options: argparse.Namespace) -> None:
    """Train once for each learning rate, print the losses in the end, draw sweep.png."""
    sets, finals = problem(options.seed), []
    print("learning rate  training set  test set  accuracy")
    for rate in RATES:
        path = fresh(options.out / f"sweep_{rate:.3g}.jsonl")
        train(*sets, rate, options.dropout, options.epochs, options.seed, [RunLog(path)])
        finals.append(RunLog.read(path)[-1])
        values = [column(finals[-1:], name)[0] for name in NAMES[1:]]
        print("{:13.3g}  {:12.4g}  {:8.4g}  {:8.3f}".format(rate, *values))
    draw_sweep(RATES, finals, options.out / "sweep.png")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train on three spirals and draw what happened.")
    parser.add_argument("--lr", type=float, default=0.3, help="learning rate of the one run (default: 0.3)")
    parser.add_argument("--dropout", type=float, default=0.0, help="probability of dropping a hidden unit (default: 0)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"passes over the data (default: {EPOCHS})")
    parser.add_argument("--seed", type=int, default=0, help="for the data and for all randomness of a run (default: 0)")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="folder for logs and plots (default: runs)")
    parser.add_argument("--no-sweep", action="store_true", help="leave the sweep over learning rates out")
    parser.add_argument("--wandb", metavar="PROJECT", help="log the one run to this project on wandb.ai, too")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)  # so small a network is faster on one core
    try:
        one_run(options)
        if not options.no_sweep:
            sweep(options)
    except NotImplementedError as error:
        sys.exit(f"not started: {error}")


if __name__ == "__main__":
    main()
