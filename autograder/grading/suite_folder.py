"""Puts the data of an adopted suite where its tests look for it: in tests/ below their working folder.

Suites that are run from the folder above their tests open `tests/data.npz`. The runner works in a folder of its own, so
that nothing a test writes lands in the course; there it finds copies.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.files import files_below, is_behind_link


def copy_data(tests: Path, into: Path) -> None:
    """Copy everything but Python files from `tests` to `into`, which may exist.

    Raises:
        OSError: it cannot be read or written.
    """
    for path in files_below(tests):
        target = into / path.relative_to(tests)
        if path.suffix != ".py" and not is_behind_link(path, tests) and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
