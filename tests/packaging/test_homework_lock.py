"""A homework's own packages: their versions are written down, and the package brings the lock."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.packaging.entries import contents
from autograder.packaging.homework_lock import current_lock
from autograder.packaging.targets import target_named

SETTINGS = 'title: Small\nsubmit: [student.py]\npieces: [{number: "1", name: All, points: 1}]\n'


def wheel(folder: Path, name: str, version: str, needs: str = "") -> None:
    info = f"{name}-{version}.dist-info"
    requires = f"Requires-Dist: {needs}\n" if needs else ""
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A homework, and a folder of wheels that is the only index."""
    for folder in ("wheels", "assignments/hw/tests", "reference_solutions/hw/tests", "reference_solutions/hw/solution"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "reference_solutions/hw/solution/student.py").write_text("")
    wheel(tmp_path / "wheels", "fastmath", "1.0")
    wheel(tmp_path / "wheels", "fastmath", "2.1", "lowlevel>=3")
    wheel(tmp_path / "wheels", "lowlevel", "3.2")
    wheel(tmp_path / "wheels", "numpy", _held("numpy"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return tmp_path


def _held(name: str) -> str:
    from autograder.packaging import homework_lock

    return dict(homework_lock._pinned())[name]


def homework(course, packages):
    (course / "assignments/hw/assignment.yaml").write_text(f"{SETTINGS}packages: [{packages}]\n")
    return load_assignment(load_course(course), "hw")


@pytest.mark.slow
def test_the_lock_holds_the_closure_and_goes_into_the_package(course, capsys):
    assignment = homework(course, "fastmath>=2")
    assert main(["--course", str(course), "lock", "hw"]) == 0
    assert capsys.readouterr().out == "assignments/hw/requirements.lock: written\n"
    text = (course / "assignments/hw/requirements.lock").read_text()
    assert text == "# autograder lock: fastmath>=2\nfastmath==2.1\nlowlevel==3.2\n"
    entries = {entry.path: entry.data for entry in contents(assignment, target_named("gradescope"))}
    assert entries["dependencies/requirements-homework.lock"].decode() == text


@pytest.mark.slow
def test_a_package_needs_the_lock_of_what_is_named(course):
    with pytest.raises(InputError, match="is missing, although packages: names some; run 'autograder lock hw'"):
        current_lock(homework(course, "fastmath"))
    main(["--course", str(course), "lock", "hw"])
    assert current_lock(homework(course, "fastmath")) is not None
    with pytest.raises(InputError, match="is not the lock file of the packages: here"):
        current_lock(homework(course, "fastmath==1.0"))


@pytest.mark.slow
def test_what_pip_does_not_find_is_a_sentence(course, capsys):
    homework(course, "nowhere-to-be-found")
    assert main(["--course", str(course), "lock", "hw"]) == 2
    assert "pip finds no versions" in capsys.readouterr().err


def test_a_homework_without_packages_has_no_lock(course, capsys):
    (course / "assignments/hw/assignment.yaml").write_text(SETTINGS)
    (course / "assignments/hw/requirements.lock").write_text("old")
    assert main(["--course", str(course), "lock"]) == 0
    assert not (course / "assignments/hw/requirements.lock").exists()


@pytest.mark.parametrize("named", ["--index-url=x", "'git+https://x/y'", "a b", "./here", "fastmath, FastMath"])
def test_only_names_and_versions_are_packages(course, named):
    with pytest.raises(InputError, match=r"is not a package|a second time"):
        homework(course, named)
