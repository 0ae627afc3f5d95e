"""The pytest plugin that tells a worker how each test ended, and sets the memory limit of each phase."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from _pytest.assertion import util as assertion_util

from autograder.grading.worker import Worker


class ResultHook:
    """Registered once, before workers are forked; each fork sets its own worker."""

    def __init__(self) -> None:
        self.worker: Worker | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        assertion_util._reprcompare = (
            None  # pytest's differences of hostile values take minutes; ours are in the checks
        )
        assert self.worker is not None
        self.worker.memory.limit()
        try:
            return (yield)
        finally:
            self.worker.memory.lift()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        assert self.worker is not None
        self.worker.memory.lift()
        report = yield
        self.worker.memory.limit()
        self.worker.hear(call, report)
        return report

    @pytest.fixture
    def set_score(self) -> None:
        """So that a test may name it as an argument without a default; the decorator puts in the real one."""

    @pytest.fixture
    def set_leaderboard_value(self) -> None:
        """As above."""
