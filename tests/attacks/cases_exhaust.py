"""Attacks that take more than a check may have. All are bounded, so that they can be tried without a jail."""

from __future__ import annotations

from .attack import Attack, Group


def _exhaust(name: str, source: str, *shows: str, says: str = "", full: bool = False) -> Attack:
    return Attack(Group.EXHAUST, name, source, shows, says, full=full)


ATTACKS = (
    _exhaust("takes memory object by object", """
        def attack(x, oracle):
            import time
            kept = [b"x" * (1 << 20) + b"y" for _ in range(480)]
            time.sleep(0.1)
    """, "out of memory"),
    _exhaust("takes memory in one array", """
        def attack(x, oracle):
            import numpy as np
            import time
            kept = np.ones(60_000_000)
            time.sleep(0.1)
    """, "out of memory", says="more memory"),
    _exhaust("maps memory past every allocator", """
        def attack(x, oracle):
            import mmap
            import time
            kept = [mmap.mmap(-1, 64 << 20) for _ in range(8)]
            for part in kept:
                part.write(b"x" * (64 << 20))
            time.sleep(0.1)
    """, "failed", "out of memory"),
    _exhaust("keeps memory in files without names", """
        def attack(x, oracle):
            import time
            kept = [os.memfd_create("x") for _ in range(40)]
            for descriptor in kept:
                os.write(descriptor, b"x" * (8 << 20))
            time.sleep(0.1)
    """, "failed"),
    _exhaust("keeps memory in segments", """
        def attack(x, oracle):
            import time
            libc.shmat.restype = ctypes.c_void_p
            kept = [libc.shmget(0, 64 << 20, 0o1600) for _ in range(5)]
            if kept[0] < 0:
                return None
            for segment in kept:
                address = libc.shmat(segment, None, 0)
                libc.shmctl(segment, 0, None)
                if address != ctypes.c_void_p(-1).value:
                    ctypes.memset(address, 1, 64 << 20)
            time.sleep(0.1)
    """, "failed"),
    _exhaust("keeps memory in /dev/shm", """
        def attack(x, oracle):
            import time
            for i in range(40):
                with open(f"/dev/shm/left-{NONCE}-{i}", "wb") as file:
                    file.write(b"x" * (8 << 20))
            time.sleep(0.1)
    """, "failed"),
    _exhaust("starts processes that start processes", """
        def attack(x, oracle):
            import time
            for _ in range(4):
                with contextlib.suppress(OSError):
                    os.fork()
            time.sleep(0.3)
            return 7
    """, "failed"),
    _exhaust("starts a process by clone", """
        def attack(x, oracle):
            pid = syscall("clone", 17, 0, 0, 0, 0)
            if pid == 0:
                libc.usleep(300_000)
                os._exit(0)
            libc.usleep(200_000)
    """, "failed"),
    _exhaust("starts a process by vfork", """
        def attack(x, oracle):
            if NUMBERS["vfork"] is None or libc.vfork() == 0:
                libc.usleep(300_000)
                os._exit(0)
    """, "failed", "crashed"),
    _exhaust("starts a process by clone3", """
        def attack(x, oracle):
            arguments = (ctypes.c_uint64 * 11)()
            arguments[4] = 17
            pid = syscall("clone3", arguments, 88)
            if pid == 0:
                libc.usleep(300_000)
                os._exit(0)
            libc.usleep(200_000)
    """, "failed"),
    _exhaust("starts processes with multiprocessing", """
        def attack(x, oracle):
            import multiprocessing
            with multiprocessing.get_context("fork").Pool(4) as pool:
                return pool.map(abs, range(100), chunksize=1)
    """, "failed"),
    _exhaust("starts threads without end (bounded by memory alone without a user of its own)", """
        def attack(x, oracle):
            import threading
            threading.stack_size(64 << 10)
            gate = threading.Event()
            for _ in range(300):
                threading.Thread(target=gate.wait, daemon=True).start()
            gate.wait(0.2)
            return 7
    """, "failed", full=True),
    _exhaust("burns processor time in many threads", """
        def attack(x, oracle):
            import hashlib
            import threading
            data = b"x" * (1 << 24)
            def burn():
                while True:
                    hashlib.sha256(data).digest()
            threading.stack_size(256 << 10)
            for _ in range(8):
                with contextlib.suppress(RuntimeError):
                    threading.Thread(target=burn, daemon=True).start()
            burn()
    """, "timed out"),
    _exhaust("opens files without end", """
        def attack(x, oracle):
            kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(2000)]
            return len(kept)
    """, "failed"),
    _exhaust("makes pipes and fills them", """
        def attack(x, oracle):
            import fcntl
            kept = []
            for _ in range(600):
                read, write = os.pipe()
                os.set_blocking(write, False)
                with contextlib.suppress(OSError):
                    fcntl.fcntl(write, 1031, 1 << 20)
                os.write(write, b"x" * (1 << 20))
                kept.append((read, write))
    """, "failed"),
    _exhaust("writes a large file", """
        def attack(x, oracle):
            with open(f"/tmp/left-{NONCE}", "wb") as file:
                for _ in range(64):
                    file.write(b"x" * (1 << 20))
    """, "failed", "crashed"),
    _exhaust("makes files without end", """
        def attack(x, oracle):
            for i in range(500):
                open(f"/var/tmp/left-{NONCE}-{i}", "w").close()
    """, "failed"),
    _exhaust("leaves a core file", """
        def attack(x, oracle):
            import resource
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
            os.abort()
    """, "crashed"),
    _exhaust("prints without end", """
        def attack(x, oracle):
            while True:
                print("x" * 10_000)
    """, "crashed", says="remove the prints"),
    _exhaust("prints errors without end and without lines", """
        def attack(x, oracle):
            while True:
                os.write(2, b"x" * 65536)
    """, "crashed", says="remove the prints"),
    _exhaust("answers with more than it may", """
        def attack(x, oracle):
            import numpy as np
            return np.zeros(17 << 20, np.uint8)
    """, "crashed", says="cannot be used"),
    _exhaust("answers with a list of a million values", """
        def attack(x, oracle):
            return [0] * 1_000_000
    """, "failed"),
    _exhaust("answers with a list of as many values as it may", """
        def attack(x, oracle):
            return [[object() for _ in range(90_000)], list(range(90_000))]
    """, "failed", "crashed"),
    _exhaust("answers with lists inside lists", """
        def attack(x, oracle):
            deep = []
            for _ in range(100_000):
                deep = [deep]
            return deep
    """, "failed", "crashed"),
    _exhaust("answers with a list that holds itself", """
        def attack(x, oracle):
            ring = []
            ring.append(ring)
            return ring
    """, "crashed"),
    _exhaust("answers with a number of a million digits", """
        def attack(x, oracle):
            return 10 ** 1_000_000
    """, "failed"),
    _exhaust("answers with a text of ten million letters", """
        def attack(x, oracle):
            return "x" * 10_000_000
    """, "failed", says="can travel"),
    _exhaust("answers with keys that all collide", """
        def attack(x, oracle):
            return {i * ((1 << 61) - 1) + 1: 0 for i in range(3_000)}
    """, "crashed", says="collide"),
    _exhaust("answers with a set of long texts", """
        def attack(x, oracle):
            return {str(i) * 100 for i in range(30_000)}
    """, "failed", "crashed"),
    _exhaust("calls the test's function without end", """
        def attack(x, oracle):
            while True:
                oracle(x)
    """, "timed out"),
    _exhaust("calls the test's function with large arrays without end", """
        def attack(x, oracle):
            import numpy as np
            while True:
                oracle(np.zeros(1 << 20))
    """, "timed out", "failed", "crashed"),
    _exhaust("locks memory", """
        def attack(x, oracle):
            if libc.mlockall(1):
                raise OSError
            import time
            kept = bytearray(400 << 20)
            time.sleep(0.1)
    """, "failed", "out of memory"),
)  # fmt: skip
