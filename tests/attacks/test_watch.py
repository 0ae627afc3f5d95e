"""What an attack takes is told apart from what other programs take meanwhile."""

from __future__ import annotations

import ctypes
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from .environments import NOBODY, OpenPython
from .watch import help_to_see, processor_seconds, shared_of

pytestmark = pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="there is no shared memory here")
SIZE = 1 << 20
HOLDS = (
    f"import os, sys; f = os.memfd_create('x'); os.write(f, b'x' * {SIZE}); g = os.dup(f); print(flush=True); "
    "sys.stdin.read()"
)


def test_a_file_without_a_name_counts_for_whoever_has_it_open_and_once() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert shared_of((), [holder.pid], secrets.token_hex(8)) == SIZE
        assert shared_of((), [], secrets.token_hex(8)) == 0, "what another program holds is not the attack's"


def test_a_file_in_shared_memory_counts_by_its_name() -> None:
    mark = secrets.token_hex(8)
    path = Path(f"/dev/shm/left-{mark}-1")
    path.write_bytes(b"x" * SIZE)
    try:
        assert shared_of((), (), mark) == SIZE
        assert shared_of((), (), secrets.token_hex(8)) == 0
    finally:
        path.unlink()


def test_a_file_system_in_memory_that_only_a_process_sees_counts_as_its_own(tmp_path: Path) -> None:
    file = tmp_path / "x"
    script = f"mount -t tmpfs x {tmp_path} && head -c {SIZE} /dev/zero > {file} && exec 3< {file} && rm {file} && echo && read x"
    with subprocess.Popen(
        ["unshare", "-m", "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        if holder.stdout.readline() != b"\n":
            pytest.skip("no file system can be mounted here")
        assert shared_of((), [holder.pid], secrets.token_hex(8)) == SIZE, "a deleted file that is kept open counts"
        holder.stdin.write(b"\n")


def test_a_segment_counts_for_whoever_made_it() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    segment = libc.shmget(0, SIZE, 0o1600)
    if segment < 0:
        pytest.skip("no segment can be made here")
    try:
        address = libc.shmat(segment, None, 0)
        ctypes.memset(address, 1, SIZE)
        assert shared_of([os.getpid()], (), secrets.token_hex(8)) == SIZE
        assert shared_of((), (), secrets.token_hex(8)) == 0
        libc.shmdt(ctypes.c_void_p(address))
    finally:
        libc.shmctl(segment, 0, None)


def test_a_process_that_has_ended_holds_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
        assert shared_of([gone.pid], [gone.pid], secrets.token_hex(8)) == 0


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can help an ordinary user, and be one")
def test_an_ordinary_user_sees_only_what_is_mapped_and_with_help_everything(python: OpenPython) -> None:
    """The holder cannot be looked into by its own user, like a process in a jail."""
    undumpable = f"import ctypes; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0); {HOLDS}"
    look = (
        "import socket, sys; from tests.attacks.watch import *; pid = int(sys.argv[1]); "
        "print(shared_of((), [pid], 'no mark')); "
        "watch = Watch(1, 'no mark', socket.socket(fileno=int(sys.argv[2]))); print(watch._shared([pid]))"
    )
    theirs, ours = socket.socketpair()
    with (
        theirs,
        subprocess.Popen(
            [python.executable, "-c", undumpable], stdin=subprocess.PIPE, stdout=subprocess.PIPE, user=NOBODY
        ) as holder,
    ):
        assert holder.stdout is not None
        holder.stdout.readline()
        threading.Thread(target=help_to_see, args=(ours,), daemon=True).start()
        command = [python.executable, "-B", "-c", look, str(holder.pid), str(theirs.fileno())]
        done = subprocess.run(
            command,
            pass_fds=[theirs.fileno()],
            user=NOBODY,
            cwd=python.code,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    assert done.stdout.split() == ["0", str(SIZE)]


def test_processor_time_is_that_of_a_process_and_grows_while_it_computes() -> None:
    before = processor_seconds(os.getpid())
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    assert 0.05 < processor_seconds(os.getpid()) - before < 1.0
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    assert processor_seconds(gone.pid) == 0.0
