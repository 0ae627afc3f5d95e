"""What each layer takes away, alone, in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.inside.jail.layers import LAYERS, landlock, seccomp

from .conftest import Run

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has what is taken away here")
needs_seccomp = pytest.mark.skipif(not seccomp.supported(), reason="no reviewed table of calls for this machine")
needs_landlock = pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")

ENTER = """
import resource, signal, threading
import autograder.sandbox.inside.jail.layers as jail
folder, layers = sys.argv[2], sys.argv[3].split(",")
inherited = os.open(folder, os.O_RDONLY)
os.environ["TOKEN"] = "secret"
made = jail.Jail(
    uid=54_321 if "uid" in layers else None, readable=["/usr", "/lib", sys.prefix, sys.base_prefix], keep=[],
    environment={"A": "b"}, memory=128 << 20, layers=frozenset(layers),
    cpu_seconds=11, threads=64, open_files=64, file_size=16 << 20,
)
held = jail.enter(made, os.getppid())
"""


def enter(program: Run, folder: Path, layers: str, then: str) -> Any:
    return program(ENTER + then, folder, layers)


def test_no_layer_changes_nothing(program: Run, tmp_path: Path) -> None:
    told = enter(program, tmp_path, "", "tell([held, os.environ['TOKEN'], name_of_error(os.fstat, inherited)])")
    assert told == [[], "secret", ""]


def test_session_leaves_the_terminal_and_the_group(program: Run, tmp_path: Path) -> None:
    told = enter(program, tmp_path, "session", "tell([os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid()])")
    assert told == [True, True]


def test_descriptors_closes_what_was_open(program: Run, tmp_path: Path) -> None:
    assert enter(program, tmp_path, "descriptors", "tell(name_of_error(os.fstat, inherited))") == "EBADF"


def test_environment_is_replaced(program: Run, tmp_path: Path) -> None:
    assert enter(program, tmp_path, "environment", "tell(dict(os.environ))") == {"A": "b"}


def test_limits_cannot_be_raised_again_and_memory_ends(program: Run, tmp_path: Path) -> None:
    told = enter(
        program,
        tmp_path,
        "limits,capabilities",
        """
tell([
    name_of_error(bytearray, 200 << 20),
    name_of_error(lambda: [os.open("/", os.O_RDONLY) for _ in range(100)]),
    resource.getrlimit(resource.RLIMIT_CORE)[1],
    resource.getrlimit(resource.RLIMIT_FSIZE)[1] <= 16 << 20,
    name_of_error(resource.setrlimit, resource.RLIMIT_AS, (1 << 50, 1 << 50)),
])
""",
    )
    assert told == ["MemoryError", "EMFILE", 0, True, "ValueError"]


@as_root
def test_uid_cannot_be_undone(program: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    (tmp_path / "mine").chmod(0o600)
    told = enter(
        program,
        tmp_path,
        "uid",
        """
tell([
    os.getresuid(), os.getresgid(), os.getgroups(), name_of_error(os.setuid, 0), name_of_error(os.setgid, 0),
    name_of_error(open, f"{folder}/mine"), name_of_error(os.kill, os.getppid(), 0),
])
""",
    )
    assert told == [[54_321] * 3, [54_321] * 3, [], "EPERM", "EPERM", "EACCES", "EPERM"]


@as_root
def test_capabilities_leave_root_without_privileges(program: Run, tmp_path: Path) -> None:
    (tmp_path / "foreign").write_text("")
    os.chown(tmp_path / "foreign", 1, 1)
    (tmp_path / "foreign").chmod(0o600)
    told = enter(
        program,
        tmp_path,
        "capabilities",
        """
tell([
    name_of_error(open, f"{folder}/foreign"), name_of_error(os.setuid, 1), name_of_error(os.chroot, "/"),
    name_of_error(os.chown, folder, 1, 1),
])
""",
    )
    assert told == ["EACCES", "EPERM", "EPERM", "EPERM"]


def test_death_ends_it_with_its_parent(program: Run, tmp_path: Path) -> None:
    told = program(
        """
import time
import autograder.sandbox.inside.jail.layers as jail
made = jail.Jail(uid=None, readable=["/"], keep=[], environment={}, layers=frozenset({"death"}), memory=1 << 30,
    cpu_seconds=11, threads=64, open_files=64, file_size=16 << 20)
read, write = os.pipe()
parent = os.fork()
if parent == 0:
    zygote = os.getpid()
    child = os.fork()
    if child == 0:
        jail.enter(made, zygote)
        os.write(write, str(os.getpid()).encode())
        time.sleep(600)
        os._exit(0)
    time.sleep(600)
    os._exit(0)
child = int(os.read(read, 20))  # it is in its jail now
os.kill(parent, 9)
os.waitpid(parent, 0)
for _ in range(6000):
    try:
        state = open(f"/proc/{child}/stat").read().rpartition(")")[2].split()[0]
    except OSError:
        state = "gone"
    if state in ("Z", "gone"):
        break
    time.sleep(0.01)
tell(state)
""",
    )
    assert told in ("Z", "gone")


def test_death_keeps_its_own_user_from_looking_into_it(program: Run, tmp_path: Path) -> None:
    then = "tell(jail._libc.prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    assert enter(program, tmp_path, "death", then) == 0
    assert enter(program, tmp_path, "session", then) == 1


@needs_landlock
def test_landlock_leaves_only_the_named_folders(program: Run, tmp_path: Path) -> None:
    then = "tell([list(held), name_of_error(os.listdir, folder), name_of_error(os.listdir, '/usr')])"
    assert enter(program, tmp_path, "landlock", then) == [["landlock"], "EACCES", ""]


@needs_seccomp
def test_seccomp_refuses_processes_programs_and_sockets_and_lets_threads_be(program: Run, tmp_path: Path) -> None:
    told = enter(
        program,
        tmp_path,
        "seccomp",
        """
import fcntl, socket
thread = threading.Thread(target=int); thread.start(); thread.join()
read, write = os.pipe()
tell([
    list(held), name_of_error(os.fork), name_of_error(os.execv, "/bin/true", ["true"]), name_of_error(socket.socket),
    name_of_error(os.kill, os.getppid(), 0), name_of_error(os.kill, os.getpid(), 0), name_of_error(os.memfd_create, "x"),
    name_of_error(fcntl.fcntl, read, fcntl.F_SETOWN, os.getppid()), name_of_error(os.sched_setaffinity, 0, {0}),
    name_of_error(os.truncate, "/nonexistent", 0), name_of_error(os.open, folder, os.O_RDONLY | os.O_TRUNC),
])
""",
    )
    refused = "EPERM"
    assert told == [["seccomp"], refused, refused, refused, refused, "", refused, refused, refused, refused, refused]


def test_all_layers_that_this_machine_has_hold_together(program: Run, tmp_path: Path) -> None:
    layers = [layer for layer in LAYERS if layer != "uid" or os.geteuid() == 0]
    held = set(enter(program, tmp_path, ",".join(layers), "tell(list(held))"))
    missing = set(layers) - held
    expected = set() if landlock.abi() else {"landlock"}
    expected |= set() if seccomp.supported() else {"seccomp"}
    expected |= {"capabilities"}  # nothing to give up once the user is another
    expected |= {"scratch"}  # there is no folder to write in
    assert missing <= expected
