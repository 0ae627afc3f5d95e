"""Who has killed a child decides who answers for it: the student for limits, the grader for everybody else."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from autograder.grading.remote import session
from autograder.grading.remote.faults import Crashed, StudentFault, TimedOut
from autograder.grading.remote.session import ChildPrefetcher, ChildSpecs, Session, Side
from autograder.grading.verdicts import judge
from autograder.model import Limits, Verdict
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of

from .conftest import by_name

pytestmark = pytest.mark.slow

KILLED = """
    import os, signal
    from autograder.grading.remote import session
    import student

    def test_it():
        f = student.f
        child = session.active().submission._process.pid
        f(lambda: os.kill(child, signal.SIGKILL))
"""
HOG = "def f():\n    x = []\n    while True: x.append(bytearray(1 << 22))\n"


@pytest.fixture
def ends(zygote, tmp_path):
    """A call that runs student code in a child of these limits, and gives the fault that it ended with."""
    begun: list[Session] = []
    zygote_client = ZygoteClient(zygote.connect())

    def run(text: str, sealed: bool = True, wall: float = 60.0, **limits: int) -> StudentFault:
        (tmp_path / "student.py").write_text(textwrap.dedent(text), encoding="utf-8")
        spec = spec_of(str(tmp_path), python_folders(), Limits(), **limits)
        begun.append(
            Session(
                ChildPrefetcher(zygote_client),
                ChildSpecs({Side.SUBMISSION: spec}, {}, Limits(wall=wall), sealed=sealed),
            )
        )
        session.begin(begun[-1])
        with pytest.raises(StudentFault) as caught:
            begun[-1].module(Side.SUBMISSION, "student").f()
        return caught.value

    yield run
    session.end()
    zygote_client.close()


def test_a_kill_from_outside_is_a_grader_error(grade):
    outcome = by_name(grade("def f(kill):\n    kill()\n    while True: pass\n", KILLED))["test_it"]
    assert outcome.verdict is Verdict.GRADER_ERROR
    assert "outside of your program" in outcome.message
    assert "by somebody else" in outcome.staff


@pytest.mark.parametrize(
    "how",
    [
        "os.kill(os.getpid(), 9)",
        "signal.raise_signal(9)",
        "signal.pthread_kill(threading.get_ident(), 9)",
        "ctypes.CDLL(None).tgkill(os.getpid(), threading.get_native_id(), 9)",
        "ctypes.CDLL(None).sigqueue(os.getpid(), 9, None)",
        "timer()",
    ],
)
def test_a_student_cannot_choose_a_grader_error_by_sigkill(grade, how):
    student = f"""
        import ctypes, os, signal, threading, time

        def timer():
            event = (ctypes.c_int * 16)(0, 0, 9, 0)  # sigev_signo
            timer = ctypes.c_void_p()
            ctypes.CDLL(None).timer_create(1, event, ctypes.byref(timer))
            ctypes.CDLL(None).timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 1), None)
            time.sleep(0.2)

        def f():
            {how}
            return 1
    """
    outcome = by_name(grade(student, "import student\ndef test_it():\n    assert student.f() == 2\n"))["test_it"]
    assert outcome.verdict in (Verdict.FAILED, Verdict.CRASHED), outcome


def test_where_the_jail_does_not_hold_a_kill_is_the_students(ends):
    fault = ends("import os\ndef f(): os._exit(3)", sealed=False)
    assert isinstance(fault, Crashed) and not fault.foreign
    fault.ending = fault.ending.__class__(True, -9, 0.1, 1 << 20, "")
    assert judge(fault, True).verdict is Verdict.CRASHED


def test_ignoring_the_limit_on_processor_time_is_a_time_out(ends):
    fault = ends(
        "import signal\ndef f():\n    signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n    while True: pass",
        cpu_seconds=1,
        wall=3.0,
    )
    assert isinstance(fault, TimedOut)


def test_no_program_reaches_the_limit_on_processor_time_at_which_the_kernel_kills(child):
    child("x = 1")
    pid = session.active().submission._process.pid
    (line,) = [text for text in Path(f"/proc/{pid}/limits").read_text().splitlines() if text.startswith("Max cpu time")]
    soft, hard = map(int, line.split()[3:5])
    assert hard > Limits().wall * os.cpu_count() + soft


def test_the_soft_limit_on_processor_time_is_a_time_out(ends):
    assert judge(ends("def f():\n    while True: pass", cpu_seconds=1), True).verdict is Verdict.TIMED_OUT


def test_memory_beyond_the_own_limit_is_the_students(grade):
    outcome = by_name(grade(HOG, "import student\ndef test_it():\n    student.f()\n"))["test_it"]
    assert outcome.verdict is Verdict.OUT_OF_MEMORY
    assert "more memory than a check may use" in outcome.message


DIES = """
    import os, signal
    import student

    def test_before(): assert student.f() == 2
    def test_it():
        answer = student.f()
        if answer == 2 and not os.path.exists({marker!r}):
            {note}
            {death}
        assert answer == 1
    def test_after(): assert student.f() == 2
"""


@pytest.mark.parametrize("death", ["os.abort()", "os.kill(os.getpid(), signal.SIGSEGV)", "os._exit(1)"])
def test_a_worker_that_dies_of_an_answer_is_the_students_failure(grade, tmp_path, death):
    outcomes = by_name(grade("def f(): return 2", DIES.format(marker=str(tmp_path / "no"), note="pass", death=death)))
    assert outcomes["test_it"].verdict is Verdict.CRASHED
    assert "what your code returned ended the program that looked at it" in outcomes["test_it"].message
    assert {outcomes[name].verdict for name in ("test_before", "test_after")} == {Verdict.PASSED}


def test_a_worker_that_died_once_does_its_check_again(grade, tmp_path):
    marker = str(tmp_path / "died")
    test = DIES.format(marker=marker, note=f"open({marker!r}, 'w').close()", death="os.abort()")
    outcomes = by_name(grade("def f(): return 2", test))
    assert Path(marker).exists()
    assert outcomes["test_it"].verdict is Verdict.FAILED and "assert 2 == 1" in outcomes["test_it"].message
    assert len(outcomes) == 3 and outcomes["test_after"].verdict is Verdict.PASSED


@pytest.mark.parametrize("death", ["os.kill(os.getpid(), signal.SIGKILL)", "os.kill(os.getpid(), signal.SIGTERM)"])
def test_a_worker_that_somebody_else_ends_is_a_grader_error(grade, tmp_path, death):
    outcomes = by_name(grade("def f(): return 2", DIES.format(marker=str(tmp_path / "no"), note="pass", death=death)))
    assert [outcomes[name].verdict.value for name in ("test_before", "test_it", "test_after")] == [
        "passed", "grader error", "passed",
    ]  # fmt: skip


def test_a_worker_that_dies_without_student_code_is_a_grader_error(grade):
    outcomes = by_name(grade("def f(): return 2", "import os, student\ndef test_it(): os.abort()\n"))
    assert outcomes["test_it"].verdict is Verdict.GRADER_ERROR


def test_the_kernel_is_to_end_a_child_before_any_process_of_the_grader(child):
    child("x = 1")
    pid = session.active().submission._process.pid
    assert Path(f"/proc/{pid}/oom_score_adj").read_text().strip() == "1000"


def test_a_child_cannot_have_its_processor_time_end_early_and_blame_others(ends):
    text = """
        import resource
        def f():
            resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
            while True: pass
    """
    fault = ends(text, cpu_seconds=2)
    assert judge(fault, True).verdict is Verdict.TIMED_OUT
    assert not getattr(fault, "foreign", False)
