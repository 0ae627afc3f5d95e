"""Installs a build of torch beside the Python that runs this file; on Linux the CPU build.

PyPI's torch for Linux is the CUDA build, with several gigabytes of packages that no homework needs. The
CPU build has a version of its own, "2.13.0+cpu", so asking for exactly that one can never bring the
other. It is looked for where pip is configured to look (an index or a folder of wheels may have it),
then at PyTorch's own index.

`make setup` runs this file, and so does setup.sh inside Gradescope's container, where nothing of ours
is installed yet: it is run by its path and imports the standard library only.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

VERSION = "2.13.0"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"

CPU, NONE = "cpu", "none"
_NEEDS = Path(__file__).with_name("requirements-torch.lock")
_QUIET = ("--quiet", "--quiet")  # errors only: an index that lacks a folder warns once for each package
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")


@dataclass(frozen=True)
class Source:
    """Where to look for which build; `index` replaces the configured package index."""

    requirement: str
    index: str = ""

    @property
    def place(self) -> str:
        return self.index or "the configured package index"

    @property
    def options(self) -> tuple[str, ...]:
        """Options for pip. An index that we name ourselves may be out of reach, so its timeout is short."""
        return ("--index-url", self.index, "--timeout", "15", "--retries", "1") if self.index else ()


def sources(build: str, index: str, system: str) -> tuple[Source, ...]:
    """Where to look for `build`, best first.

    Args:
        build: "cpu", or a requirement as pip takes it.
        index: the only index to ask, or "".
        system: as `platform.system()` names it.

    >>> [source.requirement for source in sources("cpu", "", "Linux")]
    ['torch==2.13.0+cpu', 'torch==2.13.0+cpu']
    >>> sources("cpu", "", "Darwin")
    (Source(requirement='torch==2.13.0', index=''),)
    """
    if build != CPU:
        return (Source(build, index),)
    requirement = f"torch=={VERSION}+cpu" if system == "Linux" else f"torch=={VERSION}"
    if index or system != "Linux":
        return (Source(requirement, index),)
    return (Source(requirement), Source(requirement, CPU_INDEX))


def suits(build: str, installed: str | None, chosen: str | None) -> bool:
    """Whether the installed version is what `build` asks for, given which build was asked for last time.

    A torch that was installed by hand is accepted if it is the version with which homeworks are tested.

    >>> suits("cpu", "2.13.0+cpu", None), suits("cpu", "2.13.0", "torch==2.13.0"), suits("cpu", None, None)
    (True, False, False)
    """
    if installed is None or chosen not in (None, build):
        return False
    return chosen == build if build != CPU else installed.split("+")[0] == VERSION


def main(arguments: Sequence[str] | None = None) -> int:
    """Install the requested build unless it is there; 0 on success."""
    parser = argparse.ArgumentParser(description="Install a build of torch; on Linux the CPU build.")
    parser.add_argument("build", nargs="?", default=CPU, help=f"{CPU}, {NONE}, or a requirement as pip takes it")
    parser.add_argument("--index", default="", help="ask only this index")
    options = parser.parse_args(arguments)
    if options.build == NONE:
        _remove()
    elif not (suits(options.build, _installed(), _chosen()) and _imports()):
        _remove()
        tried = sources(options.build, options.index, platform.system())
        if not any(_install(source, options.build) for source in tried):
            return _fail(tried)
        if not _imports():
            print("torch: it is installed, but cannot be imported", file=sys.stderr)
            return 1
    _record().write_text(options.build, encoding="utf-8")
    return 0


def _installed() -> str | None:
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return None


def _record() -> Path:
    """Remembers which build was asked for: an installed version alone does not tell."""
    return Path(sys.prefix, "torch-build")


def _chosen() -> str | None:
    try:
        return _record().read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _imports() -> bool:
    """Whether torch can be used; asked in a process of its own, which has seen no older torch."""
    command = [sys.executable, "-c", "import torch; torch.ones(2).sum()"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _remove() -> None:
    _record().unlink(missing_ok=True)
    if _installed() is not None:
        subprocess.run([*_PIP, "uninstall", "--quiet", "--yes", "torch"], check=True)


def _install(source: Source, build: str) -> bool:
    print(f"torch: installing {source.requirement} from {source.place}", flush=True)
    if build == CPU:
        subprocess.run([*_PIP, "install", *_QUIET, "--require-hashes", "-r", str(_NEEDS)], check=True)
    command = [*_PIP, "install", *_QUIET, *source.options, source.requirement]
    answer = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if answer.returncode:
        reasons = [line for line in answer.stderr.splitlines() if line.startswith("ERROR:")]
        print(f"torch: not there ({reasons[-1] if reasons else f'pip ended with {answer.returncode}'})", flush=True)
    return answer.returncode == 0


def _fail(tried: Sequence[Source]) -> int:
    python = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    places = " or ".join(source.place for source in tried)
    print(f"torch: no {tried[0].requirement} for {python} was found in {places}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
