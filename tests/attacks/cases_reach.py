"""Attacks that reach the network or other processes."""

from __future__ import annotations

from .attack import Attack, Group


def _reach(name: str, source: str, *shows: str, spoils: bool = False) -> Attack:
    return Attack(Group.REACH, name, source, shows or ("failed",), spoils=spoils)


ATTACKS = (
    _reach("connects by TCP", """
        def attack(x, oracle):
            import socket
            socket.create_connection(("127.0.0.1", PORT), timeout=0.3).sendall(b"hello")
    """),
    _reach("sends by UDP", """
        def attack(x, oracle):
            import socket
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", UDP_PORT))
    """),
    _reach("connects by IPv6", """
        def attack(x, oracle):
            import socket
            socket.socket(socket.AF_INET6, socket.SOCK_STREAM).connect(("::ffff:127.0.0.1", PORT))
    """),
    _reach("connects with the C library", """
        def attack(x, oracle):
            import struct
            one = libc.socket(2, 1, 0)
            address = struct.pack("<HH4s8x", 2, int.from_bytes(PORT.to_bytes(2, "big"), "little"), bytes([127, 0, 0, 1]))
            return libc.connect(one, address, 16)
    """),
    _reach("connects to a Unix socket", """
        def attack(x, oracle):
            import socket
            socket.socket(socket.AF_UNIX).connect(SOCKET)
    """),
    _reach("connects to an abstract Unix socket", """
        def attack(x, oracle):
            import socket
            socket.socket(socket.AF_UNIX).connect(f"\\0attacked-{NONCE}")
    """),
    _reach("opens the program's requests through a library", """
        def attack(x, oracle):
            import urllib.request
            return urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=0.3).read()
    """),
    _reach("turns a socket pair into a connection", """
        def attack(x, oracle):
            import socket
            pair = socket.socketpair()
            import struct
            for one in pair:
                fresh = socket.socket()
                fresh.connect(("127.0.0.1", PORT))
    """),
    _reach("asks io_uring for a socket", """
        def attack(x, oracle):
            syscall("io_uring_setup", 8, ctypes.create_string_buffer(120))
            import socket
            socket.create_connection(("127.0.0.1", PORT), timeout=0.3)
    """),
    *(_reach(f"sends a signal by {what}", f"""
        def attack(x, oracle):
            {code}
    """) for what, code in (
        ("kill", "os.kill(VICTIM, 9)"),
        ("kill, only to stop it", "os.kill(VICTIM, 19)"),
        ("killpg", "os.killpg(VICTIM, 15)"),
        ("tkill", "syscall('tkill', VICTIM, 9)"),
        ("tgkill", "syscall('tgkill', VICTIM, VICTIM, 9)"),
        ("rt_sigqueueinfo", "syscall('rt_sigqueueinfo', VICTIM, 15, b'\\x0f\\0\\0\\0\\0\\0\\0\\0\\xff\\xff\\xff\\xff' + b'\\0' * 116)"),
        ("pidfd", "syscall('pidfd_send_signal', syscall('pidfd_open', VICTIM, 0), 9, None, 0)"),
        ("a debugger", "syscall('ptrace', 16, VICTIM, 0, 0); syscall('ptrace', 8, VICTIM, 0, 0)"),
    )),
    _reach("has a pipe send the signal", """
        def attack(x, oracle):
            import fcntl
            read, write = os.pipe()
            fcntl.fcntl(read, fcntl.F_SETOWN, VICTIM)
            fcntl.fcntl(read, 10, 9)
            fcntl.fcntl(read, fcntl.F_SETFL, fcntl.fcntl(read, fcntl.F_GETFL) | os.O_ASYNC)
            os.write(write, b"x")
    """),
    _reach("has a pipe send the signal, by ioctl", """
        def attack(x, oracle):
            import fcntl
            import struct
            read, write = os.pipe()
            fcntl.ioctl(read, 0x8901, struct.pack("i", VICTIM))
            fcntl.fcntl(read, 10, 9)
            fcntl.ioctl(read, 0x5452, struct.pack("i", 1))
            os.write(write, b"x")
    """),
    _reach("has an alarm of the kernel send the signal", """
        def attack(x, oracle):
            event = (ctypes.c_int * 16)(0, 0, 9, 4, VICTIM)
            timer = ctypes.c_int()
            libc.timer_create.restype = ctypes.c_int
            if libc.timer_create(1, event, ctypes.byref(timer)) < 0:
                raise OSError
            times = (ctypes.c_long * 4)(0, 0, 0, 1000)
            libc.timer_settime(timer, 0, times, None)
            libc.usleep(50_000)
    """),
    _reach("stops its own parent", """
        def attack(x, oracle):
            import signal
            for pid in {os.getppid(), VICTIM}:
                if pid > 1:
                    os.kill(pid, signal.SIGSTOP)
                    libc.usleep(50_000)
                    if pid != VICTIM:
                        os.kill(pid, signal.SIGCONT)
    """),
    _reach("types into the grader's terminal", """
        def attack(x, oracle):
            import fcntl
            for path in ("/dev/tty", "/dev/console"):
                with contextlib.suppress(OSError):
                    terminal = os.open(path, os.O_RDWR | os.O_NONBLOCK)
                    fcntl.ioctl(terminal, 0x5412, b"\\n")
    """),
)  # fmt: skip
