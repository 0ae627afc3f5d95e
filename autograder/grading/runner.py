"""The runner: pytest with the tests collected once, which forks a worker for each submission.

Theory of operation. The engine starts it as a fresh program that never sees a student's file: isolated mode, no
plugins but ours, nothing of the submission on its path or below its root. After collection it waits for commands on
a socket; each brings a socket to the zygote and a pipe for events. A worker is a fork, so nothing that one
submission's run leaves behind (scores, caches, module state) meets the next.

`runner.py CONTROL_DESCRIPTOR SETTING`, started by engine.py.
"""

from __future__ import annotations

import configparser
import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import tempfile
import traceback
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from autograder.errors import ConfigError, GraderError
from autograder.grading import messages, rewriting
from autograder.grading.canary import find_gaps
from autograder.grading.clocks import clocked_functions, runs_alone
from autograder.grading.collection import check_of, test_folders
from autograder.grading.event_pipe import EventPipe
from autograder.grading.import_folders import short_paths
from autograder.grading.inside.broken import broken_items
from autograder.grading.inside.items import inside_items
from autograder.grading.inside.selection import is_named, test_files, whole_files
from autograder.grading.remote import gradients, import_hook, patches, scripts, sent_functions, torch_calls
from autograder.grading.result_hook import ResultHook
from autograder.grading.suite_folder import copy_data
from autograder.grading.unfollowed import UnfollowedSettings
from autograder.grading.wide_fixtures import WideFixtures
from autograder.grading.worker import Worker
from autograder.model import Check, Visibility
from autograder.sandbox.inside.compat import dynamo, symbolic_shapes
from autograder.sandbox.inside.jail.layers import die_with
from autograder.sandbox.inside.preload import keep_freed_memory
from autograder.sandbox.zygote_client import ZygoteClient

_OPTIONS = (
    "-q", "-s", "--tb=native", "--import-mode=prepend", f"-c{os.devnull}", "--strict-markers", "-pno:cacheprovider",
    "-pno:faulthandler",
    "-pno:junitxml", "-pno:pastebin", "-pno:stepwise", "-pno:doctest", "-pno:legacypath", "-pno:threadexception",
    "-pno:unraisableexception",
)  # fmt: skip
_DESCRIPTORS = 3


class RunnerPlugin:
    """The pytest plugin that turns the session into a server of workers."""

    def __init__(self, control: socket.socket, config: messages.RunnerConfig, drivers: dict[str, Path]) -> None:
        self._control, self._config, self._paths = control, config, drivers
        self._drivers = {name: path.read_text(encoding="utf-8-sig") for name, path in drivers.items()}
        self._is_prepared = False
        self._hook = ResultHook()
        self._folders = test_folders(config)
        self._whole = _whole(config)
        self._broken: dict[Path, str] = {}  # files that cannot be imported
        self._problems: list[str] = []
        self._items: dict[str, pytest.Item] = {}
        self._checks: list[Check] = []
        self._alone: list[str] = []
        self._statuses: dict[int, int] = {}  # of workers that died, by process id, until somebody asks

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "timeout(seconds): what one check may take; see collection.py")
        config.addinivalue_line("markers", "alone: no other check runs beside it; see clocks.py")
        config.addinivalue_line("markers", "in_place: the check sees what student code changes; see arguments.py")
        config.addinivalue_line("markers", "own_word: ==, <, in and truth are what student code's objects say")
        for line in _markers(self._folders.values()):
            config.addinivalue_line("markers", line)

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """The grader does not import files whose tests all run inside."""
        return True if collection_path in self._whole else None

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        public = Path(self._config.public)
        try:
            items += broken_items(session, self._broken, public)
            found = list(inside_items(session, public, self._config.inside, self._config.plugins))
        except ConfigError as error:
            self._problems.append(str(error))
            return
        nodes: dict[Path, list[str]] = {}
        for item in found:
            nodes.setdefault(item.path, []).append(item.test.node)
        items[:] = [*found, *(item for item in items if not _is_inside(item, nodes.get(item.path, [])))]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        path = _root(self._config) / report.nodeid.partition("::")[0]
        is_adopted = self._config.adopted and path.is_file() and path.is_relative_to(self._config.public)
        if report.failed and is_adopted:
            self._broken[path] = report.longreprtext
        elif report.failed:
            self._problems.append(f"{report.nodeid}:\n{report.longreprtext}")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        hidden = Visibility(self._config.hidden_visibility)
        side_by_side = self._config.side_by_side
        clocked = clocked_functions(self._drivers.values()) if side_by_side else frozenset()
        try:
            for item in session.items:
                check = check_of(item, self._folders, hidden, self._config.default_weight)
                self._items[check.id] = item
                self._checks.append(check)
                if side_by_side and runs_alone(item, check, clocked):
                    self._alone.append(check.id)
        except GraderError as error:
            self._problems.append(str(error))
        if not self._checks and not self._problems:
            self._problems.append("there are no tests")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config.pluginmanager.register(self._hook, "autograder-worker")
        gc.enable()
        gc.freeze()  # workers are forks
        self._tell(messages.Collected(self._checks, "\n".join(self._problems), self._alone))
        while not self._problems:
            command, descriptors = self._receive()
            if command is None:
                break
            if isinstance(command, messages.ExitStatusQuery):
                self._reap(command.pid, 0)
                self._control.sendall(self._statuses.pop(command.pid, 0).to_bytes(8, "little", signed=True))
                continue
            if not self._is_prepared:
                self._prepare(descriptors[0])
            self._fork(command, descriptors)
            while self._reap(-1, os.WNOHANG):
                pass
        return True

    def _reap(self, pid: int, options: int) -> int:
        """Take note of how a worker ended; its process id, or 0 if there is none that did."""
        try:
            found, status = os.waitpid(pid, options)
        except ChildProcessError:
            return 0
        if found and (code := os.waitstatus_to_exitcode(status)) not in (0, -signal.SIGKILL):
            self._statuses[found] = code
        return found

    def _prepare(self, zygote: int) -> None:
        """Have the zygote compile the public drivers once for all.

        Every child can read what it compiles: hidden drivers go to the children of the checks that use them.
        """
        zygote_client = ZygoteClient(socket.socket(fileno=os.dup(zygote)))
        for name, path in self._paths.items():
            if self._config.public and path.is_relative_to(self._config.public):
                zygote_client.prepare(name, str(path))
        zygote_client.close()
        self._is_prepared = True

    def _tell(self, event: messages.Event) -> None:
        data = messages.encoder.encode(event)
        self._control.sendall(len(data).to_bytes(8, "little") + data)

    def _receive(self) -> tuple[messages.Command | messages.ExitStatusQuery | None, list[int]]:
        space = socket.CMSG_SPACE(_DESCRIPTORS * array("i").itemsize)
        text, ancillary, _, _ = self._control.recvmsg(8, space)
        descriptors = array("i")
        for _, _, data in ancillary:
            descriptors.frombytes(data)
        if len(text) < 8:
            return None, []
        size = int.from_bytes(text, "little")
        data = b""
        while len(data) < size:
            piece = self._control.recv(size - len(data))
            if not piece:  # the engine was killed in the middle of a command
                return None, []
            data += piece
        return messages.command_decoder.decode(data), descriptors.tolist()

    def _fork(self, command: messages.Command, descriptors: Sequence[int]) -> None:
        zygote, events, *queue = descriptors
        runner = os.getpid()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                if sys.platform == "linux":
                    die_with(runner)  # which ends with the engine: a test that loops would go on for ever
                self._control.close()
                with EventPipe(events) as told:
                    try:
                        self._obey(command, zygote, told, *queue)
                        told.tell(messages.Done())
                    except BaseException:
                        told.tell(messages.Broken(traceback.format_exc()))
                status = 0
            finally:
                os._exit(status)
        for descriptor in descriptors:
            os.close(descriptor)
        self._control.sendall(pid.to_bytes(8, "little"))

    def _obey(self, command: messages.Command, zygote: int, events: EventPipe, queue: int = -1) -> None:
        if isinstance(command, messages.Probe):
            events.tell(find_gaps(command, ZygoteClient(socket.socket(fileno=zygote))))
            return
        worker = self._hook.worker = Worker(command, zygote, events, self._drivers, self._config, queue)
        worker.run(self._items)


def _whole(config: messages.RunnerConfig) -> frozenset[Path]:
    """The files of which nothing runs outside."""
    public = Path(config.public)
    return frozenset(public / file for file in whole_files(public, config.inside)) if config.inside else frozenset()


def _markers(folders: Iterable[Path]) -> Iterator[str]:
    """The markers that a suite's pytest.ini names; nothing else of it counts here."""
    for path in (folder / "pytest.ini" for folder in folders):
        if path.is_file():
            ini = configparser.ConfigParser(interpolation=None)
            with contextlib.suppress(configparser.Error, UnicodeDecodeError):  # whoever needs a marker will say so
                ini.read(path, encoding="utf-8")
            yield from ini.get("pytest", "markers", fallback="").strip().splitlines()


def _root(config: messages.RunnerConfig) -> Path:
    """The folder that pytest names files from."""
    return Path(os.path.commonpath(list(map(str, test_folders(config).values()))))


def _is_inside(item: pytest.Item, nodes: Sequence[str]) -> bool:
    node = item.nodeid.partition("::")[2].partition("[")[0]
    return is_named(node, nodes)


def _outside_folders(config: messages.RunnerConfig) -> list[str]:
    """The folders that pytest is to look into; not that of the public tests where all of them run inside."""
    found = test_folders(config)
    if "public" in found and config.inside:
        whole = whole_files(found["public"], config.inside)
        if whole >= set(test_files(found["public"])):
            del found["public"]
    return list(map(str, found.values()))


def _drivers(config: messages.RunnerConfig) -> dict[str, Path]:
    """The modules that run in a child: drivers.py and *_drivers.py in the test folders."""
    found: dict[str, Path] = {}
    for folder in test_folders(config).values():
        for path in sorted(folder.glob("*drivers.py")):
            if path.stem == "drivers" or path.stem.endswith("_drivers"):
                if path.stem in found:
                    raise GraderError(
                        str(path), f"there is another {path.name} in {found[path.stem].parent}", "rename one"
                    )
                found[path.stem] = path
    return found


def _reference_modules(config: messages.RunnerConfig, drivers: Sequence[str]) -> list[str]:
    if not config.solution:
        return []
    folders = [Path(folder) for folder in (config.solution, config.given, config.oracles) if folder]
    files = [
        import_hook.module_name(p.relative_to(folder).as_posix()) for folder in folders for p in folder.rglob("*.py")
    ]
    return [*files, *drivers]


def _packages(config: messages.RunnerConfig) -> list[str]:
    """Test folders that are packages themselves: `tests` in `from .adapters import run`."""
    return [folder.name for folder in test_folders(config).values() if (folder / "__init__.py").exists()]


def main() -> None:
    """Collect the tests, tell the engine, and serve it until it hangs up."""
    gc.disable()  # what is imported and collected stays
    control = socket.socket(fileno=int(sys.argv[1]))
    config = messages.config_decoder.decode(sys.argv[2])
    if config.cache:
        sys.pycache_prefix = config.cache
    else:
        sys.dont_write_bytecode = True
    tempfile.tempdir = tempfile.gettempdir()
    os.environ |= dict(config.environment)
    if config.adopted and config.public:
        copy_data(Path(config.public), Path("tests"))
    drivers = _drivers(config)
    files = [*config.files, *short_paths(config.files, config.import_folders)]
    names = import_hook.remote_names(files, list(drivers), _reference_modules(config, list(drivers)), _packages(config))
    import_hook.install(names)
    patches.install()
    for module in config.value_modules:
        importlib.import_module(module)
    scripts.install(config.files)
    rewriting.install(names.keys(), config.hidden)
    sent_functions.install(config.hidden)
    torch_calls.install()
    gradients.install()
    if config.shared:
        sys.path.append(config.shared)
    dynamo.keep_out()  # for tests that import torch themselves
    symbolic_shapes.keep_out()
    keep_freed_memory()
    template = RunnerPlugin(control, config, drivers)
    folders = _outside_folders(config)
    root = _root(config)
    os.environ.pop("CI", None)  # with it pytest writes out whole differences, which for hostile values takes minutes
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = [*_OPTIONS, f"--rootdir={root}", f"--confcutdir={root}"]
    pytest.main(
        [*options, *(folders or [os.getcwd()])],  # which is empty
        plugins=[template, WideFixtures(), UnfollowedSettings()],
    )
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # there is nothing to take apart
