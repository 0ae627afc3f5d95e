"""Tests that need a Docker engine run when they are asked for, and say so when they are not or cannot be."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from autograder.packaging.image import BASE


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = "container" in config.option.markexpr
    reason = "" if chosen else "takes minutes and a Docker engine: `make test-container`"
    for item in items:
        if item.get_closest_marker("container") and reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def base_image() -> str:
    """The image to build on: DRY_RUN_BASE, or Gradescope's own; skips where there is no engine or no image."""
    image = os.environ.get("DRY_RUN_BASE", BASE)
    if shutil.which("docker") is None:
        pytest.skip("no docker command here: nothing was tried in a container")
    if _docker("version").returncode:
        pytest.skip("no Docker engine answers: nothing was tried in a container")
    if _docker("image", "inspect", image).returncode and _docker("pull", image).returncode:
        pytest.skip(f"no image {image} to build on (set DRY_RUN_BASE): nothing was tried in a container")
    return image


def _docker(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["docker", *arguments], capture_output=True, check=False)
