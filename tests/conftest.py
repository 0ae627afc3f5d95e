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

#: files that take a minute or more, however many tests they have
_TAKE_LONG = (
    "tests/attacks/",
    "tests/audit/test_certificate.py",
    "tests/faults/",
    "tests/grading/test_led_to.py",
    "tests/homeworks/test_all_arguments.py",
    "tests/homeworks/test_hw0_given.py",
    "tests/ordinary/",
    "tests/packaging/test_wheel.py",
)
_HOMEWORK = re.compile(r"\bhw\d\w*")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With --dist loadfile: one file's tests on one core, since they share what is slow to make; but tests of two
    homeworks share nothing."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFileAndHomework(LoadFileScheduling):
        def schedule(self) -> None:
            """Those with the most tests come first; of the others, those that take minutes, or one core ends alone."""
            super().schedule()
            for scope in [scope for scope in self.workqueue if not scope.startswith(_TAKE_LONG)]:
                self.workqueue.move_to_end(scope)

        def _split_scope(self, nodeid: str) -> str:
            file, _, test = nodeid.partition("::")
            homework = _HOMEWORK.search(test) if "/homeworks/" in file else None
            return f"{file}::{homework.group()}" if homework else file

    return ByFileAndHomework(config, log)
