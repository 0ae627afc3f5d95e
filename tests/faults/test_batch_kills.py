"""Whatever process of a batch is killed, at whatever moment: no result is lost or taken twice, and nobody loses points."""

from __future__ import annotations

from pathlib import Path

import pytest

from .batch_kills import TARGETS, trials

pytestmark = pytest.mark.slow


def test_no_promise_is_broken_whatever_process_of_a_batch_is_killed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    found = list(trials(1, 2 * len(TARGETS), tmp_path))
    assert sum(trial["killed"] for trial in found) >= len(TARGETS)
    assert not [trial for trial in found if trial["wrong"]]
