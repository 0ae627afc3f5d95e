"""The zygote's warmup changes nothing that a child could meet."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from autograder.sandbox.inside import server, warmup
from autograder.sandbox.inside.wire import framing, schema

ROOT = Path(__file__).resolve().parents[2]
_STATE = """
import os, sys
sys.path.insert(0, sys.argv[1])
import autograder.sandbox.inside.warmup as warmup
def state():
    descriptors = len(os.listdir("/proc/self/fd"))
    return set(sys.modules), list(sys.path), list(sys.path_hooks), dict(sys.path_importer_cache), descriptors
warmup.warm_up(sys.argv[2])  # what is imported lazily is imported now
played = []
converse = warmup._converse
warmup._converse = lambda *arguments: played.append(converse(*arguments))
before = state()
warmup.warm_up(sys.argv[2])
assert state() == before, (state(), before)
print(len(played), os.listdir(sys.argv[2]) if os.path.isdir(sys.argv[2]) else "none")
"""


def warmed_up(folder: Path) -> str:
    command = [sys.executable, "-c", _STATE, str(ROOT), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout.strip()


def test_it_leaves_no_module_path_descriptor_or_file(tmp_path: Path) -> None:
    assert warmed_up(tmp_path) == "10 []"


def test_without_a_folder_nothing_is_rehearsed_and_nothing_fails(tmp_path: Path) -> None:
    assert warmed_up(tmp_path / "missing") == "0 none"


def test_every_request_is_answered_as_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that failed for another reason than its own would warm nothing up."""
    replies = tmp_path / "replies"

    def write_frame(_: int, parts: Sequence[framing.Buffer]) -> None:
        with replies.open("ab") as file:
            file.writelines(parts)

    monkeypatch.setattr(server, "write_frame", write_frame)
    monkeypatch.setattr(warmup, "_ROUNDS", 1)
    warmup.warm_up(str(tmp_path))
    bodies = [schema.reply_decoder.decode(header).body for header in headers(replies)]
    assert len(bodies) == 11
    raised = [body for body in bodies if not isinstance(body, schema.Result)]
    assert [(body.type_name, body.message) for body in raised] == [("ValueError", "on purpose")]


def headers(path: Path) -> Iterator[bytearray]:
    """Those of all frames in a file."""
    with path.open("rb") as file, contextlib.suppress(EOFError):
        frames = framing.blocking_reader(file.fileno(), framing.REPLIES)
        while True:
            yield frames.frame()[0]
