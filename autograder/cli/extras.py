"""Packages that some installations lack: which commands need them, and how to install them."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import autograder
from autograder import DISTRIBUTION
from autograder.errors import InputError
from autograder.text import listed

#: Each extra of pyproject.toml that a command needs, and the modules that it brings.
EXTRAS = {
    "audit": ("cosmic_ray",),
    "authoring": ("jinja2", "pypandoc", "pypdf", "typst"),
}


def require(command: str, *extras: str) -> None:
    """Check that the packages of these extras are installed.

    Raises:
        InputError: one is not; the remedy is the command that installs it here.
    """
    missing = [module for extra in extras for module in EXTRAS[extra] if _is_missing(module)]
    if missing:
        what = f"needs what is not installed here: {listed(missing)}"
        raise InputError(f"autograder {command}", what, f"run: {install_command(extras)}")


def install_command(
    extras: Sequence[str],
    prefix: Path = Path(sys.prefix),
    package: Path = Path(autograder.__file__).parent,
    origin: str | None = None,
) -> str:
    """The command that installs extras the way this program was installed: in a checkout, by pipx, uv or pip.

    Args:
        origin: where the program came from if that was no index, e.g. the address of a wheel; by default as it is.
    """
    came_from = _origin() if origin is None else origin
    wanted = f'"{DISTRIBUTION}[{",".join(extras)}]{f" @ {came_from}" if came_from else ""}"'
    if (package.parent / "pyproject.toml").is_file():
        return "make setup"
    if (prefix / "pipx_metadata.json").is_file():
        return f"pipx install --force {wanted}"
    if (prefix / "uv-receipt.toml").is_file():
        return f"uv tool install {wanted}"
    return f"uv pip install {wanted}" if _is_missing("pip") else f"{sys.executable} -m pip install {wanted}"


def _origin() -> str:
    """The address of the file that the program was installed from; "" where an index had it, or nobody knows."""
    try:
        told = json.loads(metadata.distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return ""
    return str(told.get("url", "")) if "archive_info" in told else ""


def _is_missing(module: str) -> bool:
    return importlib.util.find_spec(module) is None
