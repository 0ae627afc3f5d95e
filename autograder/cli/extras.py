"""Packages that some installations lack: which commands need them, and how to install them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
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
    extras: Sequence[str], prefix: Path = Path(sys.prefix), package: Path = Path(autograder.__file__).parent
) -> str:
    """The command that installs extras the way this program was installed: in a checkout, by pipx, uv or pip."""
    wanted = f'"{DISTRIBUTION}[{",".join(extras)}]"'
    if (package.parent / "pyproject.toml").is_file():
        return "make setup"
    if (prefix / "pipx_metadata.json").is_file():
        return f"pipx install --force {wanted}"
    if (prefix / "uv-receipt.toml").is_file():
        return f"uv tool install {wanted}"
    return f"uv pip install {wanted}" if _is_missing("pip") else f"{sys.executable} -m pip install {wanted}"


def _is_missing(module: str) -> bool:
    return importlib.util.find_spec(module) is None
