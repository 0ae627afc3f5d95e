"""On a real Slurm with two nodes a class gets what it gets on threads, and a job that is cancelled costs nobody anything.

Where no Slurm answers, the tests say so and are skipped: `eval "$(tools/slurm.sh start)"` starts one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.batch.engines import engine_named
from autograder.batch.engines.threads import ThreadEngine
from tests.packaging.small_course import write_course

from .small_class import Listener, grade_class, outcomes, zipped_class

dask = pytest.importorskip("dask", reason="Dask is not installed (the extra `cluster`)")
pytest.importorskip("dask_jobqueue")

ROOT = Path(__file__).resolve().parents[2]


def slurm_answers() -> bool:
    if shutil.which("sinfo") is None:
        return False
    told = subprocess.run(["sinfo", "--noheader"], capture_output=True, check=False, timeout=60)
    return told.returncode == 0


pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # what Dask itself warns of, e.g. when a job is cancelled
    pytest.mark.skipif(not slurm_answers(), reason="NO SLURM ANSWERS HERE: start one with tools/slurm.sh"),
]


def jobs() -> list[str]:
    told = subprocess.run(
        ["squeue", "--noheader", "--states=running", "--format=%i"], capture_output=True, text=True, check=True
    )
    return told.stdout.split()


def test_jobs_of_slurm_grade_as_threads_do_and_one_that_is_cancelled_loses_nothing(tmp_path, monkeypatch):
    course = write_course(tmp_path / "course")
    export = tmp_path / "export.zip"
    export.write_bytes(zipped_class())
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # jobs get the environment of whoever starts them
    cancelled = []

    def cancel(_: object) -> None:
        if len(listener.entries) == 4 and not cancelled and (running := jobs()):
            cancelled.append(running[0])
            subprocess.run(["scancel", "--signal=KILL", running[0]], check=True)

    listener = Listener(cancel)
    settings = {
        "jobqueue.slurm.interface": "lo",
        "jobqueue.slurm.log-directory": str(tmp_path / "logs"),
        "jobqueue.slurm.local-directory": str(tmp_path / "dask"),
        "jobqueue.slurm.job-extra-directives": ["--exclusive", "--nodes=1"],
        "jobqueue.slurm.memory": "512MiB",
    }
    with dask.config.set(settings):
        finished = grade_class(course, export, tmp_path / "slurm", engine_named("slurm", course, 2, True), listener)
    grade_class(course, export, tmp_path / "threads", ThreadEngine(course, 2, allow_degraded=True))
    assert outcomes(tmp_path / "slurm") == outcomes(tmp_path / "threads")
    where = {entry.engine for entry in finished.batch.entries if entry.engine}
    assert where - {"threads"} and not any(place.endswith(f":{os.getpid()}") for place in where)
    assert not [job for job in jobs() if job in cancelled]
