"""Names the folders that a child may read, one by one."""

from __future__ import annotations

import os
import pwd
import stat
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/urandom", "/dev/random", "/dev/zero", "/dev/null", "/proc/cpuinfo",
    "/sys/devices/system/cpu",
)  # fmt: skip
_PACKAGES = frozenset({"site-packages", "dist-packages"})
_LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")


def python_folders() -> tuple[str, ...]:
    """The standard library, the installed packages and the shared libraries of the running Python.

    Packages may also be in other folders of installed packages (`pip install --user`, a .pth file). Of sys.path, only
    entries with the name of such a folder are used, and none that holds the working folder.
    """
    named = [sysconfig.get_path(name) for name in _LIBRARIES]
    named += [entry for entry in sys.path if _holds_packages(entry)]
    base = [os.path.join(prefix, "lib") for prefix in {sys.base_prefix, sys.base_exec_prefix}]
    return tuple(dict.fromkeys(os.path.realpath(path) for path in [*named, *base, *_SYSTEM] if os.path.exists(path)))


def _holds_packages(entry: str) -> bool:
    """Whether an entry of sys.path is a folder that pip installs into."""
    real = Path(os.path.realpath(entry))
    named = {Path(entry).name, real.name} <= _PACKAGES
    return named and os.path.isabs(entry) and not Path(os.path.realpath(os.getcwd())).is_relative_to(real)


def unreadable_for(uid: int, paths: Iterable[str]) -> str:
    """The first folder on the way to one of `paths` that user `uid`, of no group, may not enter, or ""."""
    for path in paths:
        for folder in (*reversed(Path(path).parents), Path(path)):
            try:
                status = os.stat(folder)
            except OSError:
                return str(folder)
            needed = stat.S_IXOTH if stat.S_ISDIR(status.st_mode) else stat.S_IROTH
            if status.st_uid != uid and not status.st_mode & needed:
                return str(folder)
    return ""


def free_user(wanted: int) -> int:
    """`wanted`, or the next number that no account has."""
    while True:
        try:
            pwd.getpwuid(wanted)
        except KeyError:
            return wanted
        wanted += 1
