"""The Landlock layer on this kernel, and as kernels with older interfaces would have it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from autograder.sandbox.inside.jail import landlock

from .conftest import Run

ABI = landlock.abi()
needs_landlock = pytest.mark.skipif(ABI == 0, reason="this kernel has no Landlock")

TRY = """
from pathlib import Path
from autograder.sandbox.inside.jail import landlock
from autograder.sandbox.inside.jail.layers import _prctl

readable, writable, secret, version = sys.argv[2:6]
ruleset = landlock.build([readable, "/nonexistent"], [writable], int(version))
_prctl(38, 1)
landlock.enforce(ruleset)
inside, out, new = f"{readable}/file", f"{secret}/file", f"{writable}/new"
tell({
    "read": name_of_error(lambda: open(inside).read()),
    "list": name_of_error(os.listdir, readable),
    "write": name_of_error(open, inside, "a"),
    "read secret": name_of_error(lambda: open(out).read()),
    "list secret": name_of_error(os.listdir, secret),
    "remove secret": name_of_error(os.unlink, out),
    "rename secret": name_of_error(os.rename, out, new),
    "link secret": name_of_error(os.link, out, new),
    "make in secret": name_of_error(open, f"{secret}/new", "w"),
    "read through a link": name_of_error(lambda: (os.symlink(secret, f"{writable}/link"), open(f"{writable}/link/file"))),
    "make": name_of_error(lambda: open(new, "w").write("x")),
    "make a folder": name_of_error(os.mkdir, f"{writable}/folder"),
    "make a pipe": name_of_error(os.mkfifo, f"{writable}/pipe"),
    "make a device": name_of_error(os.mknod, f"{writable}/device", 0o20666, 259),
    "remove": name_of_error(os.unlink, new),
    "truncate secret": name_of_error(os.truncate, out, 0),
})
"""

REFUSED = {
    "write", "read secret", "list secret", "remove secret", "rename secret", "link secret", "make in secret",
    "read through a link", "make a pipe", "make a device",
}  # fmt: skip
ALLOWED = {"read", "list", "make", "make a folder", "remove"}


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Readable, writable and secret."""
    made = [tmp_path / name for name in ("readable", "writable", "secret")]
    for folder in made:
        folder.mkdir()
        (folder / "file").write_text("content")
    return made


@needs_landlock
@pytest.mark.parametrize("version", range(1, max(ABI, 1) + 1))
def test_every_version_of_the_interface_keeps_to_the_named_folders(
    program: Run, folders: list[Path], version: int
) -> None:
    told = program(TRY, *folders, version)
    assert {name for name in ALLOWED if told[name]} == set()
    assert {name for name in REFUSED if not told[name]} == set()


@needs_landlock
@pytest.mark.skipif(ABI < 3, reason="this kernel's Landlock lets truncation pass; seccomp refuses it")
def test_truncation_is_refused_since_the_third_version(program: Run, folders: list[Path]) -> None:
    assert program(TRY, *folders, 2)["truncate secret"] == ""
    (folders[2] / "file").write_text("content")
    assert program(TRY, *folders, 3)["truncate secret"] == "EACCES"


@pytest.mark.parametrize(
    ("version", "size", "files", "network", "scoped"),
    [
        (1, 8, 13, 0, 0),
        (2, 8, 14, 0, 0),
        (3, 8, 15, 0, 0),
        (4, 16, 15, 3, 0),
        (5, 16, 16, 3, 0),
        (6, 24, 16, 3, 3),
        (7, 24, 16, 3, 3),
        (99, 24, 16, 3, 3),
    ],
)
def test_each_version_is_asked_for_all_rights_that_it_knows_and_no_more(
    version: int, size: int, files: int, network: int, scoped: int
) -> None:
    """Source: landlock(7) and linux/landlock.h, version by version."""
    attributes, rights = landlock.handled(version)
    assert len(attributes) == size
    assert struct.unpack(f"<{size // 8}Q", attributes) == ((1 << files) - 1, network, scoped)[: size // 8]
    assert rights == (1 << files) - 1
