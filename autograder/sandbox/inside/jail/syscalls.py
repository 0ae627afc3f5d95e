"""System-call numbers that the seccomp policy names, for x86-64 and aarch64: whatever is not named here is refused.

Source: the kernel's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
`None` means that the architecture has no such call.
"""

from __future__ import annotations

import platform

Pair = tuple[int | None, int | None]

#: AUDIT_ARCH_* of linux/audit.h
AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

#: The newest call this policy was reviewed against (Linux 6.12); anything above answers ENOSYS.
LAST_REVIEWED = 462

#: Why student code may have them -> calls that are always allowed.
ALLOWED: dict[str, dict[str, Pair]] = {
    "its own memory and threads": {
        "arch_prctl": (158, None), "brk": (12, 214), "exit": (60, 93), "exit_group": (231, 94),
        "futex": (202, 98), "mmap": (9, 222), "mprotect": (10, 226), "mremap": (25, 216), "msync": (26, 227),
        "munmap": (11, 215), "rseq": (334, 293), "sched_yield": (24, 124), "set_robust_list": (273, 99),
        "set_tid_address": (218, 96),
    },
    "signals that it gets, and waiting for them": {
        "pause": (34, None), "restart_syscall": (219, 128), "rt_sigaction": (13, 134),
        "rt_sigpending": (127, 136), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
        "rt_sigsuspend": (130, 133), "rt_sigtimedwait": (128, 137), "sigaltstack": (131, 132),
        "signalfd": (282, None), "signalfd4": (289, 74), "wait4": (61, 260), "waitid": (247, 95),
    },
    "time": {
        "alarm": (37, None), "getitimer": (36, 102), "gettimeofday": (96, 169), "nanosleep": (35, 101),
        "setitimer": (38, 103), "time": (201, None), "timerfd_gettime": (287, 87),
        "timerfd_settime": (286, 86), "times": (100, 153),
    },
    "who it is, and what it has taken": {
        "capget": (125, 90), "getcpu": (309, 168), "getegid": (108, 177), "geteuid": (107, 175),
        "getgid": (104, 176), "getgroups": (115, 158), "getpgrp": (111, None), "getpid": (39, 172),
        "getppid": (110, 173), "getrandom": (318, 278), "getresgid": (120, 150), "getresuid": (118, 148),
        "getrlimit": (97, 163), "getrusage": (98, 165), "gettid": (186, 178), "getuid": (102, 174),
        "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126), "umask": (95, 166),
        "uname": (63, 160),
    },
    "reading and writing descriptors": {
        "close": (3, 57), "close_range": (436, 436), "copy_file_range": (326, 285), "dup": (32, 23),
        "dup2": (33, None), "dup3": (292, 24), "fallocate": (285, 47), "fdatasync": (75, 83), "fstat": (5, 80),
        "fsync": (74, 82), "ftruncate": (77, 46), "getdents": (78, None), "getdents64": (217, 61),
        "lseek": (8, 62), "pipe": (22, None), "pipe2": (293, 59), "pread64": (17, 67), "preadv": (295, 69),
        "pwrite64": (18, 68), "pwritev": (296, 70), "read": (0, 63), "readv": (19, 65), "sendfile": (40, 71),
        "write": (1, 64), "writev": (20, 66),
    },
    "waiting for descriptors": {
        "epoll_create": (213, None), "epoll_create1": (291, 20), "epoll_ctl": (233, 21),
        "epoll_pwait": (281, 22), "epoll_pwait2": (441, 441), "epoll_wait": (232, None),
        "eventfd": (284, None), "eventfd2": (290, 19), "poll": (7, None), "ppoll": (271, 73),
        "pselect6": (270, 72), "select": (23, None),
    },
    "paths, which Landlock judges, or which tell only that something is there": {
        "access": (21, None), "chdir": (80, 49), "creat": (85, None), "faccessat": (269, 48),
        "faccessat2": (439, 439), "fchdir": (81, 50), "fgetxattr": (193, 10), "flistxattr": (196, 13),
        "getcwd": (79, 17), "getxattr": (191, 8), "lgetxattr": (192, 9), "link": (86, None),
        "linkat": (265, 37), "listxattr": (194, 11), "llistxattr": (195, 12), "lstat": (6, None),
        "mkdir": (83, None), "mkdirat": (258, 34), "newfstatat": (262, 79), "readlink": (89, None),
        "readlinkat": (267, 78), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
        "rmdir": (84, None), "stat": (4, None), "statx": (332, 291), "symlink": (88, None),
        "symlinkat": (266, 36), "unlink": (87, None), "unlinkat": (263, 35),
    },
}  # fmt: skip

#: Calls that are judged by their arguments, in seccomp.py.
JUDGED: dict[str, Pair] = {
    "clock_getres": (229, 114), "clock_gettime": (228, 113), "clock_nanosleep": (230, 115), "clone": (56, 220),
    "fcntl": (72, 25), "getpgid": (121, 155), "getpriority": (140, 141), "getsid": (124, 156),
    "ioctl": (16, 29), "kill": (62, 129), "madvise": (28, 233), "open": (2, None), "openat": (257, 56),
    "prctl": (157, 167), "prlimit64": (302, 261), "recvfrom": (45, 207), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sendto": (44, 206), "socketpair": (53, 199), "tgkill": (234, 131),
    "timerfd_create": (283, 85),
}  # fmt: skip

#: Calls that are refused as if the kernel did not have them, because libraries then do without.
ABSENT: dict[str, Pair] = {
    "get_mempolicy": (239, 236), "mbind": (237, 235), "membarrier": (324, 283), "preadv2": (327, 286),
    "pwritev2": (328, 287), "set_mempolicy": (238, 237),
}  # fmt: skip

#: Taken, and not followed: advice about files; a mode and locks of open files, which programs set in passing, and which
#: others would see where checks share a file; and a priority, which could only be made worse.
IGNORED: dict[str, Pair] = {
    "fadvise64": (221, 223), "fchmod": (91, 52), "flock": (73, 32), "setpriority": (141, 140),
}  # fmt: skip

NUMBERS: dict[str, Pair] = {
    **{name: pair for calls in ALLOWED.values() for name, pair in calls.items()},
    **JUDGED,
    **ABSENT,
    **IGNORED,
}


def number(name: str, machine: str = platform.machine()) -> int | None:
    """The number of system call `name` on `machine`, or None if it does not exist."""
    return NUMBERS[name][("x86_64", "aarch64").index(machine)]
