"""What every public test needs: a tape that no earlier test has left anything on."""

import contextlib

import pytest


@pytest.fixture(autouse=True)
def _empty_tape() -> None:
    """Whatever is wrong with `autodiff` or its tape is for the test to find, so it is no error here."""
    with contextlib.suppress(Exception):
        import autodiff

        autodiff.tape.clear()
