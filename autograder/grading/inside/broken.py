"""Stands in for the tests of a file that cannot be imported, so that the other files' checks still run.

Each is a grader error that says why. Names and points are read from the file's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.inside.inventory import InsideTest, inventory
from autograder.grading.remote.faults import CheckAuthorError


class BrokenItem(pytest.Item):
    """One test of such a file."""

    test: InsideTest
    function: Any
    why: str

    def runtest(self) -> None:
        raise CheckAuthorError(f"its file cannot be imported:\n{self.why}")

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.test.line - 1, self.name


def broken_items(session: pytest.Session, files: Mapping[Path, str], public: Path) -> Iterator[BrokenItem]:
    """An item for each test of these files.

    Args:
        files: path -> why it cannot be imported.

    Raises:
        ConfigError: a file's text cannot be read either.
    """
    for path, why in files.items():
        file = path.relative_to(public).as_posix()
        for test in inventory(path.read_text(encoding="utf-8-sig"), file):
            case = test.name.removeprefix(test.node.rpartition("::")[2])
            item = BrokenItem.from_parent(session, name=test.name, nodeid=f"{file}::{test.node}{case}", path=path)
            item.test, item.function, item.why = test, test.told, why
            yield item
