"""Settings in assignment.yaml for a test suite from elsewhere: what runs inside, packages, variables."""

from __future__ import annotations

import re

import yaml

from autograder.config.document import Value
from autograder.errors import ConfigError

_VERSION = r"(?:[=<>!~]=|[<>])[0-9A-Za-z.*+!]+"
#: a requirement: a name, and versions
PACKAGE = re.compile(rf"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?) *((?:{_VERSION})(?: *, *{_VERSION})*)?")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
#: what the grader, Python and the system's loader go by
_OURS = (
    "AUTOGRADER_", "PYTHON", "PYTEST_", "LD_", "OMP_", "MKL_", "OPENBLAS_", "TORCH", "PATH", "HOME", "TMPDIR", "LANG",
    "USER", "LOGNAME",
)  # fmt: skip
_TEST = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.py(?:::\w+)*")


def read_inside(value: Value) -> tuple[str, ...]:
    """Tests that run entirely beside student code: files of tests/, tests in them (`test_a.py::test_b`), or all."""
    if isinstance(value.node, yaml.ScalarNode):
        return (value.choice(["all"]),)
    entries: list[str] = []
    for item in value.items():
        entry = item.text()
        if not _TEST.fullmatch(entry):
            raise item.wrong(f"{entry!r} is not a test", "write a file of its tests/, or test_a.py::test_sum")
        if entry in entries:
            raise item.wrong(f"{entry!r} appears a second time", "name each once")
        entries.append(entry)
    return tuple(entries)


def read_flag(value: Value) -> bool:
    """Yes or no."""
    if value.node.tag != "tag:yaml.org,2002:bool":
        raise value.wrong("must be true or false")
    return str(value.node.value).lower() in ("true", "yes", "on")


def read_environment(value: Value) -> tuple[tuple[str, str], ...]:
    """Environment variables for tests and student code; students can read them."""
    found = []
    for name, where in value.written_keys():
        if not _VARIABLE.fullmatch(name) or name.startswith(_OURS):
            raise ConfigError(where, f"{value.name}.{name} cannot be set", "choose a name of your own: COURSE_DATA")
    for name, given in value.section(optional=[name for name, _ in value.written_keys()]).items():
        found.append((name, given.label()))
    return tuple(found)


def read_packages(value: Value) -> tuple[str, ...]:
    """The packages of a homework, e.g. scipy or "pandas>=2.1": names and versions, no pip options, no addresses."""
    found: dict[str, str] = {}
    for item in value.items():
        match = PACKAGE.fullmatch(item.text().strip())
        if match is None:
            raise item.wrong(
                f"{item.text()!r} is not a package", "write its name, and its version: scipy, pandas==2.1.4"
            )
        name = re.sub(r"[-_.]+", "-", match[1]).lower()
        if name in found:
            raise item.wrong(f"{name!r} appears a second time", "name each package once")
        found[name] = match[0].replace(" ", "")
    return tuple(found.values())
