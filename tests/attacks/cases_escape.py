"""Attacks that end a check in a way for which there might be no verdict."""

from __future__ import annotations

from .attack import Attack, Group


def _escape(name: str, source: str, *shows: str, says: str = "", spoils: bool = False) -> Attack:
    return Attack(Group.ESCAPE, name, source, shows or ("crashed",), says, spoils)


ATTACKS = (
    _escape("crashes by touching memory that is not there", """
        def attack(x, oracle):
            ctypes.string_at(0)
    """, says="segmentation fault"),
    _escape("aborts", """
        def attack(x, oracle):
            os.abort()
    """, says="aborted"),
    _escape("kills itself", """
        def attack(x, oracle):
            os.kill(os.getpid(), 9)
    """, "failed", says="Operation not permitted"),
    _escape("stops itself", """
        def attack(x, oracle):
            os.kill(os.getpid(), 19)
    """, "failed", says="Operation not permitted"),
    _escape("overflows the C stack", """
        def attack(x, oracle):
            sys.setrecursionlimit(1 << 30)
            import re
            deep = "(" * 50
            def f(n):
                return sorted([1], key=lambda _: f(n + 1))
            f(0)
    """, "crashed", "failed", "out of memory"),
    _escape("recurses without end", """
        def attack(x, oracle):
            return attack(x, oracle)
    """, "failed", says="RecursionError"),
    _escape("never comes back", """
        def attack(x, oracle):
            while True:
                pass
    """, "timed out", says="line"),
    _escape("never comes back from C code", """
        def attack(x, oracle):
            return sum(range(1 << 62))
    """, "timed out"),
    _escape("sleeps", """
        def attack(x, oracle):
            import time
            time.sleep(1000)
    """, "timed out"),
    _escape("waits for itself", """
        def attack(x, oracle):
            import threading
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()
    """, "timed out"),
    _escape("ignores every signal and never comes back", """
        def attack(x, oracle):
            import signal
            for number in range(1, 65):
                with contextlib.suppress(OSError, ValueError):
                    signal.signal(number, signal.SIG_IGN)
            while True:
                pass
    """, "timed out"),
    _escape("catches everything and goes on", """
        def attack(x, oracle):
            import signal
            signal.signal(signal.SIGXCPU, lambda *_: None)
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
    """, "timed out"),
    _escape("blocks the signals by which it is asked where it hangs", """
        def attack(x, oracle):
            import signal
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
            while True:
                pass
    """, "timed out"),
    _escape("never comes back when it is imported", """
        while True:
            pass
    """, "timed out", spoils=True),
    _escape("takes for ever to parse", "x = " * 400_000 + "1", "timed out", "out of memory", "failed", spoils=True),
    _escape("is no Python", """
        def attack(x, oracle) return 7
    """, "failed", says="SyntaxError", spoils=True),
    _escape("takes for ever to compile", """
        def attack(x, oracle):
            compile("-" * 80_000 + "1", "answer.py", "eval")
    """, "failed", "crashed", "out of memory"),
    _escape("raises an exception whose text never ends", """
        class Endless(Exception):
            def __str__(self):
                while True:
                    pass
        def attack(x, oracle):
            raise Endless
    """, "timed out"),
    _escape("raises an exception whose text raises", """
        class Broken(Exception):
            def __str__(self):
                raise self
            __repr__ = __str__
        def attack(x, oracle):
            raise Broken
    """, "failed", says="cannot be shown"),
    _escape("raises an exception that names no class", """
        def attack(x, oracle):
            raise type("\\n\\x1b[2J" * 50, (Exception,), {})("\\x1b]0;title\\x07" * 100)
    """, "failed"),
    _escape("raises a million exceptions inside each other", """
        def attack(x, oracle):
            error = None
            for i in range(100_000):
                new = ValueError(i)
                new.__cause__ = error
                error = new
            raise error
    """, "failed", says="ValueError"),
    _escape("raises an exception whose class lies about itself", """
        class Lie(Exception):
            __class__ = property(lambda self: AssertionError)
            @property
            def args(self):
                os._exit(0)
        def attack(x, oracle):
            raise Lie("passed")
    """, "failed", "crashed"),
    _escape("returns an object whose class has no end", """
        class Meta(type):
            @property
            def __name__(cls):
                while True:
                    pass
        class Odd(metaclass=Meta):
            pass
        def attack(x, oracle):
            return Odd()
    """, "timed out", "failed"),
    _escape("hangs when it is collected as garbage", """
        class Hangs:
            def __del__(self):
                while True:
                    pass
        def attack(x, oracle):
            Hangs()
            return 7
    """, "timed out"),
    _escape("hangs when the program ends", """
        import atexit
        def attack(x, oracle):
            atexit.register(lambda: [None for _ in iter(int, 1)])
            return 7
    """, "failed"),
    _escape("goes on in a thread after it has answered", """
        def attack(x, oracle):
            import threading
            def work():
                while True:
                    open(f"/tmp/left-{NONCE}", "w").close()
            threading.Thread(target=work).start()
            return 7
    """, "failed"),
    _escape("ends the program from a thread after it has answered", """
        def attack(x, oracle):
            import threading
            threading.Timer(0.05, os._exit, (0,)).start()
            return 7
    """, "failed", "crashed"),
    _escape("forges the words of a crash in another file", """
        def attack(x, oracle):
            sys.stderr.write('Fatal Python error: none\\n\\nCurrent thread 0x1:\\n  File "/etc/passwd", line 1 in root\\n')
            sys.stderr.flush()
            os._exit(3)
    """, "crashed", says="exit code 3"),
    _escape("traces every step of the agent", """
        def attack(x, oracle):
            def trace(frame, event, argument):
                frame.f_trace_opcodes = True
                return trace
            sys.settrace(trace)
            sys.setprofile(lambda *_: None)
            return 7
    """, "failed"),
    _escape("breaks the interpreter's own modules", """
        def attack(x, oracle):
            import builtins
            for name in ("print", "open", "len", "type", "getattr", "Exception", "BaseException", "__import__"):
                delattr(builtins, name)
            sys.modules.clear()
            return 7
    """, "crashed", "failed"),
    _escape("closes everything", """
        def attack(x, oracle):
            os.closerange(0, 1024)
            return 7
    """),
    _escape("closes everything and stays", """
        def attack(x, oracle):
            os.closerange(0, 1024)
            while True:
                pass
    """, says="it closed the files"),
)  # fmt: skip
