"""What honest programs do works under the allow-list of system calls; what is refused is refused as Python expects it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.remote import session
from autograder.grading.remote.session import ChildPrefetcher, ChildSpecs, Session, Side
from autograder.model import Limits
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of
from autograder.sandbox.zygote_process import ZygoteProcess

WORKS = {
    "threads": "import threading; t = threading.Thread(target=int); t.start(); t.join()",
    "a pool of threads": "from concurrent.futures import ThreadPoolExecutor as P\nwith P(4) as p: return sum(p.map(int, '1234')) == 10",
    "locks, events and queues": "import queue, threading; threading.Event().wait(0.01); queue.Queue().put(1); threading.Condition()",
    "a pool of threads of multiprocessing": "from multiprocessing.pool import ThreadPool\nwith ThreadPool(3) as p: return p.map(int, '123') == [1, 2, 3] and sum(p.imap_unordered(int, '123')) == 6 and p.apply_async(int, ('3',)).get() == 3",
    "threads as if they were processes": "from multiprocessing.dummy import Pool, Process\nwith Pool() as p: return p.map(int, '12') == [1, 2]",
    "locks of multiprocessing": "import multiprocessing as m, threading\nl, r, s, b = m.Lock(), m.RLock(), m.Semaphore(2), m.Barrier(2)\nwith r, r, s, s:\n    assert l.acquire() and not l.acquire(False) and not s.acquire(timeout=0.01)\nt = threading.Thread(target=b.wait); t.start(); b.wait(60); t.join(); l.release()\nfor lock, wrong in ((l, ValueError), (r, AssertionError), (m.BoundedSemaphore(1), ValueError)):\n    try: lock.release()\n    except wrong: continue\n    return False\nreturn repr(l) == '<Lock(owner=None)>'",
    "a lock of multiprocessing between threads": "import multiprocessing as m\nfrom concurrent.futures import ThreadPoolExecutor as P\nlock, n = m.Lock(), [0]\ndef add(_):\n    for _ in range(500):\n        with lock: k = n[0]; n[0] = k + 1\nwith P(8) as p: list(p.map(add, range(8)))\nreturn n == [4000]",
    "events and conditions of multiprocessing": "import multiprocessing as m, threading; e = m.Event(); t = threading.Thread(target=e.set); t.start(); c = m.Condition()\nwith c: return e.wait(60) and not c.wait(0.01)",
    "values and arrays of multiprocessing": "import multiprocessing as m; v, a = m.Value('i', 3), m.Array('d', range(10_000))\nwith v.get_lock(): v.value += 1\nreturn v.value == 4 and a[9_999] == 9_999",
    "queues and pipes of multiprocessing": "import multiprocessing as m; q, s, (a, b) = m.Queue(), m.SimpleQueue(), m.Pipe(); q.put([1]); s.put(2); a.send('x'); b.send('y'); return q.get(timeout=60) == [1] and s.get() == 2 and b.recv() == 'x' and a.recv() == 'y'",
    "asyncio": "import asyncio\nasync def f():\n    q = asyncio.Queue(); asyncio.get_running_loop().call_later(0.001, q.put_nowait, 5)\n    assert await asyncio.wait_for(q.get(), 60) == 5\n    return await asyncio.gather(*[asyncio.sleep(0.001, i) for i in range(3)])\nreturn asyncio.run(f()) == [0, 1, 2]",
    "asyncio that gives up waiting": "import asyncio\ntry: asyncio.run(asyncio.wait_for(asyncio.sleep(3600), 0.01))\nexcept asyncio.TimeoutError: return True",
    "asyncio and threads": "import asyncio\nfrom concurrent.futures import ThreadPoolExecutor as P\nasync def f():\n    with P(2) as p: return await asyncio.to_thread(int, '3'), await asyncio.get_running_loop().run_in_executor(p, int, '4')\nreturn asyncio.run(f()) == (3, 4)",
    "a pair of sockets": "import socket; a, b = socket.socketpair(); a.setblocking(False); a.sendall(b'x'); b.send(b'y'); return b.recv(9) == b'x' and a.recv(9) == b'y'",
    "a timer thread": "import threading; t = threading.Timer(0.01, int); t.start(); t.join()",
    "sleeping": "import time; time.sleep(0.01)",
    "clocks": "import time; return all(c() >= 0 for c in (time.time, time.monotonic, time.perf_counter, time.process_time, time.thread_time))",
    "resolutions of clocks": "import time; return time.get_clock_info('process_time').resolution < 1 and time.clock_getres(time.CLOCK_MONOTONIC) < 1",
    "dates and zones": "import datetime, zoneinfo; return str(datetime.datetime.now(zoneinfo.ZoneInfo('UTC')))",
    "an alarm": "import signal\ngot = []\nsignal.signal(signal.SIGALRM, lambda *_: got.append(1))\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()\nreturn got == [1]",
    "a signal to itself": "import os, signal\ngot = []\nsignal.signal(signal.SIGUSR2, lambda *_: got.append(1))\nos.kill(os.getpid(), signal.SIGUSR2); signal.raise_signal(signal.SIGUSR2)\nreturn got == [1, 1]",
    "waiting for a signal": "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2]); return signal.sigtimedwait([signal.SIGUSR2], 0.01) is None",
    "select and poll": "import os, select; r, w = os.pipe(); os.write(w, b'x'); p = select.poll(); p.register(r); return select.select([r], [], [], 1)[0] == [r] and p.poll(10)",
    "epoll": "import os, select; r, w = os.pipe(); os.write(w, b'x'); e = select.epoll(); e.register(r); return e.poll(1)",
    "selectors": "import selectors; selectors.DefaultSelector().select(0)",
    "temporary files": "import tempfile\nwith tempfile.NamedTemporaryFile('w+') as f: f.write('a'); f.flush(); f.truncate(0)\nwith tempfile.TemporaryFile() as f: f.write(b'a')",
    "temporary folders": "import tempfile\nwith tempfile.TemporaryDirectory() as d: open(d + '/a', 'w').write('x')",
    "renaming and removing": "import os, tempfile\nos.chdir(tempfile.gettempdir()); open('a', 'w').close(); os.rename('a', 'b'); os.replace('b', 'c'); os.remove('c'); os.makedirs('d/e'); os.removedirs('d/e')",
    "copying a file": "import shutil, tempfile; p = tempfile.gettempdir() + '/c'; open(p, 'w').write('x' * 100000); shutil.copyfile(p, p + '2'); return open(p + '2').read() == 'x' * 100000",
    "copying files with what belongs to them": "import os, shutil, tempfile; d = tempfile.gettempdir(); p = d + '/c'; open(p, 'w').write('abc'); shutil.copy(p, p + '2'); shutil.copy2(p, p + '3'); shutil.move(p + '3', p + '4'); os.mkdir(d + '/t'); shutil.copy(p, d + '/t/a'); shutil.copytree(d + '/t', d + '/u'); return [open(q).read() for q in (p + '2', p + '4', d + '/u/a')] == ['abc'] * 3 and not os.path.exists(p + '3')",
    "modes and times": "import os, pathlib, tempfile; p = pathlib.Path(tempfile.gettempdir(), 'm'); p.write_text('a'); os.chmod(p, 0o600); os.utime(p); p.touch(); p.chmod(0o400); os.fchmod(os.open(p, os.O_RDONLY), 0o600); pathlib.Path(p.parent, 'n').touch(); return p.read_text() == 'a' and os.path.exists(p.parent / 'n')",
    "modes and times of files that are not there": "import os\nfor action in (lambda: os.chmod('none', 0o600), lambda: os.utime('none')):\n    try: action()\n    except FileNotFoundError: continue\n    return False\nreturn os.utime in os.supports_follow_symlinks and os.chmod in os.supports_dir_fd",
    "truncating by a path": "import os, tempfile; p = tempfile.gettempdir() + '/t'; open(p, 'w').write('abc'); os.truncate(p, 2); os.truncate(p.encode(), 1); assert open(p).read() == 'a'; f = os.open(p, os.O_RDWR); os.truncate(f, 3); return os.stat(p).st_size == 3 and os.truncate in os.supports_fd",
    "locks of files": "import fcntl, tempfile; f = open(tempfile.gettempdir() + '/l', 'w'); fcntl.flock(f, fcntl.LOCK_EX); fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB); fcntl.lockf(f, fcntl.LOCK_UN); fcntl.flock(f, fcntl.LOCK_UN)",
    "a database in a file": "import sqlite3, tempfile; p = tempfile.gettempdir() + '/d'; c = sqlite3.connect(p); c.execute('create table t (x)'); c.executemany('insert into t values (?)', [(i,) for i in range(1000)]); c.commit(); c.close(); c = sqlite3.connect(p); return c.execute('select sum(x) from t').fetchone() == (499500,)",
    "a database with a log": "import sqlite3, tempfile; p = tempfile.gettempdir() + '/w'; c = sqlite3.connect(p); assert c.execute('pragma journal_mode=wal').fetchone() == ('wal',); c.execute('create table t (x)'); c.execute('insert into t values (3)'); c.commit(); return sqlite3.connect(p).execute('select x from t').fetchone() == (3,)",
    "shelves": "import dbm, shelve, tempfile; p = tempfile.gettempdir() + '/s'\nwith shelve.open(p) as s: s['a'] = [1]\nwith dbm.open(p + '2', 'c') as d: d['a'] = '1'\nwith shelve.open(p) as s, dbm.open(p + '2') as d: return s['a'] == [1] and d['a'] == b'1'",
    "unpacking an archive": "import os, tarfile, tempfile; p = tempfile.gettempdir(); open(p + '/a', 'w').write('x')\nwith tarfile.open(p + '/t', 'w') as t: t.add(p + '/a', 'b')\nwith tarfile.open(p + '/t') as t: t.extractall(p + '/out')\nreturn open(p + '/out/b').read() == 'x'",
    "being nice": "import os; before = os.nice(0); return os.nice(1) == os.nice(0) == before",
    "pathlib and glob": "import glob, pathlib, tempfile; p = pathlib.Path(tempfile.gettempdir()) / 'x.txt'; p.write_text('a'); return p.stat().st_size == 1 and p.exists() and list(p.parent.iterdir()) and glob.glob(str(p)) and p.resolve()",
    "archives": "import gzip, io, tarfile, zipfile; zipfile.ZipFile(io.BytesIO(), 'w').writestr('a', 'b'); return gzip.decompress(gzip.compress(b'a')) == b'a'",
    "a database in memory": "import sqlite3; c = sqlite3.connect(':memory:'); c.execute('create table t (x)'); c.execute('insert into t values (1)'); return c.execute('select x from t').fetchone() == (1,)",
    "anonymous maps": "import mmap; m = mmap.mmap(-1, 8192); m[0] = 1; return m[0] == 1",
    "pickles and logs": "import io, logging, pickle; logging.warning('a'); return pickle.loads(pickle.dumps([1])) == [1]",
    "randomness": "import os, random, secrets, uuid; return len(os.urandom(8)) == 8 and random.SystemRandom().random() < 1 and secrets.token_hex() and uuid.uuid4() and uuid.uuid1()",
    "questions about the machine": "import os, platform, sys; return os.cpu_count() and os.sched_getaffinity(0) and platform.platform() and platform.uname() and os.getpid() and os.getppid()",
    "questions about itself": "import getpass, os, resource; return getpass.getuser() and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss and resource.getrlimit(resource.RLIMIT_AS) and os.getpgid(0) and os.getsid(0) and os.times() and os.getpriority(0, 0) > -1",
    "limits of its own": "import resource as r; limits = [r.RLIMIT_STACK, r.RLIMIT_AS, r.RLIMIT_NOFILE, r.RLIMIT_CORE, r.RLIMIT_CPU, r.RLIMIT_DATA, r.RLIMIT_FSIZE]\nfor n in limits: r.setrlimit(n, r.getrlimit(n))\nr.setrlimit(r.RLIMIT_NOFILE, (32, 32)); return r.getrlimit(r.RLIMIT_NOFILE) == (32, 32)",
    "memory that grows and shrinks": "a = [bytearray(1 << 20) for _ in range(40)]; del a; b = [str(i) for i in range(200_000)]; del b",
    "arrays in files": "import tempfile, numpy as np; p = tempfile.gettempdir() + '/a.npy'; np.save(p, np.eye(3)); return np.load(p, mmap_mode='r')[0, 0] == 1 and np.load(p)[1, 1] == 1 and np.memmap(p, mode='r+') is not None",
    "linear algebra": "import numpy as np; a = np.random.rand(200, 200); return np.linalg.svd(a)[1].size == 200 and np.linalg.eigh(a @ a.T)[0].size == 200 and np.fft.fft(a).size",
    "threads of torch": "import torch; torch.set_num_threads(2); a = torch.rand(512, 512); return float((a @ a).sum()) > 0 and torch.get_num_threads() == 2",
    "training": "import torch\nm = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Flatten(), torch.nn.Linear(72, 3))\no = torch.optim.AdamW(m.parameters())\nfor _ in range(3):\n    loss = m(torch.rand(4, 1, 8, 8)).square().mean(); o.zero_grad(); loss.backward(); o.step()",
    "a loader": "import torch; d = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(8, 2)), 4, shuffle=True); return len(list(d)) == 2",
    "models in files": "import tempfile, torch; p = tempfile.gettempdir() + '/m.pt'; torch.save(torch.nn.Linear(2, 2).state_dict(), p); return len(torch.load(p)) == 2 and len(torch.load(p, mmap=True)) == 2",
    "half precision": "import torch; a = torch.rand(64, 64).bfloat16(); return (a @ a).dtype == torch.bfloat16",
    "advice about files": "import os; f = os.open(__file__, os.O_RDONLY); os.posix_fadvise(f, 0, 0, os.POSIX_FADV_SEQUENTIAL)",
    "asking after children": "import os\ntry: os.wait()\nexcept ChildProcessError: return True",
}  # fmt: skip
REFUSED = {
    "programs": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; raise OSError if os.system('true') else ValueError",
    "processes": "import multiprocessing; multiprocessing.get_context('fork').Process(target=int).start()",
    "sockets": "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
    "pages of files": "import os; f = os.open(__file__, os.O_RDONLY); os.preadv(f, [bytearray(8)], 0, os.RWF_HIPRI)",
    "sockets that are no streams": "import socket; socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "descriptors sent through a pair": "import socket; socket.send_fds(socket.socketpair()[0], [b'x'], [1])",
    "urgent data": "import socket; socket.socketpair()[0].send(b'x', socket.MSG_OOB)",
    "shortening what may only be read": "import os; os.truncate(__file__, 0)",
    "processes in a pool": "import multiprocessing; multiprocessing.Pool(2)",
    "more than its limits": "import resource as r\ntry: r.setrlimit(r.RLIMIT_AS, (1 << 60, 1 << 60))\nexcept ValueError as e: raise OSError from e",
    "the load of the machine": "import os; os.getloadavg()",
    "the free space of a disk": "import shutil; shutil.disk_usage('/')",
    "ending itself as nobody could tell": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
}  # fmt: skip


#: What each of many threads does, and then an array
MANY_THREADS = """
import threading
from concurrent.futures import ThreadPoolExecutor
import numpy as np
together = threading.Barrier({count})
def draw(seed):
    together.wait()
    return float(np.random.default_rng(seed).normal(size=1000).sum())
with ThreadPoolExecutor({count}) as pool:
    drawn = list(pool.map(draw, range({count})))
array = np.ones(40 << 20, np.uint8)
return len(drawn)
"""


@pytest.fixture
def memory() -> int:
    return 1 << 30


@pytest.fixture
def do(zygote: ZygoteProcess, tmp_path: Path, memory: int) -> Iterator[Callable[[str], Any]]:
    """Run the body of a function in a child of its own that may write a few files."""
    root = tmp_path / "student"
    root.mkdir()
    zygote_client = ZygoteClient(zygote.connect())
    spec = spec_of(str(root), python_folders(), Limits(), memory=memory, scratch=16 << 20)
    begun = Session(ChildPrefetcher(zygote_client), ChildSpecs({Side.SUBMISSION: spec}, {}, Limits(wall=60.0)))
    session.begin(begun)

    def do(body: str) -> Any:
        (root / "student.py").write_text(f"def run():\n{textwrap.indent(body, '    ')}\n", encoding="utf-8")
        return begun.module(Side.SUBMISSION, "student").run()

    yield do
    session.end()
    zygote_client.close()


@pytest.mark.parametrize("body", WORKS.values(), ids=WORKS)
def test_works(do: Callable[[str], Any], body: str) -> None:
    found = do(f"def body():\n{textwrap.indent(body, '    ')}\nfound = body()\nreturn found is None or bool(found)")
    assert found is True


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_is_refused_with_an_error_that_programs_can_catch(do: Callable[[str], Any], body: str) -> None:
    assert (
        do(f"try:\n{textwrap.indent(body, '    ')}\nexcept (OSError, AttributeError):\n    return 'refused'")
        == "refused"
    )


@pytest.mark.parametrize("memory", [1024 << 20, 245 << 20])
def test_as_many_threads_as_are_promised_fit_into_the_memory(do: Callable[[str], Any]) -> None:
    assert do(MANY_THREADS.format(count=60)) == 60


@pytest.mark.parametrize("memory", [245 << 20])
def test_many_threads_of_torch_fit_into_little_memory(do: Callable[[str], Any]) -> None:
    body = """
import numpy as np, torch
torch.set_num_threads(16)
a = torch.ones(600, 600)
return float((a @ a)[0, 0]) == 600 and np.ones(40 << 20, np.uint8).size == 40 << 20
"""
    assert do(body) is True


@pytest.mark.parametrize("memory", [64 << 20])
def test_a_thread_can_recurse_as_deep_as_python_lets_it_in_little_memory(do: Callable[[str], Any]) -> None:
    body = """
import threading
told = []
class Nested:
    def __init__(self, inner): self.inner = inner
    def __eq__(self, other): return self.inner == other.inner
def deeper(n): return 1 + max(map(deeper, [n]))
def recurse():
    for _ in range(2):
        a = b = None
        for _ in range(100_000): a, b = Nested(a), Nested(b)
        for action in (lambda: a == b, lambda: deeper(0)):
            try: action()
            except RecursionError: told.append(True)
thread = threading.Thread(target=recurse)
thread.start(); thread.join()
return len(told)
"""
    assert do(body) == 4


def test_modes_times_and_locks_of_files_that_others_see_do_not_change(do: Callable[[str], Any]) -> None:
    body = """
import fcntl, os
before = os.stat(__file__)
file = open(__file__)
for action in (
    lambda: os.chmod(__file__, 0o777), lambda: os.utime(__file__, (1, 1)), lambda: os.fchmod(file.fileno(), 0o777),
    lambda: fcntl.flock(file, fcntl.LOCK_EX), lambda: fcntl.lockf(file, fcntl.LOCK_SH),
):
    try: action()
    except PermissionError: pass
after = os.stat(__file__)
return [before.st_mode == after.st_mode, before.st_mtime_ns == after.st_mtime_ns]
"""
    assert do(body) == [True, True]
