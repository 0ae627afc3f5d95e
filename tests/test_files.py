"""Our own files are whole at every moment, and zips depend on nothing but what is in them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.errors import AutograderError, GraderError, InputError
from autograder.files import make_folder, replace_file
from autograder.reporting import decode_results
from autograder.reporting.gradescope import GRADESCOPE


def test_writing_replaces_the_file_in_one_step_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    for reason in ("first", "second"):
        replace_file(path, GRADESCOPE.failed(reason))
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.json"]
    assert "second" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_failed_write_keeps_the_old_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.json"
    replace_file(path, GRADESCOPE.failed("first"))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GraderError, match=r"No space left on device.*; make room"):
        replace_file(path, GRADESCOPE.failed("second"))
    assert "first" in path.read_text(encoding="utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.json"]


def test_a_folder_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(InputError, match=r"cannot be written .*; choose a folder"):
            replace_file(folder / "results.json", GRADESCOPE.failed("x"))
    assert issubclass(InputError, AutograderError)


def test_writers_at_the_same_time_do_no_harm_to_each_other(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"

    def write(letter: str) -> None:
        for _ in range(20):
            replace_file(path, letter.encode() * 100_000)
            assert len(set(path.read_bytes())) == 1 and path.stat().st_size == 100_000

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(write, letter) for letter in "abcd"]:
            done.result()
    assert [entry.name for entry in tmp_path.iterdir()] == ["package.zip"]


def test_a_path_that_cannot_be_is_the_users_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for folder in (tmp_path / ("x" * 300), tmp_path / "loop" / "out", Path("/proc/none")):
        with pytest.raises(InputError, match=r"cannot be written .*; choose another folder with --out"):
            make_folder(folder, "choose another folder with --out")


def test_a_kill_at_any_moment_leaves_a_valid_file(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from autograder.files import make_folder, replace_file
        from autograder.reporting.gradescope import GRADESCOPE
        path, count = Path(sys.argv[1]), 0
        while True:
            replace_file(path, GRADESCOPE.failed("x" * (count % 50_000)))
            count += 997
    """)
    path = tmp_path / "results.json"
    for delay in (0.0, 0.01, 0.03):
        path.unlink(missing_ok=True)
        process = subprocess.Popen([sys.executable, "-c", program, str(path)])
        while not path.exists():
            assert process.poll() is None
            time.sleep(0.002)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert decode_results(path.read_bytes()).tests == ()
