"""What is worth attacking, planted; and what became of it, seen from outside.

Everything that a course really has lies around (tests, reference, results, another student's submission, a process of the
same user, its memory, environment and descriptors), each with a token of its own. Afterwards: which tokens came out,
what has changed, who is dead, who was reached, what is left.
"""

from __future__ import annotations

import contextlib
import ctypes
import glob
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .course import write_course
from .numbers import NUMBERS

_libc = ctypes.CDLL(None, use_errno=True)
_libc.shmat.restype = ctypes.c_void_p
_libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
_PLACES = ("tests", "hidden tests", "hidden data", "solution", "results", "sibling")
_TOKENS = (*_PLACES, "environment", "memory", "arguments", "shared memory", "segment", "key", "server")
_VICTIM = (
    "import ctypes, sys, time; secret = ctypes.create_string_buffer(sys.stdin.readline().strip().encode());"
    "print(ctypes.addressof(secret), flush=True); time.sleep(1e6)"
)


class World:
    """Everything around one run of attacks; a context manager. Must be made before the grader.

    Args:
        root: the course's folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.nonce = secrets.token_hex(6)
        self.tokens = {name: f"token-{secrets.token_hex(12)}" for name in _TOKENS}
        self.hidden_input = secrets.randbits(60)
        self.assignment = write_course(root, self.tokens, self.hidden_input)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> World:
        self._memory = ctypes.create_string_buffer(self.tokens["memory"].encode())
        self._shared = Path(f"/dev/shm/attacked-{self.nonce}")
        self._shared.write_text(self.tokens["shared memory"])
        self._stack.callback(self._shared.unlink)
        self._open = self._stack.enter_context((self.root / "results/outcomes.jsonl").open("rb"))
        self._segment = _segment(self.tokens["segment"])
        if self._segment is not None:
            self._stack.callback(_libc.shmctl, self._segment, 0, None)
        self._key = _libc.syscall(
            NUMBERS["add_key"], b"user", self.nonce.encode(), *_sized(self.tokens["key"]), ctypes.c_int(-4)
        )
        self._listeners = Listeners(self.nonce, self.tokens["server"])
        self._stack.callback(self._listeners.close)
        self.victim = self._start_victim()
        self._stack.callback(lambda: _end(self.victim))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def plant_sibling(self, folder: Path) -> None:
        """Another student's submission, staged as the grader stages it."""
        self.sibling = folder / f"submission-999-{secrets.token_hex(8)}"
        self.sibling.mkdir(mode=0o755)
        (self.sibling / "answer.py").write_text(self.tokens["sibling"])
        self._tree = self._snapshot()

    def known(self, grader: Any) -> str:
        """The text of known.py: constants, then the helpers."""
        course = self.root
        constants = {
            "NONCE": self.nonce,
            "TESTS": str(course / "assignments/attacked/tests"),
            "HIDDEN": str(course / "reference_solutions/attacked/tests"),
            "SOLUTION": str(course / "reference_solutions/attacked/solution"),
            "RESULTS": str(course / "results"),
            "SIBLING": str(self.sibling),
            "WORK": str(self.sibling.parent),
            "SHARED": str(self._shared),
            "SEGMENT": self._segment,
            "KEY": self._key,
            "ENGINE": os.getpid(),
            "ENGINE_ADDRESS": ctypes.addressof(self._memory),
            "ENGINE_DESCRIPTOR": self._open.fileno(),
            "ZYGOTE": grader.processes.zygote.process.pid,
            "RUNNER": grader.processes.runner.process.pid,
            "VICTIM": self.victim.pid,
            "VICTIM_ADDRESS": self._address,
            "TOKEN_SIZE": len(self.tokens["memory"]),
            "PORT": self._listeners.port,
            "UDP_PORT": self._listeners.udp_port,
            "SOCKET": self._listeners.path,
            "NUMBERS": NUMBERS,
        }
        lines = [f"{name} = {value!r}" for name, value in constants.items()]
        return "\n".join(lines) + "\n" + Path(__file__).with_name("known.txt").read_text(encoding="utf-8")

    def stolen(self, text: str) -> list[str]:
        """The secrets that a text holds."""
        return [name for name, token in self.tokens.items() if token in text]

    def harm(self) -> list[str]:
        """What has been done since the last call, in words; it is put right again."""
        return [*self._changes(), *self._new_files(), *self._hurt(), *self._listeners.reached(), *self._left_behind()]

    # --- files ---

    def _snapshot(self) -> dict[str, tuple[Any, ...]]:
        found = {}
        for top in (self.root, self.sibling):
            for path in (top, *sorted(top.rglob("*"))):
                if "__pycache__" in path.parts or path.is_relative_to(self.root / "build"):
                    continue  # written by the grader itself
                status = path.lstat()
                data: bytes | None = None
                extended: tuple[str, ...] = ()
                with contextlib.suppress(OSError):
                    data = path.read_bytes() if path.is_file() else b""
                    extended = tuple(os.listxattr(path, follow_symlinks=False))
                mode, times = (status.st_mode, status.st_nlink, status.st_uid), status.st_mtime_ns
                found[str(path)] = (data, mode, times, extended)
        return found

    def _changes(self) -> list[str]:
        now = self._snapshot()
        if now == self._tree:
            return []
        for path in sorted({path for path, _ in now.items() ^ self._tree.items()}):
            with contextlib.suppress(OSError):
                self._restore(path)
        self._tree = self._snapshot()
        return ["changed a file of the grader"]

    def _restore(self, path: str) -> None:
        if path not in self._tree:
            os.unlink(path)
        elif not Path(path).is_dir():
            data, mode, _, _ = self._tree[path]
            Path(path).unlink(missing_ok=True)
            Path(path).write_bytes(data)
            os.chmod(path, mode[0])
        else:
            os.chmod(path, self._tree[path][1][0])

    def _new_files(self) -> list[str]:
        """Files that carry our nonce in their names, wherever everybody may write."""
        found = []
        engine = self.sibling.parent
        for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", engine, engine / "scratch", "/run/lock", "/"):
            for path in glob.glob(f"{folder}/left-{self.nonce}*"):
                os.rmdir(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
                found.append(f"left {Path(path).parent}/…")
        return list(dict.fromkeys(found))

    # --- processes ---

    def _start_victim(self) -> subprocess.Popen[str]:
        victim = subprocess.Popen(
            [sys.executable, "-c", _VICTIM, self.tokens["arguments"]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self.root,
            env={"TOKEN": self.tokens["environment"]}, start_new_session=True,
        )  # fmt: skip
        assert victim.stdin is not None and victim.stdout is not None
        victim.stdin.write(self.tokens["memory"] + "\n")
        victim.stdin.flush()
        self._address = int(victim.stdout.readline())
        self._condition = _condition(victim.pid)
        return victim

    def _hurt(self) -> list[str]:
        code = self.victim.poll()
        if code is not None:
            self.victim = self._start_victim()
            return ["killed a process of the grader's user"]
        with open(f"/proc/{self.victim.pid}/mem", "rb") as file:
            file.seek(self._address)
            memory = file.read(len(self.tokens["memory"])).decode(errors="replace")
        now = _condition(self.victim.pid)
        found = [] if memory == self.tokens["memory"] else ["wrote into the memory of the grader's user's process"]
        found += [f"changed another process: {name}" for name in now if now[name] != self._condition[name]]
        if found:
            _end(self.victim)
            self.victim = self._start_victim()
        return found

    def _left_behind(self) -> list[str]:
        found = []
        for kind in ("shm", "msg", "sem"):
            lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
            ours = [line.split() for line in lines if int(line.split()[0]) & 0xFFFFFFFF == _ipc_key(self.nonce)]
            for fields in ours:
                _remove(kind, int(fields[1]))
                found.append(f"left a System V {kind}")
        return found


class Listeners:
    """Servers of the machine that nobody in a jail may reach."""

    def __init__(self, nonce: str, token: str) -> None:
        self._token = token.encode()
        self._folder = tempfile.TemporaryDirectory(prefix="attacked-")
        os.chmod(self._folder.name, 0o755)
        self.path = os.path.join(self._folder.name, "socket")
        self._sockets = {
            "TCP": _bound(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "UDP": _bound(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "a Unix socket": _bound(socket.AF_UNIX, socket.SOCK_STREAM, self.path),
            "an abstract Unix socket": _bound(socket.AF_UNIX, socket.SOCK_STREAM, f"\0attacked-{nonce}"),
        }
        os.chmod(self.path, 0o777)
        self.port = self._sockets["TCP"].getsockname()[1]
        self.udp_port = self._sockets["UDP"].getsockname()[1]

    def reached(self) -> list[str]:
        """Over what somebody came."""
        found = []
        for name, listener in self._sockets.items():
            with contextlib.suppress(BlockingIOError):
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(1 << 16)
                else:
                    listener.accept()[0].close()
                found.append(f"came over {name}")
        return found

    def close(self) -> None:
        for listener in self._sockets.values():
            listener.close()
        self._folder.cleanup()


def _bound(family: int, kind: int, address: Any) -> socket.socket:
    listener = socket.socket(family, kind)
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen(64)
    listener.setblocking(False)
    return listener


def _condition(pid: int) -> dict[str, Any]:
    """What another process could change about a process."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    with open(f"/proc/{pid}/oom_score_adj") as file:
        adjustment = file.read().strip()
    return {
        "it was stopped": fields[0] in "Tt",
        "priority": os.getpriority(os.PRIO_PROCESS, pid),
        "processors": sorted(os.sched_getaffinity(pid)),
        "scheduling": os.sched_getscheduler(pid),
        "limits": [resource.prlimit(pid, which) for which in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)],
        "what the kernel kills first": adjustment,
    }


def _segment(token: str) -> int | None:
    identifier = _libc.shmget(0, 4096, 0o1600)
    if identifier < 0:
        return None
    address = _libc.shmat(identifier, None, 0)
    ctypes.memmove(address, token.encode(), len(token))
    return int(identifier)


def _remove(kind: str, identifier: int) -> None:
    if kind == "sem":
        _libc.semctl(identifier, 0, 0)
    else:
        getattr(_libc, f"{kind}ctl")(identifier, 0, None)


def _sized(text: str) -> tuple[bytes, ctypes.c_size_t]:
    return text.encode(), ctypes.c_size_t(len(text))


def _ipc_key(nonce: str) -> int:
    return int(nonce[:7], 16)


def _end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGCONT)
        process.kill()
    process.communicate()


def inheritance(pids: tuple[int, ...]) -> list[Any]:
    """What later children would inherit from the zygote and its kin."""
    return [_condition(pid) for pid in pids]
