"""A template is forked only when the zygote says so, and shares nothing with its forks, whatever student code does in it.

It needs a kernel whose filters can ask (Linux 5.9). Root can give a child a user of its own; both ways are tried.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import GraderError
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import StudentError, StudentFault
from autograder.grading.shared_import import SharedImport, template_spec
from autograder.model import Limits
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of
from autograder.sandbox.zygote_process import ZygoteProcess

USER = 61_190
LIMITS = Limits(wall=60.0)

#: As whom children run: as a user of their own, which needs root, or as ourselves.
USERS = [USER, None] if os.geteuid() == 0 else [None]

Begin = Callable[[str], SharedImport]


@pytest.fixture(scope="module")
def zygote() -> Iterator[ZygoteProcess]:
    with tempfile.TemporaryDirectory() as folder, ZygoteProcess(["numpy"], Path(folder)) as zygote:
        zygote.wait_until_ready()
        yield zygote


@pytest.fixture(params=USERS, ids=lambda user: f"as {user or 'ourselves'}")
def begin(zygote: ZygoteProcess, request: pytest.FixtureRequest) -> Iterator[Begin]:
    """A call that makes a template of a student module."""
    client, begun = ZygoteClient(zygote.connect()), []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)

        def begin(text: str) -> SharedImport:
            (root / "student.py").write_text(textwrap.dedent(text), encoding="utf-8")
            spec = template_spec(spec_of(name, python_folders(), LIMITS, uid=request.param), 0)
            assert spec is not None
            process = client.spawn(spec, template=True)
            shared = SharedImport(RpcClient(process, LIMITS, name), process, client)
            begun.append(shared)
            shared.begin(["student"])
            return shared

        yield begin
        for shared in begun:
            shared.close()
        client.close()
    assert gone(lambda: children_of(zygote))


def gone(processes: Callable[[], list[int]]) -> bool:
    """Whether none is left, once what has been killed is gone."""
    end = time.monotonic() + 30
    while processes() and time.monotonic() < end:
        time.sleep(0.01)
    return not processes()


def children_of(zygote: ZygoteProcess) -> list[int]:
    """Its children that run."""
    return [int(path.name) for path in Path("/proc").iterdir() if _field(path, "PPid") == str(zygote.process.pid)]


def _field(path: Path, name: str) -> str:
    """A field of a process's status; "" if `path` is not that of a process that runs."""
    try:
        status = (path / "status").read_text() if path.name.isdigit() else ""
    except OSError:
        return ""
    return "" if "\nState:\tZ" in status else status.partition(f"\n{name}:")[2].partition("\n")[0].strip()


def ask(shared: SharedImport, function: str, *arguments: Any) -> Any:
    """What a function of student.py answers in a fork of its own."""
    process = shared.fork()
    assert process is not None, "there is no fork"
    client = RpcClient(process, LIMITS, "/nonexistent")
    try:
        return client.call(client.get(client.import_module("student"), function), arguments, {})
    finally:
        client.close()


def test_each_fork_has_the_imported_module_and_nothing_of_another_fork(begin: Begin) -> None:
    shared = begin("""
        import random
        print("importing")
        seen, drawn = [], random.random()
        def look(x):
            seen.append(x)
            return seen, drawn, random.random()
    """)
    first, second = ask(shared, "look", 1), ask(shared, "look", 2)
    assert first[0] == [1] and second[0] == [2]
    assert first[1:] == second[1:]
    assert shared.printed == "importing\n"


def test_a_fork_is_a_process_of_the_zygotes_that_ends_with_its_check(begin: Begin, zygote: ZygoteProcess) -> None:
    shared = begin("import os\ndef who(): return os.getpid(), os.getppid()")
    first, second = ask(shared, "who"), ask(shared, "who")
    assert first[0] != second[0] and first[1] == second[1] == zygote.process.pid


@pytest.mark.parametrize(
    "held",
    [
        "kept = open(os.devnull)",
        "kept = os.pipe()",
        "kept = socket.socketpair()",
        "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
    ],
)
def test_files_and_threads_that_are_left_at_import_keep_a_process_from_being_a_template(
    begin: Begin, held: str
) -> None:
    assert begin(f"import os, socket, threading, time\n{held}\ndef f(): return 1").fork() is None


@pytest.mark.parametrize(
    "memory",
    [
        "mmap.mmap(-1, 4096)",  # shared by default
        "mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)",  # could be made writable later
    ],
)
def test_no_template_has_memory_that_it_would_share(begin: Begin, memory: str) -> None:
    assert begin(f"import mmap\nkept = {memory}\ndef f(): return 1").fork() is None


#: Children cannot import our code, but it is there.
FOUND = """\
import mmap, os, signal, sys, time
frame = sys._getframe()
while "forked" not in frame.f_globals:
    frame = frame.f_back
template = frame.f_globals["forked"].__globals__
fork_listener = template["fork_listener"]
print("found")
"""
#: What student code may do to the code that makes a template of its process.
REWRITTEN = {
    "keeps its descriptors": "os.closerange = lambda *_: None",
    "opens a file while it waits": """
        real = fork_listener.fork
        def fork():
            global kept
            kept = os.open("/dev/null", os.O_RDONLY)
            return real()
        fork_listener.fork = fork
    """,
    "shares memory while it waits": """
        real = fork_listener.fork
        def fork():
            global kept
            kept = mmap.mmap(-1, 4096)
            return real()
        fork_listener.fork = fork
    """,
    "never waits": "fork_listener.fork = lambda: time.sleep(600)",
    "ends": "fork_listener.fork = lambda: os._exit(0)",
    "asks for a check's descriptors itself": """
        def fork():
            fork_listener.ask_for_descriptors()
            time.sleep(600)
        fork_listener.fork = fork
    """,
    "asks without end": """
        def fork():
            while True:
                fork_listener.ask_for_descriptors()
        fork_listener.fork = fork
    """,
    "is forked, and the fork asks for nothing": "fork_listener.ask_for_descriptors = lambda: time.sleep(600)",
    "is forked, and the fork ends at once": "fork_listener.ask_for_descriptors = lambda: os._exit(0)",
    "is called away by a timer whenever it waits": """
        def again(*_):
            global kept
            kept = mmap.mmap(-1, 4096)
        signal.signal(signal.SIGALRM, again)
        real = fork_listener.fork
        def fork():
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
            return real()
        fork_listener.fork = fork
    """,
}


@pytest.mark.slow
@pytest.mark.parametrize("rewritten", REWRITTEN)
def test_what_student_code_does_to_the_template_costs_only_the_template(begin: Begin, rewritten: str) -> None:
    shared = begin(FOUND + textwrap.dedent(REWRITTEN[rewritten]) + "\ndef f(): return 1")
    assert shared.printed == "found\n"
    assert shared.fork() is None


@pytest.mark.parametrize(
    "deed",
    [
        "os.fork()",
        "os.kill(os.getpid(), 0)",
        "os.kill(os.getppid(), 0)",
        "os.kill(0, 0)",
        "os.kill(-1, 0)",
        "os.killpg(os.getpgid(0), 0)",
        "signal.raise_signal(signal.SIGUSR2)",
        "os.setsid()",
        "os.setpgid(0, 0)",
        "os.open('/proc/self/maps', os.O_RDONLY)",
    ],
)
def test_neither_a_template_nor_its_fork_may_start_or_signal_a_process_or_look_into_one(
    begin: Begin, deed: str
) -> None:
    shared = begin(f"""
        import os, signal
        def tried():
            try:
                {deed}
            except OSError as error:
                return type(error).__name__
            return "done"
        at_import = tried()
        def both():
            return at_import, tried()
    """)
    first, then = ask(shared, "both")
    assert first == then and first in ("PermissionError", "ProcessLookupError")


@pytest.mark.slow
def test_a_fork_that_asks_to_be_forked_waits_for_an_answer_that_never_is_yes(
    begin: Begin, zygote: ZygoteProcess
) -> None:
    shared = begin(FOUND + "def multiply(): return fork_listener.fork()\ndef quick(): return 1")
    process = shared.fork()
    assert process is not None
    client = RpcClient(process, Limits(wall=1.0), "/nonexistent")
    function = client.get(client.import_module("student"), "multiply")
    with pytest.raises((StudentFault, StudentError)):
        client.call(function, (), {})
    assert len(children_of(zygote)) <= 2  # the template, and this fork if it has not ended yet
    client.close()
    assert ask(shared, "quick") == 1


def test_a_crash_of_a_fork_costs_its_check_alone(begin: Begin) -> None:
    shared = begin("import os\ndef crash(): os._exit(3)\ndef fine(): return 1")
    with pytest.raises(StudentFault):
        ask(shared, "crash")
    assert ask(shared, "fine") == 1


def test_only_a_process_that_was_born_for_it_can_be_forked(zygote: ZygoteProcess) -> None:
    client = ZygoteClient(zygote.connect())
    child = client.spawn(spec_of("/", python_folders(), LIMITS, uid=USERS[0]))
    assert child.pid
    assert client.fork(child) is None
    child.close()
    client.close()


@pytest.mark.parametrize("user", USERS)
def test_with_a_scratch_folder_there_is_no_template(user: int | None) -> None:
    assert template_spec(spec_of("/", (), LIMITS, uid=user), 0) is not None
    assert template_spec(spec_of("/", (), LIMITS, uid=user, scratch=4096), 0) is None


def test_a_template_and_its_fork_fit_together_into_what_one_child_may_take() -> None:
    spec = template_spec(spec_of("/", (), LIMITS, uid=USER, memory=400 << 20), 0)
    assert spec is not None and 2 * spec.memory <= 400 << 20
    held = 60 << 20  # by the zygote, which each of the two may copy
    shared_out = template_spec(spec_of("/", (), LIMITS, uid=USER, memory=400 << 20), (400 << 20) + held)
    assert shared_out is not None and 2 * (shared_out.memory + held) <= (400 << 20) + held
    assert template_spec(spec_of("/", (), LIMITS, uid=USER, memory=90 << 20), 0) is None


@pytest.mark.parametrize("user", USERS)
def test_template_and_forks_end_with_their_zygote(tmp_path: Path, user: int | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "student.py").write_text("def f(): return 1\n")
        with ZygoteProcess(["numpy"], tmp_path) as own:
            own.wait_until_ready()
            client = ZygoteClient(own.connect())
            spec = template_spec(spec_of(name, python_folders(), LIMITS, uid=user), 0)
            assert spec is not None
            process = client.spawn(spec, template=True)
            shared = SharedImport(RpcClient(process, LIMITS, name), process, client)
            assert shared.begin(["student"])
            born = children_of(own)
            assert len(born) == 2
            own.process.kill()
            own.process.wait()
            with contextlib.suppress(GraderError):  # it may be found only later that nobody reads
                shared.close()
            client.close()
        assert gone(lambda: [pid for pid in born if _field(Path(f"/proc/{pid}"), "Pid")])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a process as somebody else")
def test_what_runs_as_a_slot_s_user_ends_when_the_zygote_was_killed(tmp_path: Path) -> None:
    """As a fork that had not yet asked to die with it; everybody else's process stays."""
    with contextlib.ExitStack() as stack:
        with ZygoteProcess(["numpy"], tmp_path) as own:
            own._users.add(USER + 1)
            own.wait_until_ready()
            theirs, other = (
                stack.enter_context(
                    subprocess.Popen(["/bin/sleep", "600"], user=user, group=user, extra_groups=[], cwd="/")
                )
                for user in (USER + 1, USER + 2)
            )
            stack.callback(other.kill)
            stack.callback(theirs.kill)
            own.process.kill()
            own.process.wait()
        assert theirs.wait(30) == -signal.SIGKILL
        assert other.poll() is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "rewritten",
    [
        "template['layers'].die_with = lambda _: None",  # which the zygote would hear
        "template['layers'].die_with = lambda _: template['layers']._prctl(1, 0)",
        """
        import threading
        def die_in_a_thread(zygote, real=template["layers"].die_with):
            thread = threading.Thread(target=real, args=(zygote,))
            thread.start()
            thread.join()
        template["layers"].die_with = die_in_a_thread
        """,
    ],
)
def test_no_fork_that_would_outlive_the_zygote_is_asked_anything(
    begin: Begin, zygote: ZygoteProcess, rewritten: str
) -> None:
    assert begin(FOUND + textwrap.dedent(rewritten) + "\ndef f(): return 1").fork() is None
    assert gone(lambda: children_of(zygote))


def test_a_process_that_is_to_die_with_the_zygote_cannot_take_that_back(begin: Begin) -> None:
    shared = begin("""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        def asked(): return [libc.prctl(1, signal, 0, 0, 0) for signal in (0, 15)]
        at_import = asked()
        def both(): return at_import, asked()
    """)
    assert ask(shared, "both") == ([-1, -1], [-1, -1])
