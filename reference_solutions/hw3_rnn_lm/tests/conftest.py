"""What every hidden test needs: data that nobody has seen before."""

import os
import zlib

import numpy as np
import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Where pytest-timeout is not installed, its marker is read by the grader only."""
    config.addinivalue_line("markers", "in_place: the check sees what student code changes in its arguments")
    config.addinivalue_line("markers", "timeout(seconds): what one check may take")


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator of the test's own, from the run's AUTOGRADER_SEED and the test's name."""
    seed = int(os.environ.get("AUTOGRADER_SEED", "0"))
    return np.random.default_rng([seed, zlib.crc32(request.node.name.encode())])
