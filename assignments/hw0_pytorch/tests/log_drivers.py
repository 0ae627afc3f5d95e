"""Instruments for RunLog: they write logs into a temporary folder and read them back.

Like `drivers`, this runs in the same process as your `primer.py`, apart from the tests.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

import primer

KINDS: dict[str, Callable[[float], object]] = {
    "float": float,
    "int": int,
    "none": lambda _: None,
    "tensor": torch.tensor,
    "parameter": lambda value: torch.tensor(value, requires_grad=True),
    "float32": np.float32,
    "int64": np.int64,
}


def log(
    runs: Sequence[Sequence[tuple[int, dict[str, tuple[str, float]]]]],
    before: str | None = None,
    together: bool = False,
) -> dict[str, object]:
    """Log into one file, with a new RunLog for each run, and read the file after each call of `log`.

    Args:
        runs: for each run its entries: the step and, by name, the kind of each value (of KINDS) and the value.
        before: what the file holds before the first RunLog is made; None if there is no file.
        together: whether all RunLogs are made before the first entry.

    Returns the text of the file after each call, and what RunLog.read gives in the end.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "run.jsonl"
        if before is not None:
            path.write_text(before, encoding="utf-8")
        texts = []
        logs = (primer.RunLog(path if number % 2 else str(path)) for number in range(len(runs)))
        for runlog, run in zip(list(logs) if together else logs, runs, strict=False):
            for step, values in run:
                runlog.log(step, **{name: KINDS[kind](value) for name, (kind, value) in values.items()})
                texts.append(path.read_text(encoding="utf-8") if path.exists() else "")
        return {"texts": texts, "read": primer.RunLog.read(str(path))}


def read_log(text: str) -> object:
    """What RunLog.read makes of a file with this text."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "run.jsonl"
        path.write_text(text, encoding="utf-8")
        return primer.RunLog.read(path)
