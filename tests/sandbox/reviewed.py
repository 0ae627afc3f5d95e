"""System calls that the filter refuses, each looked at: why student code may not have it, or does not need it.

A call that the kernel's tables know and that stands neither here nor in the policy fails a test.
"""

from __future__ import annotations

REFUSED: dict[str, str] = {
    "processes and programs": "execve execveat fork setpgid setsid vfork clone3",
    "other processes": """
        get_robust_list kcmp migrate_pages move_pages pidfd_getfd pidfd_open pidfd_send_signal process_madvise
        process_mrelease process_vm_readv process_vm_writev ptrace tkill""",
    "network, and what needs a socket": """
        accept accept4 bind connect getpeername getsockname getsockopt listen recvmmsg recvmsg sendmmsg sendmsg
        setsockopt shutdown socket""",
    "credentials, limits and priorities": """
        capset ioprio_get ioprio_set personality sched_getattr sched_rr_get_interval sched_setaffinity sched_setattr
        sched_setparam sched_setscheduler seccomp setfsgid setfsuid setgid setgroups setregid setresgid
        setresuid setreuid setrlimit setuid landlock_create_ruleset landlock_add_rule landlock_restrict_self""",
    "namespaces and mounts": """
        chroot fsconfig fsmount fsopen fspick listmount mount mount_setattr move_mount open_tree pivot_root quotactl
        quotactl_fd setns statmount swapoff swapon umount2 unshare""",
    "what the kernel remembers of others: cached pages, free memory and space, locks": """
        cachestat fstatfs mincore readahead statfs sync_file_range sysinfo ustat""",
    "memory outside of the limits, or shared with others": """
        memfd_create memfd_secret mlock mlock2 mlockall mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend
        mq_unlink msgctl msgget msgrcv msgsnd munlock munlockall semctl semget semop semtimedop shmat shmctl shmdt shmget
        splice tee vmsplice""",
    "timers that can send any signal, SIGKILL among them": """
        timer_create timer_delete timer_getoverrun timer_gettime timer_settime""",
    "facilities with a history of holes": """
        add_key bpf fanotify_init fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel
        io_destroy io_getevents io_pgetevents io_setup io_submit io_uring_enter io_uring_register io_uring_setup ioperm
        iopl keyctl lookup_dcookie modify_ldt name_to_handle_at open_by_handle_at perf_event_open remap_file_pages
        request_key userfaultfd""",
    "the machine": """
        acct adjtimex clock_adjtime clock_settime delete_module finit_module init_module kexec_file_load kexec_load
        reboot setdomainname sethostname settimeofday sync syncfs sysfs syslog uselib vhangup""",
    "files of unusual kinds, and changes that Landlock does not cover": """
        chmod chown fchmodat fchmodat2 fchown fchownat fremovexattr fsetxattr futimesat lchown lremovexattr
        lsetxattr mknod mknodat removexattr setxattr truncate utime utimensat utimes openat2""",
    "what no library needs": """
        epoll_ctl_old epoll_wait_old futex_requeue futex_wait futex_waitv futex_wake get_thread_area map_shadow_stack
        pkey_alloc pkey_free pkey_mprotect set_mempolicy_home_node set_thread_area""",
    "numbers behind which there is no call any more": """
        _sysctl afs_syscall create_module get_kernel_syms getpmsg nfsservctl putpmsg query_module security tuxcall
        vserver""",
}

NAMES = frozenset(name for names in REFUSED.values() for name in names.split())
