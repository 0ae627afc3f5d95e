"""The control groups of this process: a container's, a batch system's job."""

from __future__ import annotations

from pathlib import Path


def own_groups(controller: str, root: Path = Path("/")) -> list[Path]:
    """The folders of this process's control groups, from its own up, that a controller keeps.

    In a container the mounted root is the container's own group, whatever path the process is told.

    Args:
        controller: of the first version of control groups, or "" for the second.
    """
    found: list[Path] = []
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return found
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            top = root / "sys/fs/cgroup" / controller
            own = top / path.strip("/")
            folders = [own, *own.parents] if own != top else [top]
            found += [folder for folder in folders if folder.is_relative_to(top)]
    return found
