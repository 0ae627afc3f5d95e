"""How many processors this process may use."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.sandbox.control_groups import own_groups


def allowed_processors(root: Path = Path("/")) -> int:
    """Whole processors, at least 1: those that it may run on, and no more than a container's share of time is worth."""
    try:
        found = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        found = os.cpu_count() or 1
    shares = [_share(_read(folder / "cpu.max").split()) for folder in own_groups("", root)]
    for folder in own_groups("cpu", root):
        shares.append(_share([_read(folder / f"cpu.cfs_{name}_us") for name in ("quota", "period")]))
    return max(1, min([found, *(int(share) for share in shares if share is not None)]))


def _share(fields: list[str]) -> float | None:
    """Processors' worth of time, from the microseconds allowed in each period; None for any.

    >>> _share(["150000", "100000"]), _share(["max", "100000"]), _share(["-1", "100000"]), _share([])
    (1.5, None, None, None)
    """
    if len(fields) != 2 or not all(field.strip().isdecimal() for field in fields) or not int(fields[1]):
        return None
    return int(fields[0]) / int(fields[1])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
