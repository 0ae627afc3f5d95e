"""Builds the image that a platform would build from our zip: the same files in the same places, with the same setup.sh.

One thing is added: the layer with the installed packages comes first and depends on nothing but the locks, so that a
changed test does not install torch again. setup.sh finds the packages there and goes on.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.packaging.docker import logged, network_options

BASE = "gradescope/autograder-base:ubuntu-22.04"

# How pip reaches packages on this machine. Files named there are brought along; nothing else of it is.
_PASSED_ON = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_TRUSTED_HOST",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_RETRIES",
    "PIP_PROXY",
)
_CERTIFICATES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
_MACHINE = "/opt/dry-run"

_DOCKERFILE = """\
ARG BASE
FROM ${{BASE}}
COPY machine {machine}
{arguments}
COPY source/dependencies /autograder/source/dependencies
RUN bash /autograder/source/dependencies/install.sh
COPY source /autograder/source
RUN bash /autograder/source/setup.sh \\
 && cp /autograder/source/run_autograder /autograder/run_autograder \\
 && chmod +x /autograder/run_autograder \\
 && mkdir -p /autograder/submission /autograder/results
WORKDIR /autograder
"""


def build_image(package: Path, base: str, tag: str, folder: Path, log: Path, torch: bool) -> None:
    """Build the image `tag` from the zip `package`.

    Args:
        base: the image to start from.
        folder: an empty folder for the build's input.
        log: the file for the build's output.
        torch: whether the homework needs torch; only then is a local folder of wheels copied.

    Raises:
        GraderError: the build failed; the message names the log.
    """
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "source")
    arguments = bring_pip_along(folder / "machine", os.environ, torch)
    lines = "\n".join(f"ARG {name}" for name in sorted(arguments))
    (folder / "Dockerfile").write_text(_DOCKERFILE.format(machine=_MACHINE, arguments=lines), encoding="utf-8")
    options = [f"--build-arg={name}={value}" for name, value in sorted({"BASE": base, **arguments}.items())]
    logged(["build", *network_options(), *options, f"--tag={tag}", str(folder)], log)


def bring_pip_along(folder: Path, environment: Mapping[str, str], wheels: bool) -> dict[str, str]:
    """Build arguments that give pip in the image the same package sources as here; files it needs go into `folder`.

    Only settings in the environment count; without them there are no arguments.
    """
    folder.mkdir(parents=True)
    (folder / "README").write_text("How pip reaches packages on the machine of this dry run.\n", encoding="utf-8")
    arguments = {name: environment[name] for name in _PASSED_ON if environment.get(name)}
    certificate = next((environment[name] for name in _CERTIFICATES if environment.get(name)), "")
    if certificate and Path(certificate).is_file():
        shutil.copyfile(certificate, folder / "certificates.pem")
        arguments["PIP_CERT"] = f"{_MACHINE}/certificates.pem"
    places = [_place(place, folder, wheels) for place in environment.get("PIP_FIND_LINKS", "").split()]
    if any(places):
        arguments["PIP_FIND_LINKS"] = " ".join(place for place in places if place)
    return arguments


def _place(place: str, folder: Path, wheels: bool) -> str:
    """A place with wheels as the image knows it: an address as it is, a folder as the copy of it; or nothing."""
    if "://" in place and not place.startswith("file://"):
        return place
    source = Path(place.removeprefix("file://"))
    if not (wheels and source.is_dir()):
        return ""
    (folder / "wheels").mkdir(exist_ok=True)
    for wheel in sorted(source.glob("*.whl")):
        _link_or_copy(wheel, folder / "wheels" / wheel.name)
    return f"{_MACHINE}/wheels"


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source.resolve(), target)
    except OSError:
        shutil.copyfile(source, target)
