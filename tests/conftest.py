"""For all tests: how long an example takes says more of the machine than of the code; and who runs what, on many cores."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("unhurried", _UNHURRIED, derandomize=True)  # whether a change lands is no matter of luck
settings.register_profile("explore", _UNHURRIED, max_examples=2000)
settings.load_profile("unhurried")

_HOMEWORK = re.compile(r"\bhw\d\w*")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With --dist loadfile: one file's tests on one core, since they share what is slow to make; but tests of two
    homeworks share nothing."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFileAndHomework(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, test = nodeid.partition("::")
            homework = _HOMEWORK.search(test) if "/homeworks/" in file else None
            return f"{file}::{homework.group()}" if homework else file

    return ByFileAndHomework(config, log)
