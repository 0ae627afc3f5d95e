"""Trees that nobody would make by accident: measured within bounds, removed without a rest, as root and as a user."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import socket
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.sandbox.inside.file_trees import Room, excess, remove

USER = 54_321
EVERYBODY = pytest.mark.parametrize("user", [None, USER], ids=["as we are", "as an ordinary user"])
_SECONDS = 300.0  # however busy this machine is


def deep(levels: int) -> Callable[[], None]:
    def make() -> None:
        for _ in range(levels):
            os.mkdir("d")
            os.chdir("d")
        open("bottom", "w").close()

    return make


def wide() -> None:
    for number in range(5000):
        open(str(number), "w").close()


def wide_and_deep() -> None:
    for number in range(300):
        os.makedirs(f"{number}/in/in/in")
        open(f"{number}/in/file", "w").close()


def unreadable() -> None:
    os.umask(0)
    for mode in (0o000, 0o100, 0o200, 0o300, 0o400, 0o500):
        os.makedirs(f"{mode}/in/in")
        open(f"{mode}/in/in/file", "w").close()
        for path in (f"{mode}/in/in", f"{mode}/in", f"{mode}"):
            os.chmod(path, mode)


def odd_names() -> None:
    for number in range(1, 256):
        if number not in b"./":
            name = bytes([number])
            os.makedirs(name * 255 + b"/" + name)
    for name in (".removed", "-rf", " ", "\n", "..."):
        os.makedirs(f"{name}/in")


def odd_files() -> None:
    os.mkdir("in")
    os.symlink("/etc", "link")
    os.symlink("..", "in/up")
    os.symlink("ring", "ring")
    os.mkfifo("in/pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
    with open("holes", "w") as file:
        file.truncate(1 << 40)
    for number in range(100):
        os.link("holes", f"in/{number}")


TREES = {
    "1,100 deep": deep(1100), "5,000 deep": deep(5000), "wide": wide, "wide and deep": wide_and_deep,
    "unreadable": unreadable, "odd names": odd_names, "odd files": odd_files, "empty": lambda: None,
}  # fmt: skip


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which every user may make one of its own."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o777)
    yield path
    for tree in path.iterdir():
        assert remove(str(tree), 1_000_000, _SECONDS) == ""
    path.rmdir()


def apart(user: int | None, action: Callable[[], None]) -> None:
    """Do something in a process of its own, as `user`; what it raises comes out."""
    if user is not None and os.geteuid() != 0:
        pytest.skip("only root can do something as another user")
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            if user is not None:
                os.setgroups([])
                os.setresgid(user, user, user)
                os.setresuid(user, user, user)
                ctypes.CDLL(None).prctl(
                    4, 1, 0, 0, 0
                )  # PR_SET_DUMPABLE: its /proc/self is its own again, as in a program
            action()
        except BaseException:
            os.write(write, traceback.format_exc().encode()[-4000:])
        finally:
            os._exit(0)
    os.close(write)
    with open(read, "rb") as file:
        failure = file.read().decode()
    os.waitpid(pid, 0)
    assert not failure, failure


def grown(top: Path, make: Callable[[], None]) -> None:
    top.mkdir()
    here = os.open(".", os.O_RDONLY)
    os.chdir(top)
    make()
    os.fchdir(here)
    os.close(here)


@pytest.mark.slow
@EVERYBODY
@pytest.mark.parametrize("tree", TREES)
def test_every_tree_is_removed_with_few_descriptors_and_within_a_bounded_time(
    folder: Path, tree: str, user: int | None
) -> None:
    def check() -> None:
        top = folder / "top"
        grown(top, TREES[tree])
        in_use = max(int(name) for name in os.listdir("/proc/self/fd"))
        resource.setrlimit(resource.RLIMIT_NOFILE, (in_use + 8, in_use + 8))
        start = time.monotonic()
        assert remove(str(top), 1_000_000, _SECONDS) == ""
        assert not top.exists()
        assert time.monotonic() - start < _SECONDS

    apart(user, check)


def test_nothing_outside_of_the_tree_is_touched(folder: Path) -> None:
    outside = folder / "outside"
    outside.mkdir()
    (outside / "file").write_text("kept")
    top = folder / "top"
    top.mkdir()
    (top / "link").symlink_to(outside)
    os.link(outside / "file", top / "second")
    assert remove(str(top), 1000, _SECONDS) == ""
    assert (outside / "file").read_text() == "kept"


def test_a_link_a_file_and_what_is_gone_are_no_trees(folder: Path) -> None:
    (folder / "kept").mkdir()
    (folder / "link").symlink_to(folder / "kept")
    (folder / "file").write_text("")
    assert remove(str(folder / "link"), 1000, _SECONDS)
    assert remove(str(folder / "file"), 1000, _SECONDS)
    assert remove(str(folder / "gone"), 1000, _SECONDS) == ""
    assert {path.name for path in folder.iterdir()} == {"kept", "link", "file"}
    (folder / "link").unlink()
    (folder / "file").unlink()


@pytest.mark.slow
def test_what_is_too_much_for_one_go_is_gone_after_a_few(folder: Path) -> None:
    grown(folder / "top", wide_and_deep)
    said = [remove(str(folder / "top"), 700, _SECONDS) for _ in range(8)]
    assert "more than is removed in one go" in said[0]
    assert said[-1] == ""
    grown(folder / "top", wide)
    assert "more than is removed in one go" in remove(str(folder / "top"), 1_000_000, 0.0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can put something into a folder that belongs to another user")
def test_what_belongs_to_somebody_else_stays_and_is_named(folder: Path) -> None:
    top = folder / "top"
    (top / "theirs" / "in").mkdir(parents=True)
    (top / "mine").write_text("")
    os.chown(top, USER, USER)
    os.chown(top / "mine", USER, USER)

    def check() -> None:
        assert "Permission denied" in remove(str(top), 1000, _SECONDS)
        assert not (top / "mine").exists()
        assert "Operation not permitted" in remove("/root", 1000, _SECONDS)

    apart(USER, check)
    assert any(top.rglob("in"))


def test_a_mount_point_stays_and_is_named(folder: Path) -> None:
    def check() -> None:
        from autograder.sandbox.inside.jail.scratch import mount_private

        top = folder / "top"
        (top / "in" / "point").mkdir(parents=True)
        (top / "point").mkdir()
        if not all(mount_private(str(point), 1 << 20, None) for point in (top / "in" / "point", top / "point")):
            return  # where nothing can be mounted, nothing can be crossed
        (top / "point" / "file").write_text("kept")
        (top / "in" / "point" / "file").write_text("kept")
        assert "busy" in remove(str(top), 1000, _SECONDS)
        assert (top / "point" / "file").read_text() == "kept"
        assert len(list(top.rglob("file"))) == 2

    apart(None, check)


ROOM = Room(size=1 << 20, entries=100, depth=5)


def blocks(count: int, name: str = "file") -> Callable[[], None]:
    def make() -> None:
        with open(name, "wb") as file:
            file.write(b"x" * (count << 10))

    return make


def hidden() -> None:
    os.umask(0)
    os.mkdir("hidden", 0o300)
    blocks(1100, "hidden/file")()


def links() -> None:
    blocks(400, "0")()
    for number in range(1, 50):
        os.link("0", str(number))


def files(count: int) -> Callable[[], None]:
    def make() -> None:
        for number in range(count):
            open(str(number), "w").close()

    return make


@pytest.mark.slow
@EVERYBODY
@pytest.mark.parametrize(
    ("make", "found"),
    [
        (blocks(900), ""),
        (blocks(1100), "wrote more than 1 MiB to files"),
        (hidden, "wrote more than 1 MiB to files"),
        (links, ""),
        (files(100), ""),
        (files(101), "made more than 100 files and folders"),
        (wide, "made more than 100 files and folders"),
        (deep(5), ""),
        (deep(6), "nested folders more than 5 deep"),
        (deep(90), "nested folders more than 5 deep"),
        (odd_files, "made more than 100 files and folders"),
    ],
)
def test_what_is_too_much_is_found_whatever_its_mode_is(
    folder: Path, make: Callable[[], None], found: str, user: int | None
) -> None:
    def check() -> None:
        grown(folder / "top", make)
        before = os.listdir("/proc/self/fd")
        assert excess(str(folder / "top"), ROOM) == found
        assert os.listdir("/proc/self/fd") == before

    apart(user, check)


def test_a_tree_that_moves_or_is_gone_is_no_failure(folder: Path) -> None:
    assert excess(str(folder / "gone"), ROOM) == ""
    (folder / "file").write_text("")
    assert excess(str(folder / "file"), ROOM) == ""
    (folder / "file").unlink()
    top = folder / "top"
    top.mkdir()
    pid = os.fork()
    if pid == 0:
        while True:
            for number in range(20):
                os.makedirs(top / f"{number}/in")
            (top / "0").rename(top / "moved")
            shutil.rmtree(top / "moved")
            for number in range(1, 20):
                shutil.rmtree(top / str(number))
    try:
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            assert excess(str(top), ROOM) == ""
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
