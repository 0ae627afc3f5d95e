"""Attacks that carry something from one check, or its end, to another."""

from __future__ import annotations

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


ATTACKS = (
    _channel("in a module", "sys.kept = x", "return getattr(sys, 'kept', None)"),
    _channel("in a file of its own folder", "open('kept', 'w').write(str(x))", "return open('kept').read()"),
    _channel("in its own source", "open('answer.py', 'a').write(f'\\nKEPT = {x}')", "return globals().get('KEPT')"),
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
    _channel("in the times of its file", "os.utime('answer.py', (1, x & 0xFFFF))", "return int(os.stat('answer.py').st_mtime) if os.stat('answer.py').st_mtime < 1e6 else None"),
    _channel("in an extended attribute", "os.setxattr('answer.py', 'user.kept', str(x).encode())", "return os.getxattr('answer.py', 'user.kept')"),
    _channel("in the mode of its file", "os.chmod('answer.py', 0o755 if x & 1 else 0o700)", "return oct(os.stat('answer.py').st_mode) if os.stat('answer.py').st_mode & 0o100 else None"),
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
