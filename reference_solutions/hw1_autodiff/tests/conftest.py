"""What every hidden test needs: an empty tape, and data that nobody has seen before."""

import contextlib
import os
import zlib

import numpy as np
import pytest


def pytest_configure(config: pytest.Config) -> None:
    """The marker is for the grader: on a laptop, every check sees what is changed in place."""
    config.addinivalue_line("markers", "in_place: the check sees what student code changes in its arguments")


@pytest.fixture(autouse=True)
def _empty_tape() -> None:
    """Whatever is wrong with `autodiff` or its tape is for the test to find, so it is no error here."""
    with contextlib.suppress(Exception):
        import autodiff

        autodiff.tape.clear()


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator of the test's own, from the run's AUTOGRADER_SEED and the test's name."""
    seed = int(os.environ.get("AUTOGRADER_SEED", "0"))
    return np.random.default_rng([seed, zlib.crc32(request.node.name.encode())])
