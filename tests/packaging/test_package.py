"""The zip for a platform holds what grading needs, nothing else, and always the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.cli.package import package
from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.grading.digests import fingerprint_digest, homework_digest
from autograder.packaging import entries
from autograder.packaging.package import build_package
from tests.packaging.small_course import ASSIGNMENT, FILES, SOLUTION, write_course


@pytest.fixture
def names(tmp_path: Path) -> dict[str, zipfile.ZipInfo]:
    """The members of the tiny homework's zip."""
    with zipfile.ZipFile(build_package(write_course(tmp_path / "course"), tmp_path / "out")) as archive:
        return {member.filename: member for member in archive.infolist()}


def test_the_same_files_give_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    first = build_package(write_course(tmp_path / "course"), tmp_path / "out").read_bytes()
    other = tmp_path / "elsewhere" / "copy"
    write_course(other, {path: text.replace("\n", "\r\n") for path, text in FILES.items() if path.endswith(".py")})
    for path in other.rglob("*"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
        path.chmod(0o700)
    (other / "assignments/tiny/tests/__pycache__").mkdir()
    (other / "assignments/tiny/tests/__pycache__/test_double.cpython-311.pyc").write_bytes(b"x")
    (other / "assignments/tiny/.DS_Store").write_bytes(b"x")
    assert build_package(load_assignment(load_course(other), "tiny"), tmp_path / "out2").read_bytes() == first


def test_everything_that_grading_needs_is_in_it(names: dict[str, zipfile.ZipInfo]) -> None:
    assert {
        "setup.sh",
        "run_autograder",
        "assignment",
        "dependencies/install.sh",
        "dependencies/requirements.lock",
        "dependencies/requirements-torch.lock",
        "dependencies/torch_build.py",
        "dependencies/torch",
        "autograder/model/course.py",
        "autograder/sandbox/inside/jail/layers.py",
        "course/assignments/course.yaml",
        "course/assignments/shared/given.py",
        "course/assignments/tiny/assignment.yaml",
        "course/assignments/tiny/given/own.py",
        "course/assignments/tiny/tests/test_double.py",
        "course/reference_solutions/tiny/hints.json",
        "course/reference_solutions/tiny/oracles/oracle.py",
        "course/reference_solutions/tiny/solution/tiny.py",
        "course/reference_solutions/tiny/tests/test_double_hidden.py",
    } <= set(names)


def test_answers_mistakes_and_what_only_authors_need_stay_at_home(names: dict[str, zipfile.ZipInfo]) -> None:
    kept_back = ("answers.md", "mistakes/", "autograder/authoring/", "autograder/audit/", "__pycache__", ".pyc")
    assert [name for name in names if any(part in name for part in kept_back)] == []


def test_members_are_sorted_dated_alike_and_only_scripts_can_be_run(names: dict[str, zipfile.ZipInfo]) -> None:
    assert list(names) == sorted(names)
    assert {member.date_time for member in names.values()} == {(1980, 1, 1, 0, 0, 0)}
    runnable = {name for name, member in names.items() if member.external_attr >> 16 & 0o111}
    assert runnable == {"setup.sh", "run_autograder", "dependencies/install.sh"}


def test_text_has_unix_line_ends_and_data_keeps_its_bytes(tmp_path: Path) -> None:
    dos = {
        "assignments/tiny/tests/test_double.py": FILES["assignments/tiny/tests/test_double.py"].replace("\n", "\r\n")
    }
    with zipfile.ZipFile(build_package(write_course(tmp_path / "course", dos), tmp_path)) as archive:
        assert b"\r" not in archive.read("course/assignments/tiny/tests/test_double.py")
        assert b"\r" not in archive.read("run_autograder") + archive.read("setup.sh")
        assert archive.read("course/reference_solutions/tiny/tests/data.bin") == b"bytes\r\nthat stay\r\n"


#: Files with names that editors and systems use, too, or with bytes that look like line ends.
ODD = {
    "assignments/tiny/assignment.yaml": ASSIGNMENT.replace("own.py]", "own.py, blob, .hidden, note~]").replace(
        "[tiny.py]", "[tiny.py, .settings]"
    ),
    "assignments/tiny/given/blob": "a\r\nb",
    "assignments/tiny/given/.hidden": "c\r\n",
    "assignments/tiny/given/note~": "d\r\n",
    "reference_solutions/tiny/solution/.settings": "e\n",
}


def test_named_files_are_in_it_whatever_their_names_and_given_ones_keep_their_bytes(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_package(write_course(tmp_path / "course", ODD), tmp_path)) as archive:
        for path in ODD:
            assert archive.read(f"course/{path}") == ODD[path].encode()


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"reference_solutions/tiny/solution/tiny.py": SOLUTION.replace("\n", "\r\n")}, True),
        ({"reference_solutions/tiny/oracles/notes.md": "a\r\n"}, False),
        ({"reference_solutions/tiny/tests/.gitkeep": ""}, True),
        ({"reference_solutions/tiny/tests/data.bin~": "x"}, True),
        ({"reference_solutions/tiny/tests/data": "a\r\nb"}, False),
        (ODD, False),
    ],
)
def test_a_package_has_the_digests_of_what_it_was_built_from(
    tmp_path: Path, changes: dict[str, str], is_same: bool
) -> None:
    assignment = write_course(tmp_path / "course", changes)
    with zipfile.ZipFile(build_package(assignment, tmp_path)) as archive:
        archive.extractall(tmp_path / "platform")
    there = load_assignment(load_course(tmp_path / "platform" / "course"), "tiny")
    assert homework_digest(there) == homework_digest(assignment)
    assert fingerprint_digest(there) == fingerprint_digest(assignment)
    assert (homework_digest(there) == homework_digest(write_course(tmp_path / "plain"))) is is_same


@pytest.mark.parametrize(("preload", "build"), [("[numpy]", b"none\n"), ("[numpy, torch]", b"cpu\n")])
def test_torch_is_installed_only_for_a_homework_that_imports_it(tmp_path: Path, preload: str, build: bytes) -> None:
    yaml = FILES["assignments/tiny/assignment.yaml"].replace("[numpy]", preload)
    assignment = write_course(tmp_path / "course", {"assignments/tiny/assignment.yaml": yaml})
    with zipfile.ZipFile(build_package(assignment, tmp_path)) as archive:
        assert archive.read("dependencies/torch") == build


def test_a_link_is_refused_and_named(tmp_path: Path) -> None:
    assignment = write_course(tmp_path / "course")
    (assignment.public_tests / "outside.py").symlink_to("/etc/hostname")
    with pytest.raises(InputError, match=r"outside\.py: is a link"):
        build_package(assignment, tmp_path)
    (assignment.public_tests / "outside.py").unlink()
    (assignment.public_tests / "folder").symlink_to("/etc", target_is_directory=True)
    with pytest.raises(InputError, match="folder: is a link"):
        build_package(assignment, tmp_path)


def test_a_repository_without_the_reference_says_that_it_cannot_package(tmp_path: Path) -> None:
    assignment = write_course(tmp_path / "course")
    shutil.rmtree(tmp_path / "course" / "reference_solutions")
    with pytest.raises(InputError, match=r"which grading needs; package in the repository that has"):
        build_package(assignment, tmp_path)


def test_an_unwritable_place_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        build_package(write_course(tmp_path / "course"), tmp_path / "file")


def test_the_command_packages_all_homeworks_of_the_course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assignment = write_course(tmp_path)
    assert package(assignment.course, []) == 0
    assert (tmp_path / "build/autograders/tiny.zip").is_file()
    assert "tiny.zip" in capsys.readouterr().out


def test_points_that_no_test_gives_are_not_packaged(tmp_path: Path) -> None:
    changes = {"assignments/tiny/assignment.yaml": ASSIGNMENT.replace("points: 3", "points: 5")}
    assignment = write_course(tmp_path, changes)
    with pytest.raises(
        InputError, match=r"piece 1 \(double\) has 5 points, its checks add up to 3; change the piece's"
    ):
        package(assignment.course, [])
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    "unread",
    [
        "import pytest\n\n\n@pytest.mark.parametrize('x', sorted({1, 2}))\n@weight(1)\n@number('1.1')\ndef test_more(x):\n    pass\n",
        "class Base:\n    @weight(2)\n    @number('1.1')\n    def test_more(self):\n        pass\n\n\nclass TestOwn(Base):\n    pass\n",
    ],
)
def test_what_gives_points_that_only_pytest_can_count_is_packaged(tmp_path: Path, unread: str) -> None:
    text = "from gradescope_utils.autograder_utils.decorators import number, weight\n"
    assignment = write_course(
        tmp_path,
        {
            "assignments/tiny/assignment.yaml": ASSIGNMENT.replace("points: 3", "points: 5"),
            "reference_solutions/tiny/tests/test_more_hidden.py": text + unread,
        },
    )
    assert package(assignment.course, []) == 0


@pytest.mark.parametrize(
    "name",
    [
        "targets/gradescope/scripts/setup.sh",
        "targets/gradescope/scripts/run_autograder",
        "targets/ci/grade",
        "install.sh",
    ],
)
def test_the_scripts_are_valid_bash(name: str) -> None:
    script = Path(entries.__file__).parent / name
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False).stderr == b""
