from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.config.document import Value, read_document

MakeValue = Callable[[str], Value]
MakeCourse = Callable[..., Path]


@pytest.fixture
def value(tmp_path: Path) -> MakeValue:
    """The value of `key` in a file that says `key: …`; the file is called file.yaml in messages."""

    def make(text: str) -> Value:
        path = tmp_path / "file.yaml"
        path.write_text(f"key: {text}\n", encoding="utf-8")
        return read_document(path, "file.yaml").section(required=["key"])["key"]

    return make


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """A course's folder, from the text of course.yaml (None: no such file) and of each assignment.yaml."""

    def make(course: str | None = None, **assignments: str) -> Path:
        folder = tmp_path / "course" / "assignments"
        folder.mkdir(parents=True)
        if course is not None:
            (folder / "course.yaml").write_text(course, encoding="utf-8")
        for name, text in assignments.items():
            (folder / name).mkdir()
            (folder / name / "assignment.yaml").write_text(text, encoding="utf-8")
        return folder.parent

    return make
