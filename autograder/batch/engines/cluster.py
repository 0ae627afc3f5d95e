"""On many machines: a Dask scheduler that exists already, or one of our own with workers as Slurm's jobs.

Dask carries bytes to worker processes and back, so no file system is shared but for Python and this package. A task
whose worker dies is given to another one; after the second death it is graded alone on the coordinator's own machine,
since it may have been a bystander. Dask's parts, an extra, are imported when they are needed.

Anybody who can reach a Dask scheduler can run code as its workers: keep it in a private network.
"""

from __future__ import annotations

import contextlib
import importlib
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec

from autograder import DISTRIBUTION
from autograder.batch.engines import worker_process
from autograder.batch.engines.engine import Environment
from autograder.batch.engines.threads import ThreadEngine
from autograder.errors import GraderError, InputError
from autograder.grading.digests import running_digest
from autograder.grading.homework_files import homework_files
from autograder.model import Assignment, Check

_QUEUE = "set queue, account and walltime under jobqueue: slurm: in ~/.config/dask/jobqueue.yaml"
_DEATHS = 1  # of workers that a task may survive
_JOIN_SECONDS, _ANSWERS = 600.0, 60.0
_ROOM = 1 << 30  # bytes that a worker, its grader and the warm packages take when idle
_SIDES = 3  # times what a check is promised: its own, the reference's, and for who compares


class ClusterEngine:
    """Grades with one grader in each worker process.

    Args:
        place: "slurm", or the address of a scheduler such as "tcp://host:8786".
        workers: the number of Slurm jobs; for another scheduler, all of its workers are used.

    Attributes:
        key: the name under which its workers know the homework.
    """

    def __init__(self, assignment: Assignment, place: str, workers: int | None, allow_degraded: bool = False) -> None:
        self.name = place
        self._assignment, self._jobs, self._allow_degraded = assignment, workers or 2, allow_degraded
        self._stack = contextlib.ExitStack()
        self.key = secrets.token_hex(8)
        self._client: Any = None
        self._described: worker_process.Described | None = None
        self._alone = _Alone(assignment, allow_degraded)
        self._unfit: set[str] = set()  # addresses of workers with too little memory

    def __enter__(self) -> ClusterEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self._alone.close()
        self._stack.close()

    @property
    def slots(self) -> int:
        """Two submissions for each worker, so that none waits."""
        if self._client is None:
            return 2 * self._jobs
        try:
            return max(2, 2 * len(self._client.nthreads()))
        except (OSError, ValueError, RuntimeError):
            raise self._gone() from None

    @property
    def environment(self) -> Environment | None:
        return self._described.environment if self._described else None

    @property
    def checks(self) -> tuple[Check, ...]:
        return self._described.checks if self._described else ()

    def start(self) -> None:
        if self._described is not None:
            return
        self._client = self._stack.enter_context(_client(self.name, self._jobs, self._assignment))
        try:
            self._client.wait_for_workers(1, timeout=_JOIN_SECONDS)
        except TimeoutError:
            remedy = "see squeue" if self.name == "slurm" else "start dask workers"
            raise GraderError(self.name, f"no worker has started within {_JOIN_SECONDS:g} s", remedy) from None
        home = (self._assignment, homework_files(self._assignment), self._allow_degraded)
        self._client.register_plugin(_plugin(self.key, *home), name=f"autograder-{self.key}")
        future = self._client.submit(worker_process.describe_here, self.key, pure=False)
        try:
            described = msgspec.json.decode(future.result(), type=worker_process.Described)
        except Exception as error:  # whatever a worker raises
            raise GraderError(self.name, f"no grader starts there: {error}", "see `autograder doctor` there") from None
        if described.running_digest != running_digest(self._assignment):
            what = "its workers have another version of this program, of Python or of a package"
            raise InputError(self.name, what, "use the same environment everywhere")
        self._described = described

    def submit(self, unit: bytes) -> Future[bytes]:
        self._require_scheduler()
        answer: Future[bytes] = Future()
        self._send(unit, answer)
        return answer

    def _send(self, unit: bytes, answer: Future[bytes], again: bool = False) -> None:
        assert self._described is not None
        where: dict[str, Any] = {}
        if self._unfit and (fit := sorted(set(self._client.nthreads()) - self._unfit)):
            where = {"workers": fit, "allow_other_workers": True}  # who comes later is asked, too
        memory = self._described.environment.least
        task = self._client.submit(worker_process.grade_here, self.key, unit, memory, pure=False, **where)
        task.add_done_callback(lambda done: self._pass_on(done, unit, answer, again))

    def _pass_on(self, task: Any, unit: bytes, answer: Future[bytes], again: bool) -> None:
        """Give a task's result to whoever waits for it; what killed its workers is graded here.

        What came to a worker with too little memory, where nothing has run, is sent once more to another one.
        """
        fault: Any = task.exception() if task.status == "error" else None
        is_small = isinstance(fault, worker_process.TooLittleMemory)
        if is_small:
            self._unfit.add(str(fault.args[-1]))
        if task.status == "finished" and (reply := _fetched(task)) is not None:
            answer.set_result(reply)
        elif self._client.status != "running":
            answer.set_exception(self._gone())
        elif is_small and not again:
            try:
                self._send(unit, answer, again=True)
            except Exception:  # the scheduler has just gone
                answer.set_exception(self._gone())
        else:
            self._alone.grade(unit, answer)

    def abort(self) -> None:
        self._alone.abort()

    def _require_scheduler(self) -> None:
        if self._client.status != "running":
            raise self._gone()

    def _gone(self) -> GraderError:
        return GraderError(self.name, "its scheduler is gone", "run the same command again to continue")


def _fetched(task: Any) -> bytes | None:
    """A finished task's result; None if the worker that holds it died before anybody had it."""
    try:
        return bytes(task.result())
    except Exception:  # whatever Dask raises then
        return None


class _Alone:
    """Grades on this machine, one submission after another, what no worker could grade."""

    def __init__(self, assignment: Assignment, allow_degraded: bool) -> None:
        self._engine = ThreadEngine(assignment, 1, allow_degraded)
        self._pool = ThreadPoolExecutor(1, "alone")
        self._lock = threading.Lock()

    def grade(self, unit: bytes, answer: Future[bytes]) -> None:
        with contextlib.suppress(RuntimeError):  # the pool is closed: nobody waits any more
            self._pool.submit(self._grade, unit, answer)

    def _grade(self, unit: bytes, answer: Future[bytes]) -> None:
        try:
            with self._lock:
                self._engine.start()
            answer.set_result(self._engine.submit(unit).result())
        except Exception as error:
            answer.set_exception(error)

    def abort(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._engine.abort()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._engine.__exit__()


@contextlib.contextmanager
def _client(place: str, jobs: int, assignment: Assignment) -> Iterator[Any]:
    """A connection to the scheduler; one of our own is ended with it."""
    dask = _imported("dask")
    dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS})
    dask.config.set({"logging": {"distributed": "error", "distributed.client": "error"}})  # read when it is imported
    distributed = _imported("distributed")
    with contextlib.ExitStack() as stack:
        target = stack.enter_context(_slurm(jobs, assignment)) if place == "slurm" else place
        try:
            client = stack.enter_context(distributed.Client(target, set_as_default=False))
        except (OSError, ValueError) as error:
            raise InputError(place, f"there is no scheduler ({error})", "give its address, tcp://host:port") from None
        yield client


@contextlib.contextmanager
def _slurm(jobs: int, assignment: Assignment) -> Iterator[Any]:
    """Jobs of Slurm, each of them one worker; a job that ends too early is replaced.

    Queue, account, time and network are what dask-jobqueue's own settings say (~/.config/dask/jobqueue.yaml).
    """
    dask, jobqueue = _imported("dask"), _imported("dask_jobqueue")
    _require_slurm()
    memory = _ROOM + assignment.limits.memory * _SIDES
    settings = {"cores": 1, "processes": 1, "memory": f"{memory >> 20}MiB"}
    known = {name: dask.config.get(f"jobqueue.slurm.{name}", None) for name in settings}
    own = {name: value for name, value in settings.items() if known[name] is None}
    try:
        cluster = jobqueue.SLURMCluster(python=sys.executable, **own)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError("slurm", f"jobs cannot be made ({error})", _QUEUE) from None
    with cluster:
        cluster.adapt(minimum_jobs=jobs, maximum_jobs=jobs)
        yield cluster


def _require_slurm() -> None:
    """Ask before jobs are submitted, since nobody hears of one that cannot be."""
    try:
        told = subprocess.run(["sinfo", "--noheader"], capture_output=True, text=True, check=False, timeout=_ANSWERS)
        fault = told.stderr.strip().rpartition("\n")[2] if told.returncode else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        fault = str(error)
    if fault:
        raise InputError("slurm", f"it does not work here ({fault})", "run this where sbatch and squeue work")


def _plugin(key: str, *home: Any) -> Any:
    """What makes each worker process, also one that comes later, this homework's; `home` are the arguments of Home."""

    def setup(_: Any, worker: Any) -> None:
        worker_process.settle(key, worker_process.Home(*home))

    def teardown(_: Any, worker: Any) -> None:
        worker_process.leave(key)

    return type("Plugin", (_imported("distributed").WorkerPlugin,), {"setup": setup, "teardown": teardown})()


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        remedy = f"install them: pip install '{DISTRIBUTION}[cluster]'"
        raise InputError("--on", "clusters need packages that are not installed", remedy) from None
