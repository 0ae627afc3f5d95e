"""Attacks that change what the grader reads, runs or is."""

from __future__ import annotations

from .attack import Attack, Group


def _tamper(name: str, source: str, *shows: str, spoils: bool = False) -> Attack:
    return Attack(Group.TAMPER, name, source, shows or ("failed",), spoils=spoils)


ATTACKS = (
    _tamper("rewrites the public tests", """
        def attack(x, oracle):
            open(f"{TESTS}/test_public.py", "w").write("def test_attack(): pass")
    """),
    _tamper("appends to the hidden tests", """
        def attack(x, oracle):
            open(f"{HIDDEN}/test_hidden.py", "a").write("def test_more(): pass")
    """),
    _tamper("puts a conftest.py beside the tests", """
        def attack(x, oracle):
            open(f"{TESTS}/conftest.py", "w").write("raise SystemExit")
    """),
    _tamper("truncates a file by its path", """
        def attack(x, oracle):
            syscall("truncate", f"{TESTS}/test_public.py".encode(), 0)
    """),
    _tamper("truncates a file while opening it for reading", """
        def attack(x, oracle):
            os.open(f"{TESTS}/test_public.py", os.O_RDONLY | os.O_TRUNC)
    """),
    _tamper("truncates its own file while opening it for reading", """
        def attack(x, oracle):
            os.open("known.py", os.O_RDONLY | os.O_TRUNC)
    """),
    _tamper("removes the hidden tests", """
        def attack(x, oracle):
            os.unlink(f"{HIDDEN}/test_hidden.py")
    """),
    _tamper("renames the solution", """
        def attack(x, oracle):
            os.rename(f"{SOLUTION}/answer.py", f"{SOLUTION}/gone.py")
    """),
    _tamper("exchanges two files of the grader", """
        def attack(x, oracle):
            os.rename(f"{HIDDEN}/data.txt", f"{RESULTS}/results.json")
    """),
    _tamper("links a file of the grader to a name of its own", """
        def attack(x, oracle):
            os.link(f"{RESULTS}/results.json", f"/tmp/left-{NONCE}")
    """),
    _tamper("changes who may read the hidden tests", """
        def attack(x, oracle):
            libc.chmod(f"{HIDDEN}/test_hidden.py".encode(), 0o000)
    """),
    _tamper("changes the times of its own file", """
        def attack(x, oracle):
            for path in ("answer.py", f"{TESTS}/test_public.py"):
                libc.utimes(path.encode(), (ctypes.c_long * 4)(1, 0, 1, 0))
    """),
    _tamper("hangs an extended attribute on a file of the grader", """
        def attack(x, oracle):
            os.setxattr(f"{SIBLING}/answer.py", "user.attacked", b"1")
    """),
    _tamper("rewrites another student's submission", """
        def attack(x, oracle):
            open(f"{SIBLING}/answer.py", "w").write("raise SystemExit")
    """),
    _tamper("rewrites its own file for the next check", """
        def attack(x, oracle):
            open(__file__, "w").write("def later(): return 'rewritten'")
    """),
    _tamper("leaves compiled code beside its own file", """
        def attack(x, oracle):
            import py_compile
            sys.dont_write_bytecode = False
            py_compile.compile(__file__, doraise=True)
    """),
    _tamper("adds a start-up file to the installed packages", """
        def attack(x, oracle):
            import sysconfig
            path = os.path.join(sysconfig.get_path("purelib"), f"left-{NONCE}.pth")
            try:
                open(path, "w").close()
            except OSError:
                return None
            os.unlink(path)
            open(f"/tmp/left-{NONCE}", "w").close()
    """),
    _tamper("writes into the grader's working folder", """
        def attack(x, oracle):
            for folder in (WORK, f"{WORK}/scratch"):
                with contextlib.suppress(OSError):
                    os.mkdir(f"{folder}/left-{NONCE}")
    """),
    _tamper("writes wherever everybody may write", """
        def attack(x, oracle):
            for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock", os.path.expanduser("~"), "/"):
                with contextlib.suppress(OSError):
                    open(f"{folder}/left-{NONCE}", "w").close()
    """),
    _tamper("makes links, pipes and devices", """
        def attack(x, oracle):
            for folder in ("/tmp", "/var/tmp", "/dev/shm"):
                for number, make in enumerate((lambda p: os.symlink("/", p), os.mkfifo, lambda p: os.mknod(p, 0o20666, 259))):
                    with contextlib.suppress(OSError):
                        make(f"{folder}/left-{NONCE}-{number}")
    """),
    _tamper("writes into the memory of another process through /proc", """
        def attack(x, oracle):
            with open(f"/proc/{VICTIM}/mem", "r+b", buffering=0) as file:
                file.seek(VICTIM_ADDRESS)
                file.write(b"x" * 8)
    """),
    _tamper("writes into the memory of another process by process_vm_writev", """
        def attack(x, oracle):
            here = ctypes.create_string_buffer(b"x" * 8)
            local = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
            remote = (ctypes.c_size_t * 2)(VICTIM_ADDRESS, 8)
            syscall("process_vm_writev", VICTIM, local, 1, remote, 1, 0)
    """),
    _tamper("writes into another process as a debugger", """
        def attack(x, oracle):
            syscall("ptrace", 16, VICTIM, 0, 0)
            os.waitpid(VICTIM, 0x40000000)
            syscall("ptrace", 5, VICTIM, VICTIM_ADDRESS, 0x7878787878787878)
    """),
    _tamper("lowers the limits of another process", """
        def attack(x, oracle):
            import resource
            resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (3, 3))
    """),
    _tamper("lowers the priority of another process", """
        def attack(x, oracle):
            os.setpriority(os.PRIO_PROCESS, VICTIM, 19)
    """),
    _tamper("moves another process to one processor", """
        def attack(x, oracle):
            for pid in (VICTIM, ZYGOTE):
                with contextlib.suppress(OSError):
                    os.sched_setaffinity(pid, {0})
    """),
    _tamper("makes another process run only when nothing else does", """
        def attack(x, oracle):
            for pid in (VICTIM, RUNNER):
                with contextlib.suppress(OSError):
                    os.sched_setscheduler(pid, 5, os.sched_param(0))
    """),
    _tamper("makes the kernel kill another process first", """
        def attack(x, oracle):
            open(f"/proc/{VICTIM}/oom_score_adj", "w").write("1000")
    """),
    _tamper("mounts over the tests", """
        def attack(x, oracle):
            syscall("mount", b"none", TESTS.encode(), b"tmpfs", 0, None)
            os.stat(TESTS)
            made = tried(lambda: open(f"/tmp/left-{NONCE}", "w").close())
            syscall("umount2", TESTS.encode(), 2)
    """),
    _tamper("orders a child without a jail from the zygote it came from", """
        def attack(x, oracle):
            import array
            import json
            import socket
            import stat
            order = {"root": "/", "readable": ["/"], "layers": []}
            text = json.dumps({"op": "spawn", "user": 0, "scratch": 0}).encode()
            pipes = [descriptor for _ in range(2) for descriptor in os.pipe()]
            order = json.dumps(order).encode()
            os.write(pipes[1], len(order).to_bytes(4, "little") + order)
            for descriptor in range(3, 64):
                with contextlib.suppress(OSError):
                    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                        end = socket.socket(fileno=descriptor)
                        end.settimeout(0.2)
                        end.sendmsg([text], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", pipes).tobytes())])
                        end.detach()
    """, "failed", "crashed"),
    _tamper("hangs up the zygote's own sockets", """
        def attack(x, oracle):
            import socket
            for descriptor in range(3, 64):
                with contextlib.suppress(OSError):
                    socket.socket(fileno=descriptor).shutdown(socket.SHUT_RDWR)
    """, "failed", "crashed"),
    _tamper("fills what it inherited with rubbish", """
        def attack(x, oracle):
            for descriptor in range(3, 64):
                with contextlib.suppress(OSError):
                    os.set_blocking(descriptor, False)
                    os.write(descriptor, b"\\xff" * 70000)
    """, "failed", "crashed"),
    _tamper("changes an array of the test file that the next check uses", """
        def attack(x, oracle):
            oracle("two")[0] = 7
            return oracle(x)
    """),
    _tamper("changes the values of the arrays that it is given", """
        def attack(x, oracle):
            oracle(x)
            return [x, x, {"x": x}]
    """),
)  # fmt: skip
