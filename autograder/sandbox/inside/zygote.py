"""The zygote: a warm process that forks a jailed child for each check.

Theory of operation. It is started as a fresh program with a scrubbed environment, so its memory holds Python, NumPy
and perhaps torch, and nothing worth stealing; every child is a copy of exactly that, freed memory included. So nothing
may pass through it that a child must not know: no path, no seed, no specification. A child reads its specification from
its own pipe. The zygote keeps the privileges that it was started with, because only then can a child take a user of its
own; it never runs student code itself.

It talks JSON over sequenced-packet sockets, descriptors passed beside the text:
  control (the engine): {"op": "client"} and a socket: a new client, who may order children.
                        End of file: exit, and all children die.
  client  (a runner):   {"op": "spawn", "user": …, "scratch": …} and four descriptors -> {"pid": …}; with
                        "template": true it may become a template
                        {"op": "fork", "pid": …} and four descriptors -> {"pid": …}: a fork of a template
                        {"op": "prepare", "name": …} and a descriptor -> {}: a driver, compiled for all later children
                        {"op": "dump", "pid": …} -> {}: the child writes where it is to its standard error
                        {"op": "reap", "pid": …} -> {"status": …, …}: killed, waited for, its folder removed;
                        with "wait": true, it may first take a moment to end by itself
                        End of file: the client's children are killed.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.inside.child import become
from autograder.sandbox.inside.code_cache import prepare
from autograder.sandbox.inside.file_trees import Room, excess, remove
from autograder.sandbox.inside.preload import PreloadError, warm
from autograder.sandbox.inside.template import forked
from autograder.sandbox.inside.templates import Template
from autograder.sandbox.inside.wire.exceptions import plain_name

_WATCH_MILLISECONDS = 100
_DESCRIPTORS = 4
_PATIENCE = 0.2  # seconds
#: What a removal may take at a time, since others wait for the zygote; what is left is taken up when nobody does. What
#: is there after all trials goes with the folder that all scratch is in.
_MOST_REMOVED, _REMOVAL_SECONDS, _MOST_TRIALS = 50_000, 0.1, 100


@dataclass
class _Child:
    pid: int
    scratch: str
    room: Room
    excess: str = ""  # what it was killed for
    template: Template | None = None


@dataclass
class _Client:
    socket: socket.socket
    children: dict[int, _Child] = field(default_factory=dict)


class _Birth(BaseException):
    """Raised in a child, to leave every frame of the zygote behind.

    Attributes:
        descriptors: through which the child talks.
        zygote: the number of the process it was forked from.
        scratch: the folder that it may write, or "".
        door: the socket of a process that may become a template, or -1.
    """

    def __init__(self, descriptors: list[int], zygote: int, scratch: str, door: int) -> None:
        super().__init__()
        self.descriptors, self.zygote, self.scratch, self.door = descriptors, zygote, scratch, door


class Zygote:
    """The fork server; `run` returns when the engine hangs up, and raises `_Birth` in each child."""

    def __init__(self, control: socket.socket, folder: str) -> None:
        self._control, self._folder = control, folder
        self._clients: dict[int, _Client] = {}
        self._leftovers: dict[str, int] = {}  # scratch folders that could not be removed yet: how often it was tried
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def run(self) -> None:
        while True:
            events = self._poll.poll(0 if self._leftovers else _WATCH_MILLISECONDS if self._watched() else None)
            for descriptor, _ in events:
                if descriptor == self._control.fileno():
                    if not self._serve_control():
                        return
                elif descriptor in self._clients:
                    self._serve_client(self._clients[descriptor])
            for child in self._watched():
                _watch(child)
            if self._leftovers and not events:
                self._remove(next(iter(self._leftovers)))

    def _watched(self) -> list[_Child]:
        """The children that may write, none of them waited for yet."""
        return [child for client in self._clients.values() for child in client.children.values() if child.scratch]

    def close(self) -> None:
        for client in list(self._clients.values()):
            self._hang_up(client)

    def _remove(self, scratch: str) -> None:
        """Remove a scratch folder, or put it last among those that are to be removed later."""
        trials = self._leftovers.pop(scratch, 0) + 1
        if scratch and remove(scratch, _MOST_REMOVED, _REMOVAL_SECONDS) and trials < _MOST_TRIALS:
            self._leftovers[scratch] = trials

    def _serve_control(self) -> bool:
        message, descriptors = _receive(self._control)
        if not message:
            return False
        client = _Client(socket.socket(fileno=descriptors[0]))
        self._clients[client.socket.fileno()] = client
        self._poll.register(client.socket, select.POLLIN)
        _send(self._control, {})
        return True

    def _serve_client(self, client: _Client) -> None:
        message, descriptors = _receive(client.socket)
        if not message:
            self._hang_up(client)
            return
        try:
            answer = self._do(client, message, descriptors)
        except OSError as error:
            answer = {"error": f"{message['op']}: {error.strerror or error}"}
        for descriptor in descriptors:  # not in a child, which passes here as an exception and needs them
            os.close(descriptor)
        _send(client.socket, answer)

    def _do(self, client: _Client, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if message["op"] == "spawn":
            born = self._spawn(message["user"], message["scratch"], descriptors, message.get("template", False))
            client.children[born.pid] = born
            return {"pid": born.pid}
        if message["op"] == "prepare":
            with open(descriptors[0], encoding="utf-8-sig", closefd=False) as file:
                prepare(message["name"], file.read())
            return {}
        child = client.children.get(message["pid"])
        if child is None:  # asked for once more than it was there; other checks' children must not end for that
            return {"error": f"{message['op']}: there is no child {message['pid']}"}
        if message["op"] == "dump":
            os.kill(child.pid, signal.SIGUSR1)
            return {}
        if message["op"] == "fork":
            return self._fork(client, child.template, descriptors)
        del client.children[child.pid]
        return self._reap(child, _PATIENCE if message.get("wait") else 0)

    def _spawn(self, user: int | None, scratch_limit: int, descriptors: list[int], may_wait: bool) -> _Child:
        scratch = self._make_scratch(user) if scratch_limit else ""
        zygote_pid = os.getpid()
        ours, theirs = socket.socketpair() if may_wait else (None, None)
        try:
            pid = os.fork()
        except OSError:
            self._remove(scratch)
            raise
        if pid == 0:
            raise _Birth(descriptors, zygote_pid, scratch, -1 if theirs is None else theirs.detach())
        if ours is None or theirs is None:
            return _Child(pid, scratch, Room.of(scratch_limit))
        theirs.close()
        return _Child(pid, scratch, Room.of(scratch_limit), template=Template(pid, user, ours))

    def _fork(self, client: _Client, template: Template | None, descriptors: list[int]) -> dict[str, Any]:
        if template is None:
            return {"error": "fork: this is no template"}
        with open(os.devnull, "rb") as null:
            requests, replies, out, error = descriptors
            try:
                pid = template.fork((null.fileno(), out, error, requests, replies))
            except OSError:
                template.end()  # with a fork, if there is one, that has not asked for its descriptors
                raise
        client.children[pid] = _Child(pid, "", Room.of(0))
        return {"pid": pid}

    def _make_scratch(self, user: int | None) -> str:
        folder = tempfile.mkdtemp(prefix="scratch-", dir=self._folder)
        if user is not None:
            os.chown(folder, user, user)
        return folder

    def _hang_up(self, client: _Client) -> None:
        for child in list(client.children.values()):
            self._reap(child)
        self._poll.unregister(client.socket)
        del self._clients[client.socket.fileno()]
        client.socket.close()

    def _reap(self, child: _Child, patience: float = 0) -> dict[str, Any]:
        if child.template is not None:
            child.template.end()
        ending = _ended(child, patience)
        if child.template is not None:
            child.template.wait()
        self._remove(child.scratch)
        return ending


def _ended(child: _Child, patience: float) -> dict[str, Any]:
    """Kill and wait; the status says how it had ended by itself, if it had.

    A process that ends closes its files some time before it can be waited for: `patience` allows for that, in seconds.
    """
    end = time.monotonic() + patience
    try:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
    except ChildProcessError:  # a fork that ended with its template
        return {"ended": False, "status": -signal.SIGKILL, "cpu": 0.0, "peak": 0, "excess": ""}
    while pid == 0 and time.monotonic() < end:
        time.sleep(0.001)
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
    ended = pid == child.pid
    if not ended:
        os.kill(child.pid, signal.SIGKILL)
        _, status, usage = os.wait4(child.pid, 0)
    return {
        "ended": ended,
        "status": os.waitstatus_to_exitcode(status),
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss * 1024,
        "excess": child.excess,
    }


def _watch(child: _Child) -> None:
    """Kill a child whose folder holds too much. If the folder is a file system of the child's own, the kernel limits
    it, and it looks empty from here.

    Between two looks a child can write no more than the disk takes in that time; what it has deleted but keeps open
    or mapped is not seen, and is gone with it.
    """
    if not child.excess:
        child.excess = excess(child.scratch, child.room)
        if child.excess:
            os.kill(child.pid, signal.SIGKILL)


def _receive(source: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """One message and its descriptors; ({}, []) when the other side has hung up."""
    space = socket.CMSG_SPACE(_DESCRIPTORS * array.array("i").itemsize)
    try:
        text, ancillary, _, _ = source.recvmsg(1 << 16, space)
    except ConnectionResetError:
        return {}, []
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data)
    return (json.loads(text) if text else {}), descriptors.tolist()


def _send(target: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the next receive finds the end of file
        target.send(json.dumps(message).encode())


def main() -> None:
    """`zygote.py CONTROL_DESCRIPTOR FOLDER IMPORTABLE,… MODULE…`, started by sandbox/zygote_process.py."""
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        warm(sys.argv[4:], sys.argv[3].split(","), sys.argv[2])
    except PreloadError as error:
        _send(control, {"error": str(error)})
        return
    _send(control, {"ready": True})
    control_descriptor, folder = control.detach(), sys.argv[2]
    del control
    if child := _serve(control_descriptor, folder):
        _live(*child)
    os._exit(0)  # taking torch apart, object by object, takes longer than a short check


def _serve(control: int, folder: str) -> tuple[list[int], int, str, int] | None:
    """Fork children until the engine hangs up, then return None; in each child, return the fields of its `_Birth`."""
    zygote = Zygote(socket.socket(fileno=control), folder)
    try:
        zygote.run()
    except _Birth as birth:
        return birth.descriptors, birth.zygote, birth.scratch, birth.door
    except BaseException:
        zygote.close()
        raise
    zygote.close()
    return None


def _live(descriptors: list[int], zygote: int, scratch: str, door: int) -> None:
    """A child's life; does not return."""
    status, server = 1, None
    try:
        server, most = become(descriptors, zygote, scratch, door)
        while server.serve():
            server = forked(server, zygote, most)
        status = 0
    except BaseException as error:
        if server is None:
            traceback.print_exc()
        else:  # our lines would stand in what the student's program has printed
            os.write(2, f"the program cannot go on: {plain_name(type(error))}\n".encode())
    finally:
        os._exit(status)
