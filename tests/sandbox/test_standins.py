"""What Python's modules do within the process, because the jail refuses their files and calls."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.sandbox.inside.compat.stand_ins import SemLock, chmod, truncate, utime

LOCK, SEMAPHORE = 0, 1


@pytest.mark.parametrize("change", [lambda path: chmod(path, 0o600), utime], ids=["mode", "times"])
def test_only_an_owner_is_told_that_a_file_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "file"
    path.touch(mode=0o640)
    before = os.stat(path)
    change(path)
    assert os.stat(path) == before
    with pytest.raises(FileNotFoundError):
        change(tmp_path / "none")
    monkeypatch.setattr(os, "geteuid", lambda: before.st_uid + 1)
    with pytest.raises(PermissionError, match="file"):
        change(path)


def test_truncating_names_the_file_that_it_cannot_shorten(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("abc")
    truncate(path, 1)
    assert path.read_text() == "a"
    with pytest.raises(OSError, match="file"):
        truncate(path, -1)
    with pytest.raises(FileNotFoundError, match="none"):
        truncate(tmp_path / "none", 1)


def test_a_lock_may_be_taken_again_by_its_owner_only() -> None:
    lock = SemLock(LOCK, 1, 1, "", True)
    assert [lock.acquire(), lock.acquire(), lock._count(), lock._is_mine(), lock._is_zero()] == [
        True,
        True,
        2,
        True,
        True,
    ]
    told: list[object] = []

    def elsewhere() -> None:
        told.append(lock.acquire(False))
        told.append(lock._is_mine())
        with pytest.raises(AssertionError, match="not owned"):
            lock.release()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    lock.release()
    lock.release()
    assert [told, lock._get_value(), lock._count()] == [[False, False], 1, 0]


def test_a_semaphore_counts_and_wakes_one_who_waits() -> None:
    semaphore = SemLock(SEMAPHORE, 0, 2, "", True)
    assert not semaphore.acquire(timeout=0.01)
    assert not semaphore.acquire(timeout=-1)
    thread = threading.Thread(target=semaphore.acquire)
    thread.start()
    semaphore.release()
    thread.join()
    semaphore.release()
    semaphore.release()
    assert semaphore._get_value() == 2
    with pytest.raises(ValueError, match="too many times"):
        semaphore.release()


@pytest.mark.parametrize(("kind", "value", "most"), [(2, 0, 1), (1, 2, 1), (1, -1, 1)])
def test_what_is_no_semaphore_is_refused(kind: int, value: int, most: int) -> None:
    with pytest.raises(ValueError, match=r"kind|value"):
        SemLock(kind, value, most, "", True)
