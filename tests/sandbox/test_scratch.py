"""The scratch folder that the kernel limits and frees by itself."""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox.inside.jail.layers import LAYERS, Jail, enter, landlock
from autograder.sandbox.inside.jail.scratch import mount_private

from .test_trees import EVERYBODY, USER, apart
from .test_trees import folder as folder

SIZE = 1 << 20


def can_mount(user: int | None) -> bool:
    read, write = os.pipe()

    def tried() -> None:
        os.write(write, b"y" if mount_private("/tmp", SIZE, None) else b"n")

    apart(user, tried)
    os.close(write)
    with open(read, "rb") as file:
        return file.read() == b"y"


@pytest.fixture
def scratch(folder: Path, user: int | None) -> Iterator[Path]:
    if not can_mount(user):
        pytest.skip("this kernel, or a container around us, allows no mount namespace")
    path = folder / "scratch"
    path.mkdir(mode=0o700)
    if user is not None:
        os.chown(path, user, user)
    yield path
    assert list(path.iterdir()) == []  # nothing that was written in the other namespace is seen here


def fill(path: Path, most: int = 64) -> int:
    """Bytes that could be written, in files of 64 KiB."""
    written = 0
    for number in range(most):
        try:
            with open(path / str(number), "wb", buffering=0) as file:
                written += file.write(b"x" * 65536)
        except OSError:
            break
    return written


@EVERYBODY
def test_it_takes_as_many_bytes_as_it_may_and_no_more(scratch: Path, user: int | None) -> None:
    def check() -> None:
        assert mount_private(str(scratch), SIZE, None)
        assert fill(scratch) == SIZE

    apart(user, check)


@EVERYBODY
@pytest.mark.parametrize("kept", ["open", "mapped", "unreadable", "nameless"])
def test_what_nobody_can_see_counts(scratch: Path, user: int | None, kept: str) -> None:
    def check() -> None:
        assert mount_private(str(scratch), SIZE, None)
        held: list[object] = []
        os.umask(0)
        for number in range(16):
            if kept == "unreadable":
                os.mkdir(scratch / f"d{number}", 0o300)
            path = scratch / f"d{number}" / "file" if kept == "unreadable" else scratch / "file"
            if kept == "nameless":
                descriptor = os.open(scratch, os.O_TMPFILE | os.O_RDWR)
            else:
                descriptor = os.open(path, os.O_CREAT | os.O_RDWR)
            assert os.write(descriptor, b"x" * 65536) == 65536
            if kept in ("open", "mapped"):
                os.unlink(path)
            held.append(mmap.mmap(descriptor, 65536) if kept == "mapped" else descriptor)
            if kept == "mapped":
                os.close(descriptor)
        assert fill(scratch) == 0

    apart(user, check)


@EVERYBODY
def test_the_number_of_files_and_folders_is_limited(scratch: Path, user: int | None) -> None:
    def check() -> None:
        assert mount_private(str(scratch), SIZE, None)
        os.chdir(scratch)
        for _ in range(SIZE // 4096):
            os.mkdir("d")
            os.chdir("d")
        with pytest.raises(OSError, match="No space left"):
            os.mkdir("d")

    apart(user, check)


@EVERYBODY
def test_no_privilege_is_left_in_the_jail_and_nothing_else_can_be_written(scratch: Path, user: int | None) -> None:
    """The user namespace that an ordinary user needs gives every capability: none may stay."""
    layers = [layer for layer in LAYERS if layer != "capabilities" or user is None]

    def check() -> None:
        jail = Jail(
            uid=USER if user is None and os.geteuid() == 0 else None, readable=["/usr", "/proc"],
            writable=[str(scratch)], keep=[], environment={}, scratch=str(scratch), scratch_size=SIZE, memory=1 << 30,
            cpu_seconds=11, threads=64, open_files=64, file_size=16 << 20,
            layers=frozenset({*layers} - {"limits", "descriptors"}),
        )  # fmt: skip
        held = enter(jail, os.getppid())
        assert "scratch" in held
        assert "landlock" in held
        status = Path("/proc/thread-self/status").read_text()
        sets = [
            line.split()[1] for line in status.splitlines() if line.startswith(("CapEff", "CapPrm", "CapInh", "CapAmb"))
        ]
        assert [int(number, 16) for number in sets] == [0] * 4
        assert fill(scratch, 2) == 2 * 65536
        assert os.getuid() == os.stat(scratch / "0").st_uid == USER or os.geteuid() == os.stat(scratch / "0").st_uid
        for action in (
            lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: (scratch.parent / "beside").touch(),
            lambda: os.listdir(scratch.parent), lambda: mounted_again(scratch), lambda: os.chmod(scratch, 0o777),
        ):  # fmt: skip
            with pytest.raises(OSError, match=r"\[Errno (1|13|22)\]"):
                action()

    if landlock.abi() == 0:
        pytest.skip("this kernel has no Landlock, which is the layer that this is about")
    apart(user, check)


def mounted_again(path: Path) -> None:
    if not mount_private(str(path), SIZE, None):
        raise PermissionError(1, "refused")


def test_where_it_is_not_allowed_the_folder_stays_a_plain_one(folder: Path) -> None:
    def check() -> None:
        from autograder.sandbox.inside.jail import seccomp

        assert seccomp.supported()
        ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
        seccomp.install(seccomp.build_filter(os.getpid()))
        assert not mount_private(str(folder), SIZE, None)

    apart(USER if os.geteuid() == 0 else None, check)
