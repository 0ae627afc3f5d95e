"""homework.py, as a student runs it: from the unpacked zip, in an environment that has only pytest and NumPy."""

from __future__ import annotations

import ast
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.handout import student_files

from .sample import NAME, PYTEST, SOLVED, clean_python, needs_links, refresh, run, sample

pytestmark = needs_links


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python without any package."""
    return clean_python(tmp_path_factory.mktemp("bare"), [])


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with pytest and NumPy, and without gradescope-utils."""
    return clean_python(tmp_path_factory.mktemp("python"), [*PYTEST, "numpy"])


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    refresh(sample(root))
    with zipfile.ZipFile(root / "build" / "handouts" / f"{NAME}.zip") as archive:
        archive.extractall(root / "unpacked")
    return root / "unpacked" / NAME


@pytest.fixture
def folder(unpacked: Path, tmp_path: Path) -> Path:
    """The handout as a student has it: its own copy, in a folder with a blank and an accent in its name."""
    return Path(shutil.copytree(unpacked, tmp_path / "mes devoirs, été" / NAME))


@pytest.mark.slow
def test_the_starter_is_not_started_and_has_no_points(python: Path, folder: Path) -> None:
    done = run(python, folder, "test")
    assert (done.returncode, done.stderr) == (1, "")
    assert "1.1   double: of two numbers ... not started (0 of 1)\n         scale.py: double\n" in done.stdout
    assert "0 of 3 public tests passed; the hidden ones run on Gradescope." in done.stdout
    assert not list(folder.rglob("__pycache__")) and not list(folder.rglob(".pytest_cache"))


def test_points_are_added_up_for_each_piece(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    done = run(python, folder, "test")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["1", "double", "1.25", "of", "1.5", "1.5", "3"] in rows
    assert ["2", "Scale", "2", "of", "2", "2", "4"] in rows
    assert ["total", "3.25", "of", "3.5", "3.5", "12"] in rows
    assert "it printed" not in done.stdout


def test_a_failure_says_what_where_and_what_was_printed(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED.replace("2 * a", "2 * a + undefined").replace("factor = 1.0", "pass"))
    done = run(python, folder, "test")
    assert done.returncode == 1
    assert "NameError: name 'undefined' is not defined\n" in done.stdout
    assert "scale.py, line 9, in double:\n             return 2 * a + undefined\n" in done.stdout
    assert "it printed:\n           doubling\n" in done.stdout
    assert "AttributeError: 'Scale' object has no attribute 'factor'" in done.stdout


def test_a_plain_assertion_shows_both_sides(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED.replace("2 * a", "3 * a"))
    assert "FAILED (0 of 1)\n         assert np.float64(3.0) < 1e-09" in run(python, folder, "test").stdout


@pytest.mark.slow
def test_one_piece_or_one_test_can_be_chosen(python: Path, folder: Path) -> None:
    one, two = run(python, folder, "test", "1"), run(python, folder, "test", "1.2", "2")
    assert "0 of 2 public tests passed" in one.stdout and "2.1" not in one.stdout
    assert "0 of 2 public tests passed" in two.stdout and "1.1" not in two.stdout
    none = run(python, folder, "test", "3")
    assert (none.returncode, none.stderr) == (2, "homework.py: there is no public test 3\n")


def test_without_pytest_it_says_what_to_install(bare: Path, folder: Path) -> None:
    done = run(bare, folder, "test")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"homework.py: pytest and numpy cannot be found; run: {bare} -m pip install pytest numpy\n"


def test_points_and_submit_need_no_package(bare: Path, folder: Path) -> None:
    assert ["1", "double", "1.5", "1.5", "3"] in [
        line.split() for line in run(bare, folder, "points").stdout.splitlines()
    ]
    done = run(bare, folder, "submit")
    assert done.returncode == 0
    assert "scale.py" in done.stdout and "still exactly as it was handed out!" in done.stdout
    assert "Due: Friday, 12 February 2027, 23:59 EST." in done.stdout


def test_the_submission_holds_exactly_the_files_that_are_submitted(bare: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    (folder / "notes.txt").write_text("mine")
    done = run(bare, folder, "submit")
    assert "still" not in done.stdout
    with zipfile.ZipFile(folder / f"{NAME}_submission.zip") as archive:
        assert archive.namelist() == ["scale.py"]
        assert archive.read("scale.py").decode() == SOLVED


def test_the_autograder_takes_the_submission_as_it_is(bare: Path, folder: Path, tmp_path: Path) -> None:
    from autograder.intake import receive

    run(bare, folder, "submit")
    (tmp_path / "into").mkdir()
    received = receive(folder / f"{NAME}_submission.zip", sample(tmp_path / "course"), tmp_path / "into")
    assert ([file.path for file in received.files], received.missing, received.ignored) == (["scale.py"], (), ())


@pytest.mark.parametrize("command", ["test", "submit"])
def test_a_missing_file_is_named_with_where_it_was_looked_for(python: Path, folder: Path, command: str) -> None:
    (folder / "sub").mkdir()
    (folder / "scale.py").rename(folder / "sub" / "scale.py")
    done = run(python, folder, command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"homework.py: scale.py is missing from {folder}; there is sub/scale.py; move it\n"
    assert not (folder / f"{NAME}_submission.zip").exists()


@pytest.mark.parametrize("command", ["test", "submit"])
def test_a_file_that_python_cannot_read_is_refused_with_its_line(python: Path, folder: Path, command: str) -> None:
    (folder / "scale.py").write_text("x = 1\ndef f(:\n")
    done = run(python, folder, command)
    assert done.returncode == 2
    assert done.stderr == "homework.py: scale.py, line 2: invalid syntax; fix it, because every test fails until then\n"
    assert run(python, folder, "submit", "--anyway").returncode == 0


def test_a_file_that_cannot_be_imported_is_told_once(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text("import numpy as np\n\nx = undefined\n")
    done = run(python, folder, "test")
    assert done.returncode == 1
    assert "scale.py:3: in <module>" in done.stdout
    assert "NameError: name 'undefined' is not defined" in done.stdout
    assert "No test ran: 2 test files cannot be imported" in done.stdout
    assert done.stdout.count("undefined") <= 2
    assert "site-packages" not in done.stdout and "importlib" not in done.stdout


@pytest.mark.slow
def test_pytest_itself_runs_the_same_tests(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    import subprocess

    for arguments in (["-m", "pytest", "-q"], ["-c", "import sys, pytest; sys.exit(pytest.main(['-q', 'tests']))"]):
        done = subprocess.run([str(python), *arguments], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert "3 passed" in done.stdout


@pytest.mark.slow
def test_gradescope_utils_itself_is_used_where_it_is_installed(python: Path, folder: Path, tmp_path: Path) -> None:
    package = tmp_path / "installed" / "gradescope_utils" / "autograder_utils"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package.parent / "__init__.py").write_text("")
    stand_in = folder / "tests" / "stand_in" / "gradescope_utils" / "autograder_utils" / "decorators.py"
    shutil.copy(stand_in, package / "decorators.py")
    probe = "def test_origin() -> None:\n    from gradescope_utils.autograder_utils import decorators\n"
    (folder / "tests" / "test_03_probe.py").write_text(probe + "    raise AssertionError(decorators.__file__)\n")
    assert str(stand_in) in run(python, folder, "test", "0").stdout.replace("\n", "")
    installed = run(python, folder, "test", "0", PYTHONPATH=str(package.parents[1]))
    assert str(package / "decorators.py") in installed.stdout


def test_the_command_files_use_nothing_that_windows_lacks(folder: Path) -> None:
    for path in (folder / "homework.py", *(folder / "tests" / "homework_loop").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        tops = {name.split(".")[0] for name in imported}
        assert tops - {"pytest", "homework_loop"} <= sys.stdlib_module_names, path
        assert not tops & {"fcntl", "pwd", "grp", "resource", "termios", "curses", "readline", "posix"}


@pytest.mark.slow
def test_a_terminal_that_cannot_show_a_sign_is_no_error(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED.replace("doubling", "∇ → ✓").replace("2 * a", "1 / 0"))
    done = run(python, folder, "test", PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stderr) == (1, "")
    assert "ZeroDivisionError" in done.stdout


def test_help_names_the_commands(bare: Path, folder: Path) -> None:
    done = run(bare, folder, "--help")
    assert done.returncode == 0
    for command in ("test", "watch", "hint", "points", "submit"):
        assert f"\n    {command} " in done.stdout


def test_the_template_and_what_fills_it_belong_together() -> None:
    template = (Path(student_files.__file__).parent / "student" / "homework.py").read_text(encoding="utf-8")
    assert template.count(student_files._BLANK) == 1
