"""Checks that run side by side end as they do one after another, and reach each other as little."""

from __future__ import annotations

import dataclasses
import os
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.cli.grade import grade
from autograder.grading import messages, side_by_side
from autograder.grading.engine import Grader
from autograder.grading.memory import usage
from autograder.grading.worker_pool import WorkerPool
from autograder.intake import receive
from autograder.model import Check, Grading, Mode, Outcome, Verdict
from autograder.sandbox.memory_limits import Group
from tests.grading.conftest import write_course

SETTINGS = """
title: Small
submit: [student.py]
pieces:
  - {number: "1", name: First, points: 10}
  - {number: "2", name: Second, points: 10}
limits: {wall: 60 s, memory: 256 MiB}
rules:
  - {forbid: eval, why: it is not needed}
follow_through:
  - {piece: "1", functions: [student.double], in: ["2"]}
"""
SOLUTION = """
    def double(x):
        return 2 * x

    def triple(x):
        return x + double(x)

    def fill(items):
        items.append(1)
        return len(items)
"""
VISIBLE = """
    import time
    import pytest
    from gradescope_utils.autograder_utils.decorators import leaderboard, number, partial_credit, weight
    from judging import needs
    from student import double, fill, triple

    @weight(2)
    @number("1.1")
    def test_double():
        assert double(2) == 4, f"double(2) is {double(2)}"

    @partial_credit(2)
    @number("1.2")
    def test_parts(set_score):
        print("seen")
        set_score(1 if double(3) == 6 else 0.5)

    @number("1.3")
    def test_needs():
        with needs("1.1"):
            assert double(5) == 10, "double(5) is wrong"

    @number("1.4")
    def test_fills():
        assert fill([]) == 1

    @number("1.5")
    def test_measured():
        begun = time.perf_counter()
        assert double(1) == 2
        assert time.perf_counter() >= begun

    @leaderboard("value")
    @number("1.6")
    def test_board(set_leaderboard_value):
        set_leaderboard_value(double(7))

    @weight(1)
    @number("2.1")
    @pytest.mark.parametrize("x", [1, 2, 3, 4])
    def test_triple(x):
        assert triple(x) == 3 * x

    @number("2.2")
    def test_not_here():
        pytest.skip("not this year")
"""
HIDDEN = """
    import pytest
    from gradescope_utils.autograder_utils.decorators import number, weight
    from student import double, triple

    @weight(1)
    @number("1.9")
    @pytest.mark.parametrize("x", range(4))
    def test_double_again(x):
        assert double(x) == 2 * x

    @weight(1)
    @number("2.9")
    @pytest.mark.parametrize("x", range(1, 5))
    def test_triple_again(x):
        assert triple(x) == 3 * x
"""
SUBMISSIONS = {
    "right": SOLUTION,
    "wrong in what another piece uses": SOLUTION.replace("2 * x", "2 * x + 1"),
    "wrong by itself": SOLUTION.replace("x + double(x)", "eval('x')"),
    "takes all memory": SOLUTION.replace("return 2 * x", "return len(bytearray(1 << 34)) * x"),
    "exits": SOLUTION.replace("return 2 * x", "import os; os._exit(3)"),
    "exits when it is imported": "import os\nos._exit(3)\n",
    "no Python": "def double(x:\n",
}
_OF_A_CRASH = ("message", "staff", "reason", "fingerprints")
JUDGING = Path(__file__).parents[2].joinpath("assignments/shared/judging.py").read_text(encoding="utf-8")
FILES = {
    "t/test_it.py": VISIBLE,
    "assignments/shared/judging.py": JUDGING,
    "reference_solutions/hw/tests/test_it_hidden.py": HIDDEN,
    "reference_solutions/hw/solution/student.py": SOLUTION,
}


@pytest.fixture(scope="module", autouse=True)
def enough_memory() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usage, "available_memory", lambda: None)
        yield


@pytest.fixture(scope="module")
def graders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Grader, Grader]]:
    """One that runs checks one after another, and one that runs two at the same time."""
    assignment = write_course(tmp_path_factory.mktemp("course"), FILES, SETTINGS)
    with Grader(assignment, allow_degraded=True) as one, Grader(assignment, allow_degraded=True, jobs=2) as two:
        if two.mode is Mode.DEGRADED:
            pytest.skip("checks run side by side only in the jail")
        assert (one.jobs, two.jobs) == (1, 2)
        yield one, two


def graded(grader: Grader, student: str, folder: Path, **how: object) -> Grading:
    for name in ("submission", "unpacked"):
        (folder / name).mkdir(parents=True)
    (folder / "submission/student.py").write_text(textwrap.dedent(student), encoding="utf-8")
    submission = receive(folder / "submission", grader.assignment, folder / "unpacked")
    return grader.grade(submission, seed=5, **how)  # type: ignore[arg-type]


def fields(grading: Grading) -> dict[str, object]:
    """Every field of a grading and of its outcomes, by name, but for the seconds that each check took.

    A process that ends itself is told by its exit code, or as one that has closed its files if its end takes long: the
    words of a crash are the machine's, also one after another.
    """
    whole = {name: value for name, value in vars(grading).items() if name != "outcomes"}
    whole["order"] = [outcome.check.id for outcome in grading.outcomes]
    for one in grading.outcomes:
        left_out = {"seconds", *(_OF_A_CRASH if one.verdict is Verdict.CRASHED else ())}
        whole |= {f"{one.check.id} {name}": value for name, value in vars(one).items() if name not in left_out}
    return whole


@pytest.mark.slow
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_every_field_is_what_it_is_one_after_another(graders, tmp_path, name):
    one, two = (graded(grader, SUBMISSIONS[name], tmp_path / str(grader.jobs)) for grader in graders)
    first, second = fields(one), fields(two)
    assert {name: (first.get(name), second.get(name)) for name in first | second if first[name] != second[name]} == {}


@pytest.mark.slow
def test_what_was_compared_is_not_all_the_same(graders, tmp_path):
    """Each kind of outcome that is told apart occurs."""
    found = {name: graded(graders[1], text, tmp_path / name) for name, text in SUBMISSIONS.items()}
    verdicts = {outcome.verdict for grading in found.values() for outcome in grading.outcomes}
    assert verdicts == set(Verdict) - {Verdict.TIMED_OUT, Verdict.GRADER_ERROR}
    assert any(outcome.stood_in for outcome in found["wrong in what another piece uses"].outcomes)
    assert len(found["wrong by itself"].remarks) > len(found["right"].remarks) > 0
    assert any(outcome.leaderboard for outcome in found["right"].outcomes)


@pytest.mark.slow
def test_visible_checks_have_ended_before_the_first_hidden_one_begins(graders, tmp_path):
    ended: list[bool] = []
    for number, text in enumerate(SUBMISSIONS.values()):
        ended.clear()
        graded(graders[1], text, tmp_path / str(number), on_outcome=lambda outcome: ended.append(outcome.check.secret))
        assert ended == sorted(ended) and len(ended) == 19


# --- time ---

LOOPS = """
    import pytest
    from student import f

    @pytest.mark.parametrize("x", range({count}))
    def test_f(x):
        assert f(x) == x
"""


@pytest.mark.slow
def test_what_loops_times_out_side_by_side_too_and_only_one_check_is_run_again(tmp_path, monkeypatch):
    monkeypatch.setattr(side_by_side, "LEAST_EACH", 2)
    settings = SETTINGS.replace("60 s", "2 s").partition("rules:")[0]
    assignment = write_course(tmp_path / "course", {"t/test_it.py": LOOPS.format(count=4)}, settings)
    again: list[str] = []
    with Grader(assignment, allow_degraded=True, jobs=2) as grader:
        start = grader.processes.start_worker

        def counted(job, *queue):
            again.extend(() if queue or job.only_prepares else job.only)
            return start(job, *queue)

        monkeypatch.setattr(grader.processes, "start_worker", counted)
        grading = graded(grader, "import time\ntime.sleep(1000)\n", tmp_path)
    assert [outcome.verdict for outcome in grading.outcomes] == [Verdict.TIMED_OUT] * 4
    assert all("within 2 s" in outcome.message for outcome in grading.outcomes)
    assert [outcome.check.id for outcome in grading.outcomes] == [check.id for check in grader.checks]
    assert len(again) == 1


MEASURING = """
    import time
    from time import thread_time as clock
    import pytest
    import drivers
    import helpers
    from student import f

    def spent():
        begun = clock()
        return clock() - begun

    class Stopwatch:
        def read(self):
            return time.monotonic()

    @pytest.fixture
    def watch():
        return Stopwatch()

    def test_by_a_function():
        assert spent() >= 0 and f()

    def test_by_a_fixture(watch):
        assert f()

    def test_by_a_driver():
        assert drivers.takes("f") >= 0

    def test_by_a_module():
        assert helpers.measure(f) >= 0

    @pytest.mark.timeout(50)
    def test_long():
        assert f()

    @pytest.mark.alone
    def test_says_so():
        assert f()

    def test_by_no_clock():
        assert f()

    def test_by_another_driver():
        assert drivers.calls("f") == 1
"""
DRIVERS = """
    import time
    import student

    def _seconds(call):
        begun = time.thread_time()
        call()
        return time.thread_time() - begun

    def takes(name):
        return _seconds(getattr(student, name))

    def calls(name):
        return getattr(student, name)()
"""
HELPERS = "import timeit\n\ndef measure(call):\n    return timeit.timeit(call, number=1)\n"


def test_what_measures_time_has_no_neighbour(tmp_path):
    files = {"t/test_it.py": MEASURING, "t/drivers.py": DRIVERS, "t/helpers.py": HELPERS}
    settings = SETTINGS.partition("rules:")[0]
    with Grader(write_course(tmp_path / "course", files, settings), allow_degraded=True, jobs=2) as grader:
        alone = {identifier.rpartition("::")[2] for identifier in grader._alone}
        names = {check.id.rpartition("::")[2] for check in grader.checks}
    assert names - alone == {"test_by_no_clock", "test_by_another_driver"}


# --- what goes wrong ---

ONCE = """
    import os, pathlib, pytest, signal
    import student
    from autograder.grading.remote import session

    ROOM = pathlib.Path({room!r})

    def zygote():
        child = pathlib.Path(f"/proc/{{session.active().submission._process.pid}}/stat").read_text()
        return int(child.rpartition(")")[2].split()[1])

    @pytest.mark.parametrize("x", range(8))
    def test_f(x):
        assert student.f() == 1
        if x in {hit}:
            try:
                (ROOM / str(x)).mkdir()
            except FileExistsError:
                return
            {does}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("does", "hit"),
    [
        ("os._exit(3)", {2, 5}),
        ("os.abort()", {2, 5}),
        # Once: what another worker had under way is run again alone, and what kills a process then is our failure.
        ("os.kill(zygote(), signal.SIGKILL); student.f()", {2}),
        ("os.kill(os.getppid(), signal.SIGKILL)", {2}),
    ],
    ids=["worker ends", "worker aborts", "zygote", "runner"],
)
def test_a_process_of_ours_that_dies_beside_others_costs_nothing(tmp_path, does, hit):
    """Each check has its verdict: what was under way is run again, by a worker that runs alone."""
    tests = textwrap.dedent(ONCE).format(room=str(tmp_path / "room"), hit=hit, does=does)
    (tmp_path / "room").mkdir()
    settings = SETTINGS.partition("rules:")[0]
    with Grader(
        write_course(tmp_path / "course", {"t/test_it.py": tests}, settings), allow_degraded=True, jobs=2
    ) as grader:
        grading = graded(grader, "def f(): return 1\n", tmp_path)
    assert [outcome.verdict for outcome in grading.outcomes] == [Verdict.PASSED] * 8
    assert {path.name for path in (tmp_path / "room").iterdir()} == {str(one) for one in hit}


class _Scripted:
    """A worker that tells some events, and then closes its pipe or does nothing."""

    def __init__(self, events: list[messages.Event], hangs: bool = False) -> None:
        self._read, self._write = os.pipe()
        self._events, self._hangs, self.has_ended = events, hangs, False
        os.write(self._write, b"x")

    def fileno(self) -> int:
        return self._read

    def read(self) -> list[messages.Event] | None:
        os.read(self._read, 1)
        events, self._events = self._events, []
        if not self._hangs:
            os.write(self._write, b"x")
        return events or None

    def end(self, wait: bool) -> None:
        self.has_ended = True
        os.close(self._read)
        os.close(self._write)


def finished(check: str) -> list[messages.Event]:
    return [messages.Started(check), messages.Finished(Outcome(Check(check, check), Verdict.PASSED))]


@pytest.fixture
def pool(tmp_path: Path) -> Callable[[list[_Scripted], float], list[str]]:
    """A call that runs a pool of one scripted worker after another; gives the checks that had an outcome."""

    def run(workers: list[_Scripted], lasts: float = 60.0) -> list[str]:
        left, ended = iter(workers), list[str]()

        class Processes:
            def start_worker(self, job: messages.GradeJob, queue: int) -> _Scripted:
                return next(left)

        job = messages.GradeJob("", 0, None, [], (None, None), [], [], [], True, 0, 0, 0)  # type: ignore[arg-type]
        end = time.monotonic() + lasts
        pool = WorkerPool(Processes(), tmp_path, [job], {}, lambda _: 0.05, end)  # type: ignore[arg-type]
        pool.run(["a", "b", "c"], lambda outcome, _: ended.append(outcome.check.id))
        assert all(worker.has_ended for worker in workers)
        return ended

    return run


def test_a_worker_that_was_of_use_is_replaced(pool):
    assert pool([_Scripted(finished("a")), _Scripted([*finished("c"), messages.Done()])]) == ["a", "c"]


def test_a_worker_that_was_of_no_use_is_not(pool):
    assert pool([_Scripted([messages.Started("a")])]) == []


def test_a_worker_that_hangs_is_ended(pool):
    assert pool([_Scripted([*finished("a"), messages.Started("b")], hangs=True), _Scripted([])]) == ["a"]


def test_the_submissions_time_ends_all_of_them(pool):
    assert pool([_Scripted(finished("a"), hangs=True)], lasts=0.0) == []


# --- what two children of one submission can do to each other ---

MEET = """
    import os, pathlib, pytest, threading
    import student
    from autograder.grading.remote import session

    ROOM = pathlib.Path({room!r})

    def both(kind, name, text):
        "Both files of this kind, once there are both."
        (ROOM / f"new-{{name}}").write_text(text)
        (ROOM / f"new-{{name}}").rename(ROOM / f"{{kind}}-{{name}}")
        while len(found := list(ROOM.glob(f"{{kind}}-*"))) < 2:
            threading.Event().wait(0.01)  # a clock would keep the check from having a neighbour
        return {{path.name.partition("-")[2]: path.read_text() for path in found}}

    @pytest.mark.parametrize("x", range(8))
    def test_f(x):
        if x > 1:
            return
        student.here(b"a secret of this check")
        pids = both("pid", str(x), str(session.active().submission._process.pid))
        (ROOM / f"user-{{x}}").write_text(str(pathlib.Path(f"/proc/{{pids[str(x)]}}").stat().st_uid))
        done = student.reach(int(pids[str(1 - x)]))
        both("done", str(x), "")
        assert done == []
"""
REACH = """
    import ctypes, fcntl, mmap, os, pathlib, signal, socket, tempfile

    libc = ctypes.CDLL(None, use_errno=True)
    kept = []

    def here(secret):
        kept.append(bytearray(secret))

    def call(number, *arguments):
        if os.uname().machine != "x86_64":
            raise OSError("these numbers mean other calls")
        if libc.syscall(number, *arguments) < 0:
            raise OSError(ctypes.get_errno(), "refused")

    def abstract(pid):
        end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        end.bind(chr(0) + f"autograder-{os.getpid()}")
        end.sendto(b"x", chr(0) + f"autograder-{pid}")

    def locked(pid):
        "Succeeds where the other's lock can be seen."
        file = open(__file__)
        kept.append(file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        raise OSError("nobody has locked it")

    def shared(pid):
        with open(__file__, "r+b") as file:
            mmap.mmap(file.fileno(), 0)

    WAYS = {
        "kill": lambda pid: os.kill(pid, 0),
        "stop": lambda pid: os.kill(pid, signal.SIGSTOP),
        "killpg": lambda pid: os.killpg(pid, 0),
        "kill everything": lambda pid: os.kill(-1, 0),
        "queue": lambda pid: call(129, pid, 0, None),
        "memory": lambda pid: open(f"/proc/{pid}/mem", "rb").read(1),
        "maps": lambda pid: open(f"/proc/{pid}/maps").read(),
        "status": lambda pid: open(f"/proc/{pid}/status").read(),
        "descriptors": lambda pid: os.listdir(f"/proc/{pid}/fd"),
        "standard output": lambda pid: open(f"/proc/{pid}/fd/1", "wb"),
        "root": lambda pid: os.listdir(f"/proc/{pid}/root/"),
        "ptrace": lambda pid: call(101, 16, pid, None, None),
        "process_vm_readv": lambda pid: call(310, pid, None, 0, None, 0, 0),
        "pidfd_open": lambda pid: call(434, pid, 0),
        "prlimit": lambda pid: call(302, pid, 7, None, ctypes.create_string_buffer(16)),
        "priority": lambda pid: os.getpriority(os.PRIO_PROCESS, pid),
        "processors": lambda pid: os.sched_getaffinity(pid),
        "session": lambda pid: os.getsid(pid),
        "shmget": lambda pid: call(29, 77, 4096, 0o1666),
        "msgget": lambda pid: call(68, 77, 0o1666),
        "semget": lambda pid: call(64, 77, 1, 0o1666),
        "message queue": lambda pid: call(240, b"both", 0o102, 0o666, None),
        "abstract socket": abstract,
        "lock": locked,
        "shared mapping": shared,
        "file of its own": lambda pid: open(__file__, "a"),
        "/tmp": lambda pid: open("/tmp/both", "w"),
        "/dev/shm": lambda pid: open("/dev/shm/both", "w"),
        "temporary": lambda pid: tempfile.mkdtemp(),
        "fifo": lambda pid: os.mkfifo("/tmp/both"),
        "memfd of the other": lambda pid: os.open(f"/proc/{pid}/fd/3", os.O_RDWR),
    }

    def reach(pid):
        found = []
        for name, way in WAYS.items():
            try:
                way(pid)
            except Exception:
                continue
            found.append(name)
        return found
"""


@pytest.mark.slow
def test_two_children_that_live_at_once_cannot_reach_each_other(tmp_path):
    """Each knows the other's number, while both are held alive by their tests."""
    (tmp_path / "room").mkdir()
    tests = textwrap.dedent(MEET).format(room=str(tmp_path / "room"))
    settings = SETTINGS.partition("rules:")[0]
    with Grader(
        write_course(tmp_path / "course", {"t/test_it.py": tests}, settings), allow_degraded=True, jobs=2
    ) as grader:
        grading = graded(grader, REACH, tmp_path)
        is_full = grader.mode is Mode.FULL
    assert [outcome.verdict for outcome in grading.outcomes] == [Verdict.PASSED] * 8, grading.outcomes
    users = {path.read_text() for path in (tmp_path / "room").glob("user-*")}
    assert len(users) == (2 if is_full else 1) and ("0" not in users or not is_full)


# --- memory ---


@pytest.mark.parametrize(("limit", "jobs"), [(3000, 1), (4000, 2), (5000, 3), (16000, 4)])
def test_there_are_no_more_at_once_than_memory_allows(graders, monkeypatch, limit, jobs):
    """A child may take what it may take alone; its worker may get less."""
    held = {"engine": 16, "runner": 34, "zygote": 19}
    monkeypatch.setattr(usage, "held_by", lambda name: usage.Memory(own=held[name] << 20))
    monkeypatch.setattr(usage, "process_limits", lambda: (None, None))
    monkeypatch.setattr(usage, "smallest_group", lambda: Group(Path(), limit << 20))
    limits = dataclasses.replace(graders[0].assignment.limits, memory=1 << 30)
    config, pids = graders[0].processes.config, dict(zip(held, held, strict=True))
    alone = usage.allot(limits, pids, config, 1)
    found, shares = usage.allot_together(limits, pids, config, alone, 4)
    assert (found, shares.child, shares.reference) == (jobs, 1 << 30, alone.shares.reference)
    assert shares.worker >= 256 << 20 or found == 1


@pytest.mark.parametrize(
    ("says", "asked", "processors", "jobs"),
    [(True, None, 2, 2), (True, None, 64, 4), (True, 1, 2, 1), (False, None, 2, 1), (False, 3, 2, 3)],
)
def test_how_many_at_a_time_is_for_the_homework_to_say_unless_somebody_asks(
    tmp_path, monkeypatch, says, asked, processors, jobs
):
    """Nobody else knows that no check depends on an earlier one."""
    settings = SETTINGS.partition("rules:")[0] + ("side_by_side: true\n" if says else "")
    assignment = write_course(tmp_path / "course", {"t/test_it.py": "def test_it(): pass\n"}, settings)
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "student.py").write_text("")
    monkeypatch.setattr(side_by_side, "allowed_processors", lambda: processors)
    given = []

    def grader(assignment, jobs, **rest):
        given.append(jobs)
        return Grader(assignment, **rest)

    monkeypatch.setattr("autograder.cli.grade.Grader", grader)
    sent, out = tmp_path / "sent", tmp_path / "out"
    assert grade(assignment.course, assignment.name, sent, out, allow_degraded=True, jobs=asked) == 0
    assert given == [jobs]


def test_fewer_at_a_time_than_asked_for_are_told(tmp_path, monkeypatch, capsys):
    """As where memory has no room for a second."""
    assignment = write_course(
        tmp_path / "course", {"t/test_it.py": "def test_it(): pass\n"}, SETTINGS.partition("rules:")[0]
    )
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "student.py").write_text("")
    monkeypatch.setattr("autograder.grading.engine.allot_together", lambda *found: (1, found[3].shares))
    course, out = assignment.course, tmp_path / "out"
    assert grade(course, assignment.name, tmp_path / "sent", out, allow_degraded=True, jobs=3) == 0
    assert "--jobs 3: 1 at a time, because " in capsys.readouterr().out
