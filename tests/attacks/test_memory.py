"""A child's memory holds nothing that student code must not know, wherever in it one looks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import HANGS

from .environments import NOBODY, ROOT, OpenPython
from .memory import OWN

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a search as somebody else")


def search(python: Sequence[str], code: Path, **options: Any) -> dict[str, list[str]]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [*python, "-m", "tests.attacks.memory"],
        cwd=code, env=environment, capture_output=True, text=True, timeout=HANGS, **options,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_a_child_holds_no_secret_here() -> None:
    assert search([sys.executable], ROOT) == {"public": [OWN], "hidden": [OWN]}


@pytest.mark.slow
@AS_ROOT
@pytest.mark.parametrize("user", [0, NOBODY], ids=["root", "an ordinary user"])
def test_a_child_holds_no_secret_for(user: int, python: OpenPython) -> None:
    found = search([python.executable, "-B"], python.code, user=user, group=user, extra_groups=[])
    assert found == {"public": [OWN], "hidden": [OWN]}
