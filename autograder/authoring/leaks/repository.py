"""A .git folder: every object in it, reachable or not, since it still holds deleted files."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.leaks.views import Unreadable, View, views


def repository_views(folder: Path, where: str) -> Iterator[View | Unreadable]:
    """The texts of all objects (files, commit messages, tags) and of the notes git keeps beside them."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] != "objects":
            yield from views(f"{where}/{inside.as_posix()}", path.read_bytes())
    packs = any((folder / "objects" / "pack").glob("*.pack"))
    if packs and shutil.which("git"):
        yield from _all_objects(folder, where)
        return
    if packs:
        yield Unreadable(where, "has packed objects, and there is no git here to read them")
    for path in sorted((folder / "objects").glob("??/*")):
        yield from _object(f"{where}!{path.parent.name}{path.name[:6]}", zlib.decompress(path.read_bytes()))


def _object(where: str, content: bytes) -> Iterator[View | Unreadable]:
    header, _, body = content.partition(b"\0")
    if not header.startswith(b"tree"):
        yield from views(where, body)
    else:
        yield View(where, body.decode("utf-8", "replace"))


def _all_objects(folder: Path, where: str) -> Iterator[View | Unreadable]:
    command = ["git", "-c", "safe.directory=*", f"--git-dir={folder}", "cat-file", "--batch-all-objects", "--batch"]
    run = subprocess.run(command, capture_output=True, check=False)
    if run.returncode != 0:
        yield Unreadable(where, "is a repository that git cannot read")
        return
    position, data = 0, run.stdout
    while position < len(data):
        end = data.index(b"\n", position)
        name, kind, size = data[position:end].split()
        body = data[end + 1 : end + 1 + int(size)]
        yield from _object(f"{where}!{name[:8].decode()}", kind + b"\0" + body)
        position = end + 2 + int(size)
