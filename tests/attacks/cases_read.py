"""Attacks that read what student code must never see."""

from __future__ import annotations

from .attack import Attack, Group


def _read(name: str, source: str, *shows: str, says: str = "", spoils: bool = False) -> Attack:
    return Attack(Group.READ, name, source, shows or ("failed",), says, spoils)


ATTACKS = (
    _read("opens the public tests by their path", """
        def attack(x, oracle):
            loot(open(f"{TESTS}/test_public.py").read())
    """),
    _read("opens the hidden tests by their path", """
        def attack(x, oracle):
            loot(open(f"{HIDDEN}/test_hidden.py").read())
    """),
    _read("opens hidden data by its path", """
        def attack(x, oracle):
            loot(contents(f"{HIDDEN}/data.txt"))
    """),
    _read("opens the reference solution", """
        def attack(x, oracle):
            loot(open(f"{SOLUTION}/answer.py").read())
    """),
    _read("opens the results", """
        def attack(x, oracle):
            loot(open(f"{RESULTS}/outcomes.jsonl").read())
    """),
    _read("opens another student's submission", """
        def attack(x, oracle):
            loot(open(f"{SIBLING}/answer.py").read())
    """),
    _read("looks for other submissions in the grader's folder", """
        def attack(x, oracle):
            for folder, _, names in os.walk(WORK):
                for name in names:
                    loot(tried(contents, os.path.join(folder, name)))
            raise ValueError
    """),
    _read("reads through a symbolic link", """
        def attack(x, oracle):
            with contextlib.suppress(OSError):
                os.symlink(HIDDEN, f"left-{NONCE}")
            loot(open(f"left-{NONCE}/test_hidden.py").read())
    """),
    _read("climbs out of its folder by ..", """
        def attack(x, oracle):
            loot(open("../" * 12 + HIDDEN.lstrip("/") + "/test_hidden.py").read())
    """),
    _read("changes the folder it stands in", """
        def attack(x, oracle):
            os.chdir(HIDDEN)
            loot(open("test_hidden.py").read())
    """),
    _read("opens a path without rights and reads through /proc", """
        def attack(x, oracle):
            descriptor = os.open(f"{HIDDEN}/test_hidden.py", os.O_PATH)
            loot(open(f"/proc/self/fd/{descriptor}").read())
    """),
    _read("reads through the folder of another process", """
        def attack(x, oracle):
            loot(open(f"/proc/{VICTIM}/cwd/results/outcomes.jsonl").read())
    """),
    _read("reads through the root of another process", """
        def attack(x, oracle):
            loot(open(f"/proc/{ENGINE}/root{RESULTS}/outcomes.jsonl").read())
    """),
    _read("reads a file that the grader has open", """
        def attack(x, oracle):
            loot(open(f"/proc/{ENGINE}/fd/{ENGINE_DESCRIPTOR}").read())
    """),
    _read("takes an open file of the grader by pidfd", """
        def attack(x, oracle):
            process = syscall("pidfd_open", ENGINE, 0)
            taken = syscall("pidfd_getfd", process, ENGINE_DESCRIPTOR, 0)
            os.lseek(taken, 0, 0)
            loot(os.read(taken, 1000))
    """),
    _read("opens a file by its handle", """
        def attack(x, oracle):
            handle = ctypes.create_string_buffer(b"\\x80\\0\\0\\0", 136)
            mount = ctypes.c_int()
            syscall("name_to_handle_at", -100, f"{HIDDEN}/test_hidden.py".encode(), handle, ctypes.byref(mount), 0)
            descriptor = syscall("open_by_handle_at", os.open("/dev/null", 0), handle, 0)
            loot(os.read(descriptor, 1000))
    """),
    _read("reads by io_uring, past seccomp", """
        def attack(x, oracle):
            ring = syscall("io_uring_setup", 4, ctypes.create_string_buffer(120))
            loot("ring", ring, contents(f"{HIDDEN}/test_hidden.py"))
    """),
    _read("opens by openat2, whose flags are behind a pointer", """
        def attack(x, oracle):
            how = (ctypes.c_uint64 * 3)(0, 0, 0)
            descriptor = syscall("openat2", -100, f"{HIDDEN}/test_hidden.py".encode(), how, 24)
            loot(os.read(descriptor, 1000))
    """),
    _read("reads with the C library instead of Python", """
        def attack(x, oracle):
            libc.fopen.restype = libc.fgets.restype = ctypes.c_void_p
            file = libc.fopen(f"{HIDDEN}/data.txt".encode(), b"r")
            text = ctypes.create_string_buffer(1000)
            libc.fgets(text, 1000, ctypes.c_void_p(file))
            loot(text.value)
    """, "failed", "crashed"),
    _read("maps a file into memory", """
        def attack(x, oracle):
            import mmap
            descriptor = os.open(f"{HIDDEN}/test_hidden.py", os.O_RDONLY)
            loot(mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)[:])
    """),
    _read("asks a program to read", """
        def attack(x, oracle):
            import subprocess
            loot(subprocess.run(["/bin/cat", f"{HIDDEN}/test_hidden.py"], capture_output=True).stdout)
    """),
    _read("asks a shell to read", """
        def attack(x, oracle):
            os.system(f"cat {HIDDEN}/test_hidden.py {RESULTS}/outcomes.jsonl")
    """),
    _read("turns into another program", """
        def attack(x, oracle):
            os.execv("/bin/cat", ["cat", f"{HIDDEN}/test_hidden.py"])
    """, "failed", "crashed"),
    _read("imports the hidden tests", """
        def attack(x, oracle):
            sys.path[:0] = [HIDDEN, TESTS]
            import test_hidden
            loot(test_hidden.KEY)
    """),
    _read("imports the reference as the tests do", """
        def attack(x, oracle):
            from reference import answer
            loot(answer.TOKEN)
    """),
    _read("loads the reference from its folder", """
        def attack(x, oracle):
            import importlib.util
            spec = importlib.util.spec_from_file_location("reference", f"{SOLUTION}/answer.py")
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            loot(module.TOKEN)
    """),
    _read("searches its environment", """
        def attack(x, oracle):
            loot(dict(os.environ), contents("/proc/self/environ"))
    """),
    _read("reads the environment of another process", """
        def attack(x, oracle):
            loot(contents(f"/proc/{VICTIM}/environ"))
    """),
    _read("reads the command lines of all processes", """
        def attack(x, oracle):
            for name in ["self", str(VICTIM), *tried(os.listdir, "/proc")]:
                if name.isdigit():
                    loot(tried(contents, f"/proc/{name}/cmdline"))
    """),
    _read("reads the memory of another process through /proc", """
        def attack(x, oracle):
            with open(f"/proc/{VICTIM}/mem", "rb", buffering=0) as file:
                file.seek(VICTIM_ADDRESS)
                loot(file.read(TOKEN_SIZE))
    """),
    _read("reads the grader's memory through /proc", """
        def attack(x, oracle):
            with open(f"/proc/{ENGINE}/mem", "rb", buffering=0) as file:
                file.seek(ENGINE_ADDRESS)
                loot(file.read(TOKEN_SIZE))
    """),
    _read("reads the grader's memory by process_vm_readv", """
        def attack(x, oracle):
            here = ctypes.create_string_buffer(TOKEN_SIZE)
            local = (ctypes.c_size_t * 2)(ctypes.addressof(here), TOKEN_SIZE)
            remote = (ctypes.c_size_t * 2)(ENGINE_ADDRESS, TOKEN_SIZE)
            syscall("process_vm_readv", ENGINE, local, 1, remote, 1, 0)
            loot(here.raw)
    """),
    _read("attaches to another process as a debugger", """
        def attack(x, oracle):
            syscall("ptrace", 16, VICTIM, 0, 0)
            os.waitpid(VICTIM, 0x40000000)
            word = ctypes.c_long()
            for offset in range(0, TOKEN_SIZE, 8):
                syscall("ptrace", 2, VICTIM, VICTIM_ADDRESS + offset, ctypes.byref(word))
                sys.stdout.write(word.value.to_bytes(8, "little", signed=True).decode())
            syscall("ptrace", 17, VICTIM, 0, 0)
    """),
    _read("searches its own memory for what the grader left there", """
        def attack(x, oracle):
            for line in open("/proc/self/maps"):
                span, rights = line.split()[:2]
                start, end = (int(part, 16) for part in span.split("-"))
                if "w" in rights and end - start < 1 << 27:
                    memory = ctypes.string_at(start, end - start)
                    place = memory.find(b"KEY = ")
                    while place >= 0:
                        loot(memory[place : place + 60])
                        place = memory.find(b"KEY = ", place + 1)
    """, "failed", "crashed"),
    _read("searches all objects of its own process", """
        def attack(x, oracle):
            import gc
            for thing in gc.get_objects():
                if isinstance(thing, dict) and "KEY" in thing:
                    loot(thing["KEY"])
            for name, module in list(sys.modules.items()):
                if "test" in name:
                    loot(vars(module).get("KEY"))
    """),
    _read("climbs the stack to whoever called it", """
        def attack(x, oracle):
            frame = sys._getframe()
            while frame:
                for value in (*frame.f_locals.values(), *frame.f_globals.values()):
                    if isinstance(value, (str, int, bytes)):
                        loot(value)
                frame = frame.f_back
    """),
    _read("looks for the seed of hidden data in everything that the stack refers to", """
        def attack(x, oracle):
            frame, left, seen = sys._getframe(), [], set()
            while frame:
                left.append(frame.f_locals)
                frame = frame.f_back
            while left and len(seen) < 100_000:
                thing = left.pop()
                if id(thing) in seen or type(thing).__name__ in ("module", "type", "function"):
                    continue
                seen.add(id(thing))
                if isinstance(thing, int) and thing > 1 << 20:
                    loot(thing)
                elif isinstance(thing, dict):
                    left += thing.values()
                elif isinstance(thing, (list, tuple, set)):
                    left += thing
                else:
                    left += [getattr(thing, "__dict__", {})]
    """),
    _read("tries seeds until the generators of the process repeat", """
        def attack(x, oracle):
            import random
            import numpy as np
            print(np.random.get_state()[1][0])
            state = random.getstate()
            for seed in (*range(5_000), *(state[1][0] + n for n in range(5))):
                random.seed(seed)
                if random.getstate() == state:
                    loot(seed)
    """),
    _read("looks into the function that the test passed", """
        def attack(x, oracle):
            for name in ("__globals__", "__closure__", "__code__", "__defaults__", "__self__", "__wrapped__"):
                loot(tried(getattr, oracle, name))
            loot(tried(vars, oracle), tried(oracle.__call__, x))
    """),
    _read("makes the test's function raise and reads the traceback", """
        def attack(x, oracle):
            try:
                oracle()
            except Exception as error:
                trace = error.__traceback__
                while trace:
                    loot(dict(trace.tb_frame.f_globals).get("KEY"), trace.tb_frame.f_locals)
                    trace = trace.tb_next
    """, says="assert None =="),
    _read("reads a shared-memory file of the grader's user", """
        def attack(x, oracle):
            loot(open(SHARED).read())
    """),
    _read("attaches a shared-memory segment of the grader's user", """
        def attack(x, oracle):
            libc.shmat.restype = ctypes.c_void_p
            address = libc.shmat(SEGMENT, None, 0o10000)
            loot(ctypes.string_at(address, 60))
    """, "failed", "crashed"),
    _read("reads the key ring of the grader's user", """
        def attack(x, oracle):
            text = ctypes.create_string_buffer(100)
            syscall("keyctl", 11, KEY, text, 100)
            loot(text.value)
    """),
    _read("reads what it inherited open", """
        def attack(x, oracle):
            for descriptor in range(3, 256):
                with contextlib.suppress(OSError):
                    os.set_blocking(descriptor, False)
                    loot(descriptor, os.read(descriptor, 4096))
    """, "failed", "crashed"),
    _read("raises its limits and privileges, then reads", """
        def attack(x, oracle):
            import resource
            loot(tried(resource.setrlimit, resource.RLIMIT_NOFILE, (1 << 20, 1 << 20)))
            loot(tried(os.setuid, 0), tried(os.setgroups, [0]), tried(os.seteuid, 0))
            loot(open(f"{HIDDEN}/test_hidden.py").read())
    """),
    _read("makes namespaces of its own, then reads", """
        def attack(x, oracle):
            loot(tried(syscall, "unshare", 0x10020000), tried(os.chroot, "/"))
            loot(open(f"{HIDDEN}/test_hidden.py").read())
    """),
    _read("mounts the secrets where it may read", """
        def attack(x, oracle):
            here = os.getcwd()
            syscall("mount", HIDDEN.encode(), here.encode(), None, ctypes.c_ulong(4096), None)
            try:
                loot(open(f"{here}/test_hidden.py").read())
            finally:
                syscall("umount2", here.encode(), 2)
    """),
    _read("prints the input of a hidden check", """
        def peek(x):
            print(x)
            sys.stderr.write(str(x))
    """),
    _read("raises an exception that names the input of a hidden check", """
        def peek(x):
            raise ValueError(f"not started: {x}")
    """),
    _read("raises the starter's error with the input of a hidden check in it", """
        def peek(x):
            raise NotImplementedError(f"answer.py: {x}")
    """),
    _read("names a class after the input of a hidden check", """
        def peek(x):
            return type(f"X{x}", (), {})()
    """),
)  # fmt: skip
