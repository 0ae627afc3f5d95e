"""On Dask's workers a class gets what it gets on threads, and a worker that dies costs nobody anything."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.engines import cluster as cluster_engine
from autograder.batch.engines import engine_named
from autograder.batch.engines.cluster import ClusterEngine
from autograder.batch.engines.threads import ThreadEngine
from autograder.errors import GraderError, InputError
from autograder.model import Assignment, Outcome, Status
from tests.packaging.small_course import write_course

from .dying import grade_or_die, grade_or_lack_memory
from .small_class import Listener, grade_class, outcomes, zipped_class

distributed = pytest.importorskip("distributed", reason="Dask is not installed (the extra `cluster`)")
dask = pytest.importorskip("dask")

# What Dask itself warns of, e.g. when a worker is killed.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "export.zip"
    path.write_bytes(zipped_class())
    return path


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Any]:
    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.comm.timeouts.connect": "3s"}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(tmp_path / "dask"),
            silence_logs=50,
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def on_threads(course: Assignment, export: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Outcome]]:
    out = tmp_path_factory.mktemp("threads") / "out"
    grade_class(course, export, out, ThreadEngine(course, 2, allow_degraded=True))
    return outcomes(out)


@pytest.mark.slow
def test_the_same_comes_out_as_on_threads(course, export, cluster, on_threads, tmp_path):
    listener = Listener()
    engine = ClusterEngine(course, cluster.scheduler_address, None, allow_degraded=True)
    finished = grade_class(course, export, tmp_path / "out", engine, listener)
    assert outcomes(tmp_path / "out") == on_threads
    assert listener.environments
    where = {entry.engine for entry in finished.batch.entries if entry.engine}
    assert where and all(place.rpartition(":")[2] != str(os.getpid()) for place in where)


@pytest.mark.slow
def test_what_kills_two_workers_is_graded_alone_here(course, export, cluster, on_threads, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.batch.engines.worker_process.grade_here", grade_or_die)
    engine = ClusterEngine(course, cluster.scheduler_address, None, allow_degraded=True)
    finished = grade_class(course, export, tmp_path / "out", engine)
    assert outcomes(tmp_path / "out") == on_threads
    by_id = {entry.submission.id: entry for entry in finished.batch.entries}
    assert by_id["12"].status is Status.GRADED and by_id["12"].engine == "threads"


@pytest.mark.slow
def test_a_worker_with_too_little_memory_runs_nothing(course, export, cluster, on_threads, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.batch.engines.worker_process.grade_here", grade_or_lack_memory)
    engine = ClusterEngine(course, cluster.scheduler_address, None, allow_degraded=True)
    finished = grade_class(course, export, tmp_path / "out", engine)
    (small,) = Path(tempfile.gettempdir()).glob(f"autograder-test-{engine.key}")
    pid = small.read_text()
    small.unlink()
    assert outcomes(tmp_path / "out") == on_threads
    where = [entry.engine for entry in finished.batch.entries if entry.engine]
    assert where and not any(place.endswith(f":{pid}") for place in where)


@pytest.mark.slow
def test_a_result_that_dies_with_its_worker_is_graded_here(course, export, cluster, on_threads, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_engine, "_fetched", lambda _: None)
    engine = ClusterEngine(course, cluster.scheduler_address, None, allow_degraded=True)
    finished = grade_class(course, export, tmp_path / "out", engine)
    assert outcomes(tmp_path / "out") == on_threads
    assert {entry.engine for entry in finished.batch.entries if entry.engine} == {"threads"}


@pytest.mark.slow
def test_killed_workers_lose_nothing(course, export, cluster, on_threads, tmp_path):
    pids = [worker.pid for worker in cluster.workers.values()]

    def kill(_: object) -> None:
        if len(listener.entries) in (3, 5) and pids:
            os.kill(pids.pop(), signal.SIGKILL)

    listener = Listener(kill)
    engine = ClusterEngine(course, cluster.scheduler_address, None, allow_degraded=True)
    grade_class(course, export, tmp_path / "out", engine, listener)
    assert not pids
    assert outcomes(tmp_path / "out") == on_threads


@pytest.mark.slow
def test_a_scheduler_that_goes_is_a_sentence_and_what_is_there_stays(course, export, cluster, on_threads, tmp_path):
    def close(_: object) -> None:
        if len(listener.entries) == 4:
            cluster.close()

    listener = Listener(close)
    engine = ClusterEngine(course, cluster.scheduler_address, None, allow_degraded=True)
    with pytest.raises(GraderError, match="its scheduler is gone"):
        grade_class(course, export, tmp_path / "out", engine, listener)
    grade_class(course, export, tmp_path / "out", ThreadEngine(course, 2, allow_degraded=True))
    assert outcomes(tmp_path / "out") == on_threads


@pytest.mark.slow
def test_a_worker_whose_grader_does_not_start_is_a_sentence(export, cluster, tmp_path):
    broken = write_course(tmp_path / "course", {"assignments/tiny/tests/test_double.py": "import nothing_like_this\n"})
    engine = ClusterEngine(broken, cluster.scheduler_address, None, allow_degraded=True)
    with pytest.raises(GraderError, match=r"no grader starts there: (.|\n)*nothing_like_this"):
        grade_class(broken, export, tmp_path / "out", engine)


def test_no_scheduler_is_a_sentence(course, export, tmp_path, monkeypatch):
    soon = dask.config.set({"distributed.comm.timeouts.connect": "200ms"})
    with soon, pytest.raises(InputError, match="there is no scheduler"):
        grade_class(course, export, tmp_path / "out", engine_named("tcp://127.0.0.1:1", course))


def test_a_slurm_that_does_not_answer_is_a_sentence(course, export, tmp_path, monkeypatch):
    pytest.importorskip("dask_jobqueue")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="it does not work here"):
        grade_class(course, export, tmp_path / "out", engine_named("slurm", course))


def test_without_dask_it_says_what_to_install(course, export, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "dask", None)
    with pytest.raises(InputError, match=r"pip install 'from-scratch-autograder\[cluster\]'"):
        grade_class(course, export, tmp_path / "out", engine_named("tcp://127.0.0.1:1", course))
