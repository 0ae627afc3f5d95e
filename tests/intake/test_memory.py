"""No archive, however hostile, makes intake take much memory; time is printed, not judged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .cases import CASES

MOST_KIB = 50 << 10


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss means something else elsewhere")
def test_no_archive_takes_more_than_50_mib(tmp_path: Path) -> None:
    for case in CASES:
        folder = tmp_path / case.name.replace("/", "-")
        folder.mkdir()
        (folder / case.file_name).write_bytes(case.build())
    script = Path(__file__).with_name("measure.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, script, tmp_path], capture_output=True, text=True, check=True, env=environment
    )
    rows = [line.split("\t") for line in run.stdout.splitlines()]
    assert len(rows) == len(CASES)
    slowest = max(rows, key=lambda row: float(row[0]))
    largest = max(rows, key=lambda row: int(row[1]))
    print(f"slowest: {slowest[0]} ms ({slowest[2]}); most memory: {int(largest[1]) / 1024:.1f} MiB ({largest[2]})")
    assert int(largest[1]) <= MOST_KIB, largest
