"""Attacks by what is written to the scratch folder: trees that are hard to measure, to walk or to remove.

All are bounded, so that they can be tried without a jail. Most wait a little at the end, for a watcher to see them.
"""

from __future__ import annotations

import textwrap

from .attack import Attack, Group

_FULL = "a check may write 1 MiB to files"
_ATTACK = """\
import tempfile
import time

def attack(x, oracle):
    os.umask(0)
    os.chdir(tempfile.gettempdir())
"""


def _write(name: str, body: str, *shows: str, says: str = "") -> Attack:
    """An attack whose function does `body` in the scratch folder."""
    text = _ATTACK + textwrap.indent(textwrap.dedent(body), "    ")
    return Attack(Group.EXHAUST, name, text, shows or ("failed", "crashed"), says)


ATTACKS = (
    _write("nests folders 1,100 deep", """
        for _ in range(1100):
            os.mkdir("d")
            os.chdir("d")
        time.sleep(0.3)
    """, says=_FULL),
    _write("nests folders to a path longer than any path may be", """
        for _ in range(60):
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        open("bottom", "w").close()
        time.sleep(0.3)
    """),
    _write("makes files without end where it may write", """
        for i in range(5000):
            open(str(i), "w").close()
        time.sleep(0.3)
    """, says=_FULL),
    _write("makes folders without end where it may write", """
        for i in range(2000):
            os.makedirs(f"{i}/in")
        time.sleep(0.3)
    """, says=_FULL),
    _write("makes names without end for one file where it may write", """
        open("0", "w").close()
        for i in range(1, 3000):
            os.link("0", str(i))
        time.sleep(0.3)
    """, says=_FULL),
    _write("writes more than it may where it may write", """
        for i in range(32):
            with open(str(i), "wb") as file:
                file.write(b"x" * (1 << 20))
        time.sleep(0.3)
    """, says=_FULL),
    _write("writes one file larger than it may where it may write", """
        with open("large", "wb") as file:
            for _ in range(8):
                file.write(b"x" * (1 << 20))
        time.sleep(0.3)
    """, says=_FULL),
    _write("writes into folders whose contents nobody may list", """
        for i in range(32):
            os.mkdir(str(i), 0o300)
            with open(f"{i}/hidden", "wb") as file:
                file.write(b"x" * (1 << 20))
        time.sleep(0.3)
    """, says=_FULL),
    _write("leaves folders that nobody may enter, full of others", """
        for mode in (0o000, 0o100, 0o200, 0o400, 0o500):
            os.makedirs(f"{mode}/in/in")
            open(f"{mode}/in/in/file", "w").close()
            os.mkdir(f"{mode}/in/closed", mode)
            for path in (f"{mode}/in/in", f"{mode}/in", str(mode)):
                libc.chmod(path.encode(), mode)
        time.sleep(0.3)
    """),
    _write("deletes what it writes and keeps it open", """
        kept = []
        for _ in range(30):
            kept.append(os.open("file", os.O_CREAT | os.O_RDWR))
            os.write(kept[-1], b"x" * (1 << 20))
            os.unlink("file")
        time.sleep(0.3)
    """),
    _write("deletes what it writes and keeps it mapped", """
        import mmap
        kept = []
        for _ in range(30):
            descriptor = os.open("file", os.O_CREAT | os.O_RDWR)
            os.write(descriptor, b"x" * (1 << 20))
            kept.append(mmap.mmap(descriptor, 4096))
            os.close(descriptor)
            os.unlink("file")
        time.sleep(0.3)
    """),
    _write("writes to files that never had a name", """
        kept = []
        for _ in range(30):
            kept.append(os.open(".", os.O_TMPFILE | os.O_RDWR))
            os.write(kept[-1], b"x" * (1 << 20))
        time.sleep(0.3)
    """),
    _write("leaves files with holes as large as a disk", """
        for i in range(20):
            with open(str(i), "wb") as file:
                tried(file.truncate, 1 << 40)
                tried(file.seek, (1 << 20) - 1)
                tried(file.write, b"x")
        time.sleep(0.3)
    """),
    _write("leaves names that are no text", """
        for i in range(1, 200):
            if i not in (46, 47):
                os.mkdir(bytes([i]) * 255)
        time.sleep(0.3)
    """),
    _write("leaves links, pipes and sockets", """
        import socket
        open("file", "w").close()
        os.mkdir("in")
        for action, *arguments in (
            (os.symlink, TESTS, "link"), (os.symlink, "ring", "ring"), (os.symlink, "..", "in/up"), (os.mkfifo, "pipe"),
            (os.link, "file", "in/second"), (os.link, "file", "third"), (lambda: socket.socket(socket.AF_UNIX).bind("socket"),),
        ):
            tried(action, *arguments)
        time.sleep(0.3)
    """),
    _write("moves its folders while they are looked at", """
        for i in range(20):
            os.makedirs(f"a/{i}/in")
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            for old, new in (("a", "b"), ("b", "a"), ("a/1", "c"), ("c", "a/1")):
                tried(os.rename, old, new)
    """),
    _write("puts a link to the tests where its folder was", """
        folder = os.getcwd()
        os.chdir("/")
        tried(os.rmdir, folder)
        tried(os.symlink, TESTS, folder)
    """),
    _write("fills its folder and dies", """
        for i in range(200):
            open(str(i), "w").close()
        os._exit(3)
    """, "crashed"),
    _write("fills its folder and hangs", """
        for i in range(200):
            open(str(i), "w").close()
        while True:
            tried(os.open, "more", os.O_CREAT)
    """, "timed out", "crashed"),
)  # fmt: skip
