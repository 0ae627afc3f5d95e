"""Trains the reference solutions as students train theirs, and keeps what figures of the handouts plot.

    python -m tools.training_curves      writes handouts/figures/curves.json; takes about a minute

Only numbers and samples are kept, which differ a little from one machine to another; figures are drawn from the file.
"""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "handouts" / "figures" / "curves.json"


@contextlib.contextmanager
def modules_of(*homeworks: str) -> Iterator[None]:
    """Solutions and given files of homeworks can be imported."""
    folders = [ROOT / "assignments" / "shared"]
    for name in homeworks:
        folders += [ROOT / "assignments" / name / "given", ROOT / "reference_solutions" / name / "solution"]
    kept, known = list(sys.path), set(sys.modules)
    sys.path[:0] = [str(folder) for folder in folders]
    try:
        yield
    finally:
        sys.path[:] = kept
        for name in {"run", "primer", "ngram_lm", "rnn_lm"} & (set(sys.modules) - known):
            del sys.modules[name]


def classifier() -> dict[str, Any]:
    """Losses on training and test set by epoch, as hw0's run.py writes them."""
    with modules_of("hw0_pytorch"):
        import run  # type: ignore[import-not-found]

        entries: list[dict[str, float]] = []
        log = SimpleNamespace(log=lambda step, **values: entries.append(values))
        run.train(*run.problem(0), 0.1, 0.0, run.EPOCHS, 0, [log])
        names = ("train_loss", "test_loss")
        return {name: [round(entry[name], 4) for entry in entries] for name in names} | {"guessing": run.GUESSING}


def language_models() -> dict[str, Any]:
    """Of hw3's known source: the RNN's losses, perplexities of what counts and of what learns, and samples of all."""
    with modules_of("hw2_ngram_lm", "hw3_rnn_lm"):
        import numpy as np
        import torch

        import ngram_lm  # type: ignore[import-not-found]
        import rnn_lm  # type: ignore[import-not-found]
        import run

        torch.set_num_threads(1)
        text, plan = run.known_source(None), dict(rnn_lm.LEADERBOARD)
        model = rnn_lm.RNNLM(len(text.words) + 1, plan["x_dim"], plan["h_dim"], torch.Generator().manual_seed(0))
        losses, _ = run.train(model, text, plan)
        specials = len(ngram_lm.SPECIALS)
        counted = ngram_lm.KneserNey(5, len(text.words) + specials).fit([_shifted(text.train, specials, rnn_lm.START)])
        logs = [math.log(counted.dist(history)[word]) for history, word in _places(text.test[:4000], specials)]
        spoken = _spoken(counted, specials, 130, np.random.default_rng(1))
        rnn = rnn_lm.sample(model, 130, torch.Generator().manual_seed(1), 1.0)
        return {
            "losses": [round(loss, 4) for loss in losses],
            "floors": {name: round(nats, 4) for name, nats in text.floors.items()},
            "perplexity": {
                "Kneser-Ney 5-gram, counted": round(math.exp(-sum(logs) / len(logs)), 3),
                "best possible 5-gram": round(math.exp(text.floors["best 5-gram"]), 3),
                "RNN, trained": round(rnn_lm.perplexity(model, torch.from_numpy(text.test)), 3),
                "the source itself": round(math.exp(text.floors["entropy rate"]), 3),
            },
            "samples": {"a counted 5-gram": text.spell(spoken), "the RNN": text.spell(rnn)},
        }


def _shifted(ids: Any, specials: int, start: int) -> list[int]:
    return [int(i) - 1 + specials for i in ids if i != start]


def _places(ids: Any, specials: int) -> Iterator[tuple[list[int], int]]:
    shifted = [int(i) - 1 + specials for i in ids]
    for place in range(4, len(shifted)):
        yield shifted[place - 4 : place], shifted[place]


def _spoken(model: Any, specials: int, length: int, rng: Any) -> list[int]:
    said: list[int] = []
    while len(said) < length:
        odds = model.dist(said[-4:])
        odds[:specials] = 0
        said.append(int(rng.choice(len(odds), p=odds / odds.sum())))
    return [word - specials + 1 for word in said]


if __name__ == "__main__":
    OUT.write_text(json.dumps({"hw0": classifier(), "hw3": language_models()}, indent=0) + "\n", encoding="utf-8")
