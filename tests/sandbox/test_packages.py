"""What can be imported is what a package for a platform installs for the homework, and read from one place."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

import autograder.packaging
from autograder.sandbox.inside.packages import Packages
from autograder.sandbox.packages import distributions, importable, told

LOCKS = Path(autograder.packaging.__file__).parent


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (LOCKS / name).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture
def torch() -> None:
    pytest.importorskip("torch")


def test_a_homework_without_torch_has_numpy_and_nothing_of_the_grader():
    assert distributions(["numpy"]) == ("numpy",)
    assert importable(()) == importable(("numpy",)) == ("numpy",)
    assert "numpy" in locked("requirements.lock")


@pytest.mark.usefixtures("torch")
def test_a_homework_with_torch_has_what_the_package_installs_for_it():
    assert set(distributions(["torch"])) == {"numpy", "torch"} | locked("requirements-torch.lock")
    assert {"torch", "functorch", "sympy", "typing_extensions"} <= set(importable(("torch",)))


def test_no_package_of_the_grader_itself_is_among_them():
    own = {"pytest", "_pytest", "pluggy", "msgspec", "yaml", "rich", "gradescope_utils", "pygments", "autograder"}
    assert not own & {*importable(("numpy", "torch"))}


def test_what_preload_names_is_found_under_another_name_too():
    assert "yaml" in importable(("yaml",))
    assert told(["yaml", "json", "numpy.linalg"]) == ("numpy", "yaml")


def test_a_submitted_package_finds_itself_in_version_0(tmp_path, monkeypatch):
    (tmp_path / "own_package").mkdir()
    (tmp_path / "own_package" / "__init__.py").touch()
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    packages = Packages({"numpy"})

    def versions(name):
        context = metadata.DistributionFinder.Context(name=name)
        return [found.version for found in packages.find_distributions(context)]

    assert versions("own_package") == ["0"]
    assert versions("numpy") == [metadata.version("numpy")]
    assert versions("pytest") == versions("json") == versions("nowhere") == versions("../own_package") == []
