"""Attacks that carry something from one check, or its end, to another."""

from __future__ import annotations

import textwrap
from dataclasses import replace

from .attack import Attack, Group


def _survive(name: str, source: str, *shows: str, spoils: bool = False) -> Attack:
    return Attack(Group.SURVIVE, name, source, shows or ("failed",), spoils=spoils)


def _channel(name: str, keep: str, find: str) -> Attack:
    """`peek` keeps the hidden input in some way, and `later` finds it."""
    return _survive(
        f"carries a hidden input to a later check {name}",
        f"""
        def keep(x):
            {keep}
        def find():
            {find}
        def peek(x):
            tried(keep, x)
        def later():
            found = tried(find)
            return "nothing" if found is None or isinstance(found, Exception) else str(found)
    """,
    )


#: One bit in the cached pages of each of some files that everybody may read and few programs do. The first half says
#: whether anything was left there, the second half is the hidden input's.
_PAGES = """
import glob
MARK, BITS = 0b1011001110, 10
FILES = sorted(glob.glob(os.path.dirname(os.__file__) + "/[l-z]*.py"), key=os.path.getsize)[-40:][:2 * BITS]
def leave(number):
    for place, path in enumerate(FILES):
        f = os.open(path, os.O_RDONLY)
        os.posix_fadvise(f, 0, 0, os.POSIX_FADV_DONTNEED)
        if (number << BITS | MARK) >> place & 1:
            os.pread(f, 1, 0)
        os.close(f)
def left(is_cached):
    number = sum(is_cached(path) << place for place, path in enumerate(FILES))
    return number >> BITS if number & (1 << BITS) - 1 == MARK else None
"""


def _pages(name: str, is_cached: str) -> Attack:
    """`peek` has pages of files cached or not, and `later` asks the kernel which are."""
    attack = _channel(
        f"in cached pages, seen by {name}",
        "leave(x & (1 << BITS) - 1)",
        "found = left(is_cached); return None if found is None else f'cached {found}'",
    )
    return replace(
        attack, source=f"{_PAGES}\ndef is_cached(path):\n{textwrap.indent(is_cached, '    ')}\n{attack.text}"
    )


ATTACKS = (
    _pages("reading without waiting", """
f = os.open(path, os.O_RDONLY)
try:
    return os.preadv(f, [bytearray(1)], 0, os.RWF_NOWAIT) == 1
except BlockingIOError:
    return False
finally:
    os.close(f)
"""),
    _pages("mincore", """
libc.mmap.restype = ctypes.c_void_p
f = os.open(path, os.O_RDONLY)
address = ctypes.c_void_p(libc.mmap(None, ctypes.c_size_t(4096), 1, 2, f, ctypes.c_long(0)))
os.close(f)
state = ctypes.create_string_buffer(1)
syscall("mincore", address, ctypes.c_size_t(4096), state)
return state.raw[0] & 1
"""),
    _pages("cachestat", """
f = os.open(path, os.O_RDONLY)
asked, told = (ctypes.c_uint64 * 2)(0, 4096), (ctypes.c_uint64 * 5)()
syscall("cachestat", f, ctypes.byref(asked), ctypes.byref(told), 0)
os.close(f)
return int(told[0] > 0)
"""),
    _channel(
        "in the hint of its file's lifetime",
        "import fcntl, struct; fcntl.fcntl(open('answer.py'), 1036, struct.pack('Q', 1 + x % 5))",
        "import fcntl, struct; n = struct.unpack('Q', fcntl.fcntl(open('answer.py'), 1035, bytes(8)))[0]; return n or None",
    ),
    _channel(
        "in a lock that a process of its own holds",
        "import fcntl\n            if os.fork() == 0: f = open('answer.py'); fcntl.lockf(f, fcntl.LOCK_SH, 1, x & 0xFFFF); libc.usleep(900_000); os._exit(0)\n            libc.usleep(50_000)",
        "import fcntl, struct; n = struct.unpack('hhqqi', fcntl.fcntl(open('answer.py'), fcntl.F_GETLK, struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 0, 0))[:28]); return n[2] if n[0] == fcntl.F_RDLCK else None",
    ),
    _channel(
        "in a lease of a file",
        "import fcntl\n            if os.fork() == 0: f = open('answer.py'); fcntl.fcntl(f, fcntl.F_SETLEASE, fcntl.F_RDLCK); libc.usleep(900_000); os._exit(0)\n            libc.usleep(50_000)",
        "import fcntl; n = fcntl.fcntl(open('answer.py'), fcntl.F_GETLEASE); return n if n != fcntl.F_UNLCK else None",
    ),
    _survive("tells by the time that a hidden check takes", """
        def peek(x):
            libc.usleep(1_200_000 + x % 8 * 100_000)
    """),
    _channel("in a module", "sys.kept = x", "return getattr(sys, 'kept', None)"),
    _channel("in a file of its own folder", "open('kept', 'w').write(str(x))", "return open('kept').read()"),
    _channel("in its own source", "open('answer.py', 'a').write(f'\\nKEPT = {x}')", "return globals().get('KEPT')"),
    _channel(
        "in the folder that it may write",
        "import tempfile; open(tempfile.gettempdir() + '/kept', 'w').write(str(x))",
        "import glob, tempfile; return [open(p).read() for p in glob.glob(os.path.dirname(tempfile.gettempdir()) + '/*/kept')] or None",
    ),
    _channel("in /tmp", "open(f'/tmp/left-{NONCE}', 'w').write(str(x))", "return open(f'/tmp/left-{NONCE}').read()"),
    _channel("in /dev/shm", "open(f'/dev/shm/left-{NONCE}', 'w').write(str(x))", "return open(f'/dev/shm/left-{NONCE}').read()"),
    _channel("in the environment", "os.environ['KEPT'] = str(x)", "return os.environ.get('KEPT')"),
    _channel(
        "in a segment of shared memory",
        "libc.shmat.restype = ctypes.c_void_p; ctypes.memmove(libc.shmat(libc.shmget(int(NONCE[:7], 16), 4096, 0o1666), None, 0), str(x).encode(), 20) if libc.shmget(int(NONCE[:7], 16), 4096, 0o1666) >= 0 else None",
        "libc.shmat.restype = ctypes.c_void_p; n = libc.shmget(int(NONCE[:7], 16), 4096, 0); return ctypes.string_at(libc.shmat(n, None, 0)) if n >= 0 else None",
    ),
    _channel(
        "in a message queue",
        "syscall('msgsnd', libc.msgget(int(NONCE[:7], 16), 0o1666), (1).to_bytes(8, 'little') + str(x).encode(), 20, 0o4000)",
        "b = ctypes.create_string_buffer(40); syscall('msgrcv', libc.msgget(int(NONCE[:7], 16), 0), b, 30, 0, 0o4000); return b.raw",
    ),
    _channel(
        "in a semaphore",
        "n = libc.semget(int(NONCE[:7], 16), 1, 0o1666); syscall('semctl', n, 0, 16, x & 0x7FFF)",
        "n = libc.semget(int(NONCE[:7], 16), 1, 0); return syscall('semctl', n, 0, 12)",
    ),
    _channel(
        "in a key ring",
        "syscall('add_key', b'user', NONCE[::-1].encode(), str(x).encode(), ctypes.c_size_t(len(str(x))), ctypes.c_int(-4))",
        "return syscall('request_key', b'user', NONCE[::-1].encode(), None, 0)",
    ),
    _channel("in the times of its file", "libc.utimes(b'answer.py', (ctypes.c_long * 4)(1, 0, x & 0xFFFF, 0))", "return int(os.stat('answer.py').st_mtime) if os.stat('answer.py').st_mtime < 1e6 else None"),
    _channel("in an extended attribute", "os.setxattr('answer.py', 'user.kept', str(x).encode())", "return os.getxattr('answer.py', 'user.kept')"),
    _channel("in the mode of its file", "libc.chmod(b'answer.py', 0o755 if x & 1 else 0o700)", "return oct(os.stat('answer.py').st_mode) if os.stat('answer.py').st_mode & 0o100 else None"),
    _channel("in the processors of its parent", "os.sched_setaffinity(os.getppid(), {0})", "return None if len(os.sched_getaffinity(0)) > 1 or os.cpu_count() == 1 else 'one'"),
    _channel("in the priority of its parent", "os.setpriority(0, os.getppid(), 3)", "n = os.getpriority(0, 0); return n if n == 3 else None"),
    _channel("in the limits of its parent", "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 12345))", "import resource; n = resource.getrlimit(resource.RLIMIT_CORE)[1]; return n if n == 12345 else None"),
    _channel("in what the kernel kills first", "open(f'/proc/{os.getppid()}/oom_score_adj', 'w').write('77')", "n = open('/proc/self/oom_score_adj').read(); return n if n.strip() == '77' else None"),
    _survive("leaves a process behind that keeps running", """
        def attack(x, oracle):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    libc.usleep(800_000)
                os._exit(0)
            libc.usleep(50_000)
    """),
    _survive("is no longer its parent's child when it is to be ended", """
        def attack(x, oracle):
            libc.prctl(1, 0, 0, 0, 0)
            libc.prctl(36, 1, 0, 0, 0)
            os.setsid()
            if os.fork() == 0:
                libc.usleep(800_000)
                os._exit(0)
            libc.usleep(50_000)
    """),
    _survive("leaves a program behind", """
        def attack(x, oracle):
            import subprocess
            subprocess.Popen(["/bin/sleep", "0.8"], start_new_session=True)
            libc.usleep(50_000)
    """),
    _survive("plants code where the next check of anybody would run it", """
        def attack(x, oracle):
            import sysconfig
            for folder in (sysconfig.get_path("purelib"), os.path.dirname(os.__file__)):
                try:
                    open(f"{folder}/left-{NONCE}.py", "w").close()
                except OSError:
                    continue
                os.unlink(f"{folder}/left-{NONCE}.py")
                open(f"/tmp/left-{NONCE}", "w").close()
    """),
    _survive("leaves a lock that the next one waits for", """
        def attack(x, oracle):
            import fcntl
            file = open("answer.py")
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fork() == 0:
                libc.usleep(800_000)
                os._exit(0)
            libc.usleep(50_000)
    """),
)  # fmt: skip
