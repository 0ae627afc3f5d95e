"""Which folders of a submission test files put on the path."""

from __future__ import annotations

import pytest

from autograder.grading.import_folders import import_folders, short_paths

FILES = ["python/needle/ops.py", "apps/ml.py", "top.py"]
NAMED = {
    'import sys\nsys.path.append("./python")': ("python",),
    'import sys\nsys.path.append("python/")\nsys.path.insert(0, "apps")': ("python", "apps"),
    'import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "apps"))': ("apps",),
    'import sys\nsys.path.append("../python/needle")': ("python/needle",),
    'import sys\nsys.path.append("elsewhere")\nsys.path.append("/etc")\nsys.path.append(".")': (),
    'import sys\nsys.path.append(folder)\nxs.append("python")': (),
    "this is no Python": (),
}


@pytest.mark.parametrize("text", NAMED)
def test_folders_of_the_submission_are_found(text, tmp_path):
    (tmp_path / "test_a.py").write_text(text, encoding="utf-8")
    assert import_folders([tmp_path / "test_a.py", tmp_path / "test_missing.py"], FILES) == NAMED[text]


def test_files_are_known_by_their_short_paths_too():
    assert short_paths(FILES, ("python",)) == ["needle/ops.py"]
