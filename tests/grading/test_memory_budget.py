"""A container's memory is shared out so that the kernel never has to end a process, whatever a submission does."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.grading.memory import usage
from autograder.grading.memory.budget import Held, Shares, capped, require, share_out, shortage
from autograder.grading.memory.overdraft import Overdraft
from autograder.model import Limits, Verdict
from autograder.sandbox.memory_limits import Group, smallest_group
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of

from .conftest import by_name, write_course

pytestmark = pytest.mark.slow

MIB = 1 << 20
NUMPY, TORCH = Held(16 * MIB, 34 * MIB, 19 * MIB), Held(16 * MIB, 31 * MIB, 151 * MIB)
LARGE = """
title: Small
submit: [student.py]
pieces:
  - {number: "1", name: All, points: 10}
limits: {wall: 60 s, memory: 1 GiB}
"""


@pytest.fixture
def container(monkeypatch):
    """A call after which graders think that a container allows so many MiB.

    The engine is the process that runs the tests, which may have imported much: what it holds is given, not measured.
    """
    measured = usage.held_by

    def pretend(size: int, *, engine: int = 16, folder: Path = Path("/nonexistent")) -> None:
        held = usage.Memory(own=engine * MIB)
        monkeypatch.setattr(usage, "smallest_group", lambda: Group(folder, size * MIB))
        monkeypatch.setattr(usage, "held_by", lambda pid: held if pid == os.getpid() else measured(pid))

    return pretend


def most(shares: Shares, held: Held, runs: int, scratch: int, with_reference: bool) -> int:
    """Bytes that all processes may come to hold together, page tables apart."""
    inherited = held.zygote + scratch + 8 * MIB  # with what it has in pipes
    one = shares.child + inherited + 16 * MIB  # and the next one, already forked
    if with_reference:
        one += shares.reference + inherited + 16 * MIB
    return held.engine + held.runner + held.zygote + runs * (one + shares.worker + held.runner)


@pytest.mark.parametrize("held", [NUMPY, TORCH], ids=["numpy", "torch"])
@pytest.mark.parametrize("runs", [1, 2, 4])
@pytest.mark.parametrize("with_reference", [False, True])
@pytest.mark.parametrize("scratch", [0, 4 * MIB, 64 * MIB])
def test_what_all_may_take_together_fits_into_every_container(held, runs, with_reference, scratch):
    refused = []
    for size in range(300, 4097):
        try:
            shares = share_out(1024 * MIB, size * MIB, held, runs, scratch, with_reference)
        except InputError:
            refused.append(size)
            continue
        assert most(shares, held, runs, scratch, with_reference) * 257 // 256 + 32 * MIB < size * MIB
        assert shares.reply(256 * MIB) * 2 <= shares.worker
    assert refused == list(range(300, 300 + len(refused)))  # a larger container is never refused where a smaller is not
    if held is NUMPY and runs == 1 and not (with_reference or scratch):
        assert not refused


def test_a_refusal_names_a_size_that_is_enough():
    with pytest.raises(InputError) as refused:
        share_out(1024 * MIB, 300 * MIB, TORCH, 2, 4 * MIB, with_reference=True)
    size = int(str(refused.value).split("allow ")[1].split(" MiB")[0])
    share_out(1024 * MIB, size * MIB, TORCH, 2, 4 * MIB, with_reference=True)


def test_a_limit_of_single_processes_is_a_limit_of_what_checks_get():
    shares = capped(Shares(100 * MIB, 100 * MIB, 90 * MIB), 60 * MIB, 40 * MIB)
    assert shares == Shares(60 * MIB, 60 * MIB, 40 * MIB)
    assert "300 MiB to a process" in shortage(100 * MIB, shares, None, 300 * MIB)
    require(shares, 100 * MIB, 300 * MIB)
    with pytest.raises(InputError, match="allow 311 MiB"):
        require(Shares(60 * MIB, 60 * MIB, 21 * MIB), 100 * MIB, 300 * MIB)


@pytest.mark.parametrize(
    ("line", "uses"),
    [
        ("from reference import student as right", True),
        ("from reference.student import f", True),
        ("import reference.student", True),
        ("import reference", True),
        ("# the reference solution takes 2 s", False),
        ("import student", False),
    ],
)
def test_memory_is_kept_for_the_reference_where_tests_use_it(make_assignment, line, uses):
    assignment = make_assignment({"t/test_it.py": f"{line}\n", "reference_solutions/hw/solution/student.py": ""})
    from autograder.grading.runner_config import runner_config

    assert usage.uses_reference(runner_config(assignment)) is uses


# --- whose doing a kill was ---


def group_files(folder: Path, version: int, used: int, files: int, kills: int) -> Group:
    for name, text in {
        1: {"memory.usage_in_bytes": f"{used}\n", "memory.oom_control": f"under_oom 0\noom_kill {kills}\n",
            "memory.stat": f"active_file 1\ninactive_file 1\ntotal_active_file {files}\ntotal_inactive_file 0\n"},
        2: {"memory.current": f"{used}\n", "memory.events": f"oom 3\noom_kill {kills}\n",
            "memory.stat": f"anon 7\nactive_file {files}\ninactive_file 0\n"},
    }[version].items():  # fmt: skip
        (folder / name).write_text(text)
    return Group(folder, 1000)


@pytest.mark.parametrize("version", [1, 2])
def test_a_child_was_beyond_its_share_if_the_share_would_have_fitted(tmp_path, version):
    group = group_files(tmp_path, version, used=500, files=100, kills=2)
    assert (group.held(), group.kills()) == (400, 2)
    account = Overdraft(600, group)
    assert not account.has_happened()  # the kernel has ended nothing since
    group_files(tmp_path, version, used=500, files=100, kills=3)
    assert account.has_happened()
    group_files(tmp_path, version, used=501, files=100, kills=3)
    assert not account.has_happened()  # something else fills the container


def test_a_kill_by_the_kernel_for_memory_beyond_the_share_is_the_students(grade, container, tmp_path):
    """The test plays the kernel: it kills, and counts."""
    group_files(tmp_path, 2, used=500, files=100, kills=0)
    container(700, folder=tmp_path)
    test = f"""
        import os, pathlib, signal
        from autograder.grading.memory import overdraft
        from autograder.grading.remote import session
        from autograder.sandbox.memory_limits import Group
        import student

        folder = pathlib.Path({str(tmp_path)!r})
        overdraft.smallest_group = lambda: Group(folder, 700 << 20)

        def kill():
            os.kill(session.active().submission._process.pid, signal.SIGKILL)

        def count():
            (folder / "memory.events").write_text("oom_kill 1\\n")
            kill()

        def test_counted(): student.f(count)
        def test_not_counted(): student.f(kill)
    """
    outcomes = by_name(grade("def f(kill):\n    kill()\n    while True: pass\n", test, LARGE))
    assert outcomes["test_counted"].verdict is Verdict.OUT_OF_MEMORY, outcomes
    assert outcomes["test_not_counted"].verdict is Verdict.GRADER_ERROR


def test_the_smallest_of_nested_groups_counts(tmp_path):
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text("0::/job/step\n")
    step = tmp_path / "sys/fs/cgroup/job/step"
    step.mkdir(parents=True)
    (step / "memory.max").write_text("2000\n")
    (step / "memory.high").write_text("1500\n")
    (step.parent / "memory.max").write_text("1800\n")
    assert smallest_group(tmp_path) == Group(step, 1500)


# --- in processes ---


def test_what_checks_leave_behind_does_not_raise_the_limit_of_later_ones(grade, container):
    container(600)
    test = """
        import resource
        import pytest
        import student
        kept, limits = [], set()

        @pytest.mark.parametrize("number", range(6))
        def test_kept(number):
            limits.add(resource.getrlimit(resource.RLIMIT_DATA)[0])
            kept.append(student.large())
            assert len(limits) == 1, limits
    """
    grading = grade("import numpy\ndef large(): return numpy.ones(20 << 20, numpy.uint8)\n", test, LARGE)
    assert [outcome.verdict for outcome in grading.outcomes] == [Verdict.PASSED] * 6, grading.outcomes


def test_an_answer_larger_than_what_the_worker_has_for_it_is_refused_by_its_size(grade, container):
    container(600)
    student = "import numpy\ndef large(): return numpy.ones(70 << 20, numpy.uint8)\n"
    outcome = by_name(grade(student, "import student\ndef test_it(): student.large()\n", LARGE))["test_it"]
    assert outcome.verdict is Verdict.CRASHED
    assert "bytes of arrays in one message; at most" in outcome.message


def test_where_not_even_pytest_has_memory_left_it_is_the_students_and_later_checks_run(grade, container):
    container(400)
    test = """
        import pytest
        import student

        @pytest.fixture
        def kept(): yield

        def test_first(kept): assert student.f() == 1
        def test_right(kept): assert student.f() == 1
    """
    hooks = """
        def pytest_runtest_logreport(report):
            if report.when == "call" and "first" in report.nodeid:
                raise MemoryError
    """
    outcomes = by_name(grade("def f(): return 1\n", test, LARGE, **{"t/conftest.py": hooks}))
    verdicts = [outcomes[name].verdict for name in ("test_first", "test_right")]
    assert verdicts == [Verdict.OUT_OF_MEMORY, Verdict.PASSED], outcomes


def test_an_answer_that_leaves_no_memory_to_send_it_is_out_of_memory(grade, container):
    container(600)
    student = "import numpy\ndef large(): return numpy.ones(200 << 20, numpy.uint8)\n"
    outcome = by_name(grade(student, "import student\ndef test_it(): student.large()\n", LARGE))["test_it"]
    assert outcome.verdict is Verdict.OUT_OF_MEMORY


@pytest.mark.parametrize(("size", "engine"), [(150, 16), (500, 400)])
def test_too_small_a_container_is_refused_before_anything_is_graded(grade, container, size, engine):
    container(size, engine=engine)
    with pytest.raises(InputError, match=rf"{size} MiB in all, .*; allow [0-9]+ MiB at least"):
        grade("def f(): return 1\n", "import student\ndef test_it(): assert student.f() == 1\n", LARGE)


def test_where_memory_is_shared_out_a_child_is_gone_when_it_is_closed(zygote, tmp_path):

    zygote_client = ZygoteClient(zygote.connect(), patient=True)
    child = zygote_client.spawn(spec_of(str(tmp_path), python_folders(), Limits()))
    pid = child.pid
    child.close()
    assert not Path(f"/proc/{pid}").exists()
    zygote_client.close()


def test_what_a_process_holds_is_measured():
    before = usage.held_by(os.getpid()).own
    held = bytearray(os.urandom(1 << 10)) * (128 << 10)
    assert usage.held_by(os.getpid()).own - before > len(held) * 3 // 4


def test_the_engine_imports_no_numpy():
    """Where there is too little memory to import it, the command line must still be able to say so."""
    text = (
        "import sys; from autograder import cli, reporting; from autograder.cli import grade; "
        "from autograder.reporting import recorder; print({'numpy', 'torch'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def limited(folder: Path, size: int) -> subprocess.CompletedProcess[str]:
    """`doctor` about a small homework where each process may map so many MiB."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (size * MIB, size * MIB))

    write_course(
        folder,
        {"assignments/course.yaml": "name: Course\n", "t/test_it.py": "import student\ndef test_it(): ...\n"},
        LARGE,
    )
    command = [sys.executable, "-m", "autograder", "doctor", "--course", str(folder), "hw"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "64"}  # as on a large machine: each thread takes address space
    return subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False, env=environment)


def test_staff_are_told_of_a_limit_of_single_processes(tmp_path):
    told = limited(tmp_path, 700).stdout
    assert "700 MiB to a process (ulimit), so a check gets" in told


@pytest.mark.parametrize("size", [60, 100, 140])
def test_where_processes_cannot_start_for_lack_of_memory_the_remedy_is_memory(tmp_path, size):
    ran = limited(tmp_path, size)
    assert ran.returncode
    assert "allow" in ran.stdout and "MiB" in ran.stdout, ran  # by `doctor` itself, whose line this is
