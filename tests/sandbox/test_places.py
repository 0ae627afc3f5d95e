"""Children may read folders of installed packages, and nothing else that happens to be on sys.path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.sandbox.readable_paths import python_folders


def test_of_sys_path_only_folders_of_installed_packages_are_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = ["user/site-packages", "debian/dist-packages", "course", "home/site-packages/course"]
    for name in named:
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "site-packages").symlink_to(tmp_path / "course")
    more = [*named, "home/site-packages", "link/site-packages", "missing/site-packages"]
    monkeypatch.setattr(
        sys, "path", [*sys.path, "", "site-packages", str(tmp_path), *(str(tmp_path / name) for name in more)]
    )
    monkeypatch.chdir(tmp_path / "home/site-packages/course")
    found = {path for path in python_folders() if path.startswith(str(tmp_path))}
    assert found == {str(tmp_path / "user/site-packages"), str(tmp_path / "debian/dist-packages")}
