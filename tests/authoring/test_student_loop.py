"""A student's laptop: where one stands, what is next, and what ten accidents look like, each with its remedy."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests import HANGS

from .sample import NAME, PYTEST, SOLVED, clean_python, needs_links, refresh, run, sample

pytestmark = needs_links


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    return Path(shutil.copytree(unpacked, tmp_path / NAME))


def limit(folder: Path, seconds: int) -> None:
    """How long a test may take."""
    text = (folder / "homework.py").read_text(encoding="utf-8")
    assert "'wall': 10.0" in text
    (folder / "homework.py").write_text(text.replace("'wall': 10.0", f"'wall': {seconds}"), encoding="utf-8")


def write(folder: Path, old: str, new: str) -> None:
    assert old in SOLVED
    (folder / "scale.py").write_text(SOLVED.replace(old, new))


# --- the loop ---------------------------------------------------------------------------------------------------------


def test_without_a_command_it_says_where_one_stands_and_what_is_next(python: Path, folder: Path) -> None:
    done = run(python, folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("Homework 1: Scales & <units>. Due: Friday, 12 February 2027, 23:59 EST.\n")
    assert "0 of 3 public tests passed" in done.stdout
    assert (
        "\nNext: 1.1 double: of two numbers\n      not started; piece 1, double\n         scale.py: double\n"
        in done.stdout
    )
    (folder / "scale.py").write_text(SOLVED)
    assert "Next: python homework.py submit, and the written questions.\n" in run(python, folder).stdout


@pytest.mark.slow
def test_a_hint_is_the_next_step_with_the_function_and_the_test(python: Path, folder: Path) -> None:
    done = run(python, folder, "hint")
    assert done.returncode == 0
    assert "Next: 1.1 double: of two numbers" in done.stdout
    assert "scale.py:6: double\n    Twice `a`, *elementwise*.\n" in done.stdout
    assert "The test is in tests/test_01_double.py:10; read it." in done.stdout
    (folder / "scale.py").write_text(SOLVED)
    assert run(python, folder, "hint").stdout.startswith("All public tests pass.")


def test_a_failing_test_shows_its_line_and_the_values_in_it(python: Path, folder: Path) -> None:
    write(folder, "2 * a", "3 * a")
    done = run(python, folder, "test", "1.1")
    assert (
        "tests/test_01_double.py:14: assert np.abs(double(np.array([1.0, 3.0])) - [2.0, 6.0]).max() < TOLERANCE"
        in done.stdout
    )
    path = folder / "tests" / "homework_loop" / "explain.py"
    spec = importlib.util.spec_from_file_location("explain", path)
    assert spec is not None and spec.loader is not None
    explain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(explain)
    said = "shape is (), expected (2,)\nassert () == (2,)\n  \n  Right contains one more item: 2\n  Use -v to get more diff"
    assert explain.without_the_comparison(said) == "shape is (), expected (2,)"
    assert explain.without_the_comparison("assert 1 == 2") == "assert 1 == 2"
    there = {"a": [1, 2], "b": "x" * 999, "f": len, "other": 0}
    shown = dict(explain.values_in("close(f(a), b)", there))
    assert shown["a"] == "[1, 2]" and len(shown["b"]) < 200 and set(shown) == {"a", "b"}


@pytest.mark.slow
def test_of_a_message_pytest_s_repetition_is_left_out_and_input_is_told(python: Path, folder: Path) -> None:
    test = folder / "tests" / "test_01_double.py"
    text = test.read_text()
    test.write_text(text.replace(".max() < TOLERANCE", '.max() < TOLERANCE, "double is wrong"'))
    write(folder, "2 * a", "3 * a")
    said = run(python, folder, "test", "1.1").stdout
    assert "double is wrong\n         tests/test_01_double.py:14: assert " in said and "where" not in said
    write(folder, "2 * a", "input()")
    said = run(python, folder, "test", "1.1").stdout
    assert "your code waits for somebody to type" in said and "scale.py, line" in said and "captured" not in said


def test_submit_says_first_what_will_be_missing(python: Path, folder: Path) -> None:
    write(folder, "factor = 1.0", "pass")
    done = run(python, folder, "submit")
    assert done.returncode == 0
    assert done.stdout.startswith(
        "2 of 3 public tests pass. Without points for now:\n  2.1   Scale.factor: is 1 at first: FAILED\n"
    )
    assert f"{NAME}_submission.zip is written." in done.stdout


def test_requirements_are_those_of_the_grader(unpacked: Path) -> None:
    lines = (unpacked / "requirements.txt").read_text().splitlines()
    assert any(line.startswith("numpy==") for line in lines) and any(line.startswith("pytest==") for line in lines)
    readme = (unpacked / "README.md").read_text()
    for words in (r".venv\Scripts\activate", "source .venv/bin/activate", "uv pip install -r requirements.txt"):
        assert words in readme


def until(lines: Iterator[str], words: str) -> str:
    """What a process says up to a line with these words."""
    said = ""
    for line in lines:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def read_up_to(stream: IO[str], words: str) -> str:
    """What a process says up to these words, in a line that may not have ended."""
    said = ""
    while words not in said:
        said += stream.read(1)
    return said


def started(python: Path, folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"} | more
    command = [str(python), "homework.py", *arguments]
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, start_new_session=True, **out)


def end(process: subprocess.Popen[str]) -> tuple[str, str]:
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    return process.communicate(timeout=HANGS)


@pytest.mark.slow
def test_watch_runs_the_tests_of_the_piece_that_was_saved(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    with started(python, folder, "watch") as process:
        assert process.stdout is not None
        until(process.stdout, "Watching scale.py.")
        write(folder, "2 * a", "4 * a")
        said = until(process.stdout, "public tests passed")
        assert "1.1   double: of two numbers ... FAILED" in said and "2.1" not in said
        (folder / "scale.py").write_text("def f(:\n")
        assert "line 1: invalid syntax" in until(process.stdout, "invalid syntax")
        end(process)
    assert process.returncode == 130


# --- ten accidents ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_accident_1_an_endless_loop_ends_with_its_line_and_the_others_run(python: Path, folder: Path) -> None:
    limit(folder, 2)
    write(folder, "return 2 * a", "while True:\n        a = a + 0")
    done = run(python, folder, "test")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("TIMED OUT (0 of") == 2
    assert "still running after 6 seconds, where Gradescope allows 2; it was at scale.py, line " in done.stdout
    assert "2.1   Scale.factor: is 1 at first ... passed (2 of 2)" in done.stdout


@pytest.mark.slow
def test_accident_2_an_exit_in_the_middle_is_told(python: Path, folder: Path) -> None:
    write(folder, "return 2 * a", "import os; os._exit(7)")
    done = run(python, folder, "test")
    assert (
        "ENDED (0 of 1)\n         Python ended with exit code 7 in the middle of this test; does your code call os._exit"
        in done.stdout
    )
    assert "2.1   Scale.factor: is 1 at first ... passed (2 of 2)" in done.stdout


def test_accident_3_a_closed_pipe_is_told(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    with started(python, folder, "test") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, "homework.py: nobody reads the output any more, so the rest was not run\n")


def test_accident_4_a_syntax_error_is_told_with_its_line(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text("x = 1\ndef f(:\n")
    for command in ([], ["test"], ["hint"], ["submit"]):
        done = run(python, folder, *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert (
            done.stderr
            == "homework.py: scale.py, line 2: invalid syntax; fix it, because every test fails until then\n"
        )


def test_accident_5_it_works_from_another_folder(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    command = [str(python), str(folder / "homework.py"), "test"]
    done = subprocess.run(
        command, cwd=folder.parent, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_accident_6_a_missing_package_is_told_with_the_command(folder: Path, tmp_path: Path) -> None:
    bare = clean_python(tmp_path / "bare", [])
    for command in ([], ["test"], ["hint"], ["watch"]):
        done = run(bare, folder, *command)
        assert (
            done.stderr == f"homework.py: pytest and numpy cannot be found; run: {bare} -m pip install pytest numpy\n"
        )
    assert "The tests were not run: pytest and numpy cannot be found." in run(bare, folder, "submit").stdout


@pytest.mark.slow
def test_accident_7_edited_tests_are_told(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    test = folder / "tests" / "test_01_double.py"
    test.write_text(test.read_text() + "\n# mine\n")
    done = run(python, folder, "test")
    assert (
        "Not as handed out: tests/test_01_double.py. Gradescope uses its own copies, so results may differ there; "
        "unpack them again." in done.stdout
    )
    shutil.copy(folder / "tests" / "test_02_scale.py", test)  # and one that is the other
    assert "Not as handed out" in run(python, folder, "test", "2").stdout


@pytest.mark.slow
def test_accident_7b_a_damaged_test_file_is_told_and_the_others_run(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    test = folder / "tests" / "test_02_scale.py"
    test.write_text(test.read_text() + "\ndef (\n")
    line = len(test.read_text().splitlines())
    done = run(python, folder, "test", "1")
    assert done.returncode == 1
    assert done.stdout.startswith("\n1  double\n") and done.stdout.count("... passed") == 2
    assert f"\ntests/test_02_scale.py, line {line}: invalid syntax\n\n1 test file cannot be imported" in done.stdout
    assert "Not as handed out: tests/test_02_scale.py." in done.stdout and "_pytest" not in done.stdout
    told = run(python, folder).stdout
    assert "2 of 2 public tests passed" in told and told.endswith(
        "Next: unpack tests/test_02_scale.py from the handout again; it is not as it was handed out.\n"
    )


def test_accident_8_a_renamed_file_is_found(python: Path, folder: Path) -> None:
    (folder / "scale.py").rename(folder / "scale (1).py")
    done = run(python, folder, "submit")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"homework.py: scale.py is missing from {folder}; there is scale (1).py; rename it\n"


@pytest.mark.slow
def test_accident_9_a_huge_print_is_cut(python: Path, folder: Path) -> None:
    write(folder, 'print("doubling")', 'print("x" * 10**6); [print("y") for _ in range(10**5)]; undefined')
    done = run(python, folder, "test", "1.1")
    assert len(done.stdout) < 5000
    assert f"{'x' * 400} … 999600 more characters" in done.stdout and "NameError: name 'undefined'" in done.stdout


def test_accident_10_ctrl_c_keeps_what_ran(python: Path, folder: Path) -> None:
    limit(folder, 600)
    write(folder, "factor = 1.0", "@property\n    def factor(self):\n        import time; time.sleep(500)")
    with started(python, folder, "test") as process:
        assert process.stdout is not None
        said = read_up_to(process.stdout, "2.1 ")
        rest, errors = end(process)
    assert (process.returncode, errors) == (130, "")
    assert "Stopped by Ctrl-C: 2 of 2 tests that ran have passed, 1 did not run." in rest
    assert "passed (1 of 1)" in said and "total" in rest


def test_accident_10_ctrl_c_in_the_first_test(python: Path, folder: Path) -> None:
    limit(folder, 600)
    write(folder, "2 * a", '__import__("time").sleep(500)')
    with started(python, folder, "test") as process:
        assert process.stdout is not None
        read_up_to(process.stdout, "1.1 ")
        rest, errors = end(process)
    assert (process.returncode, errors) == (130, "")
    assert "Stopped by Ctrl-C before the first test had ended." in rest and "did not run" not in rest


@pytest.mark.slow
def test_accident_11_an_import_that_the_grader_lacks_is_refused_before_anything_passes(
    python: Path, folder: Path
) -> None:
    """Also where it is installed, as `packaging` is with pytest; what the file can do without is no matter."""
    (folder / "scale.py").write_text("import packaging.version\n" + SOLVED)
    for command in ([], ["test"], ["submit"]):
        done = run(python, folder, *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(
            "homework.py: scale.py, line 1: packaging is not available when graded, even if it is installed here: "
            "this homework has only Python's standard library, numpy\nremove the import"
        )
    (folder / "scale.py").write_text("import helper, scipy\n" + SOLVED)
    (folder / "helper.py").write_text("")
    assert "helper.py is not there when graded, which takes only scale.py" in run(python, folder, "test").stderr
    fine = "try:\n    import packaging\nexcept ImportError:\n    packaging = None\nimport units, random, numpy.linalg\n"
    (folder / "scale.py").write_text(f"{fine}{SOLVED}\n\nif __name__ == '__main__':\n    import packaging\n")
    assert "is not available" not in run(python, folder, "submit").stdout
    write(folder, "return 2 * a", "import packaging\n    return 2 * a")
    assert "scale.py, line 9: packaging is not available when graded" in run(python, folder, "test", "2").stdout


def test_what_a_package_of_the_homework_brings_along_may_be_imported(python: Path, folder: Path) -> None:
    """As `torch` brings `sympy`: read from what is installed, as the grader does."""
    site = next((python.parents[1] / "lib").glob("python*")) / "site-packages"
    for name, needs in (("mathx", "Requires-Dist: tables-core>=1\n"), ("tables-core", ""), ("other", "")):
        told = site / f"{name.replace('-', '_')}-1.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{needs}")
        (told / "top_level.txt").write_text(name.partition("-")[0] + "\n")
    text = (folder / "homework.py").read_text(encoding="utf-8")
    (folder / "homework.py").write_text(text.replace("'has': ['numpy']", "'has': ['mathx', 'numpy']"), encoding="utf-8")
    (folder / "scale.py").write_text("import tables\nimport other\n" + SOLVED)
    assert run(python, folder, "submit").stderr.startswith("homework.py: scale.py, line 2: other is not available")


@pytest.mark.slow
def test_accident_12_closed_outputs_are_no_error(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    for closed in ("1>&-", "1>&- 2>&-"):
        command = f'exec "$0" homework.py submit {closed}'
        done = subprocess.run(["sh", "-c", command, python], cwd=folder, stderr=subprocess.PIPE, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        (folder / f"{NAME}_submission.zip").unlink()


def test_submit_says_of_the_zip_what_is_true(python: Path, folder: Path) -> None:
    """Where nobody reads to the end, and where it is refused while an older one lies there."""
    (folder / "scale.py").write_text(SOLVED)
    with started(python, folder, "submit", PYTHONUNBUFFERED="") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    what = f"not all of it is shown; {NAME}_submission.zip is written"
    assert said == f"homework.py: nobody reads the output any more, so {what}\n"
    with zipfile.ZipFile(folder / f"{NAME}_submission.zip") as archive:
        assert archive.namelist() == ["scale.py"]
    (folder / "scale.py").write_text("def (")
    told = run(python, folder, "submit").stderr
    assert "line 1: invalid syntax" in told and f"\n{NAME}_submission.zip is still the one from 20" in told


def test_tests_that_differ_in_a_parameter_have_different_titles(python: Path, folder: Path) -> None:
    (folder / "scale.py").write_text(SOLVED)
    test = folder / "tests" / "test_02_scale.py"
    more = """

import pytest

@pytest.mark.parametrize("times", [1, 2])
@weight(0)
@number("2.2")
def test_times(times):
    \"\"\"Scale: several times\"\"\"
"""
    test.write_text(test.read_text() + more)
    told = run(python, folder, "test", "2.2").stdout
    assert "2.2   Scale: several times [1] ... passed" in told and "2.2   Scale: several times [2] ... passed" in told
