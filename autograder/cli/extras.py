"""Packages that not every installation has: which commands need them, and what installs them."""

from __future__ import annotations

import importlib.util
import sys
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
    """See that the packages of these extras are installed.

    Raises:
        InputError: one is not; the remedy is the command that installs it here.
    """
    missing = [extra for extra in extras if any(map(_is_missing, EXTRAS[extra]))]
    if missing:
        modules = listed([module for extra in missing for module in EXTRAS[extra] if _is_missing(module)])
        what = f"needs what is not installed here: {modules}"
        raise InputError(f"autograder {command}", what, f"run: {install_command(missing)}")


def install_command(extras: list[str], prefix: str = sys.prefix, package: str = autograder.__file__) -> str:
    """What installs extras in the way in which this program was installed: a checkout, pipx, uv or pip.

    >>> install_command(["audit", "authoring"], "/home/a/pipx/venvs/x", "/x/site-packages/autograder/__init__.py")
    'pipx install --force "from-scratch-autograder[audit,authoring]"'
    >>> install_command(["audit"], "/home/a/.local/share/uv/tools/x", "/x/site-packages/autograder/__init__.py")
    'uv tool install "from-scratch-autograder[audit]"'
    """
    wanted, parts = f'"{DISTRIBUTION}[{",".join(extras)}]"', Path(prefix).parts
    if (Path(package).parents[1] / "pyproject.toml").is_file():
        return "make setup"
    if "pipx" in parts:
        return f"pipx install --force {wanted}"
    if "uv" in parts and "tools" in parts:
        return f"uv tool install {wanted}"
    return f"{sys.executable} -m pip install {wanted}"


def _is_missing(module: str) -> bool:
    return importlib.util.find_spec(module) is None
