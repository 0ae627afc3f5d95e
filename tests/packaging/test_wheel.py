"""The wheel outside its repository: a course is begun, checked, handed out, packaged and graded in an empty folder."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import numpy
import pytest

from autograder import DISTRIBUTION, __version__
from autograder.cli.extras import EXTRAS, install_command

ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = "hw1_means"
SOLUTION = f"reference_solutions/{HOMEWORK}/solution"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: setuptools leaves its traces beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "autograder", folder / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder / "dist")]
    pip("wheel", *options, str(folder))
    (built,) = (folder / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment that holds the wheel; other packages are those of this environment."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    site = next((folder / "lib").glob("python*")) / "site-packages"
    # Without the last, pip would uninstall the program from this environment.
    options = ["--quiet", "--no-deps", "--no-index", "--ignore-installed"]
    pip("install", *options, "--prefix", str(folder), str(wheel))
    (site / "others.pth").write_text(f"{Path(numpy.__file__).parents[1]}\n", encoding="utf-8")
    return folder / "bin" / "autograder"


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def run(program: Path, *arguments: str, folder: Path, code: int = 0) -> str:
    python = program.parent / "python"  # the script's first line names the Python that pip ran under
    command = [str(python), str(program), *arguments]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_the_wheel_has_a_name_of_its_own_and_its_data(wheel: Path) -> None:
    assert wheel.name == f"{DISTRIBUTION.replace('-', '_')}-{__version__}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in ("authoring/writeup/theme/writeup.typ", "authoring/new/course/Makefile.tmpl", "audit/page.html"):
        assert f"autograder/{path}" in names
    assert not any(re.match(r"(tests|bench|tools|assignments|reference_solutions)/", name) for name in names)


@pytest.mark.slow
def test_a_course_is_begun_and_graded_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert "hw1_means" in run(installed, "init", "spring2027", folder=tmp_path)
    course = tmp_path / "spring2027"
    assert "It is complete" in run(installed, "new", "hw2_attention", folder=course)
    first, again = (run(installed, "check", folder=course) for _ in range(2))
    assert first.count("nothing found") == again.count("nothing found") == 2
    assert (first.count("nothing has changed"), again.count("nothing has changed")) == (0, 2)
    said = run(installed, "handout", folder=course)
    assert {path.suffix for path in (course / "build" / "handouts").glob(f"{HOMEWORK}.*")} == {".zip", ".pdf", ".html"}
    assert f"{HOMEWORK}.pdf: written" in said
    run(installed, "package", folder=course)
    assert (course / "build" / "autograders" / f"{HOMEWORK}.zip").is_file()
    said = run(installed, "grade", HOMEWORK, SOLUTION, "--allow-degraded", folder=course)
    assert "2 checks: 2 passed." in said
    assert str(ROOT) not in said
    for student in ("ada", "ben"):
        with zipfile.ZipFile(course / f"{student}.zip", "w") as archive:
            archive.write(course / SOLUTION / "means.py", "means.py")
        (course / "class").mkdir(exist_ok=True)
        (course / f"{student}.zip").rename(course / "class" / f"{student}.zip")
    run(installed, "batch", HOMEWORK, "class", "--allow-degraded", folder=course)
    lines = (course / "build" / "batches" / HOMEWORK / "batch.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert "index.html" in run(installed, "report", HOMEWORK, folder=course)


@pytest.mark.slow
def test_without_extras_a_command_says_what_installs_what_it_needs(
    wheel: Path, installed: Path, tmp_path: Path
) -> None:
    """From the wheel that the program came from: no index need have it."""
    run(installed, "init", "course", folder=tmp_path)
    site = next((installed.parents[1] / "lib").glob("python*")) / "site-packages" / "others.pth"
    kept = site.read_text(encoding="utf-8")
    packages = tmp_path / "packages"
    packages.mkdir()
    hidden = {"pip", "jinja2", "pypandoc", "pypdf", "typst", "cosmic_ray"}
    for path in Path(kept.strip()).iterdir():
        if path.name.partition(".")[0] not in hidden and not path.name.startswith("__editable__"):
            (packages / path.name).symlink_to(path)
    site.write_text(f"{packages}\n", encoding="utf-8")
    try:
        origin = f" @ {wheel.as_uri()}"
        wanted = f'uv pip install "{DISTRIBUTION}[authoring]{origin}"'  # this environment has no pip
        for command in (["check"], ["handout"], ["site"], ["leaks", "."]):
            said = run(installed, *command, folder=tmp_path / "course", code=2)
            assert said.startswith(f"autograder: autograder {command[0]}: needs what is not installed here: jinja2"), (
                said
            )
            assert said.rstrip().endswith(wanted), said
        said = run(installed, "audit", HOMEWORK, folder=tmp_path / "course", code=2)
        assert said.rstrip().endswith(f'"{DISTRIBUTION}[audit,authoring]{origin}"')
        run(installed, "new", "hw2_more", folder=tmp_path / "course")
        run(installed, "starter", folder=tmp_path / "course")
        run(installed, "package", folder=tmp_path / "course")
        run(installed, "grade", HOMEWORK, SOLUTION, "--allow-degraded", folder=tmp_path / "course")
    finally:
        site.write_text(kept, encoding="utf-8")


def test_extras_are_installed_in_the_way_in_which_the_program_was(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "autograder"
    wanted = f'"{DISTRIBUTION}[audit,authoring]"'
    assert install_command(["audit", "authoring"], tmp_path, package) == f"{sys.executable} -m pip install {wanted}"
    from_wheel = install_command(["audit"], tmp_path, package, origin="file:///w/x.whl")
    assert from_wheel.endswith(f' "{DISTRIBUTION}[audit] @ file:///w/x.whl"')
    (tmp_path / "uv-receipt.toml").touch()
    assert install_command(["audit", "authoring"], tmp_path, package) == f"uv tool install {wanted}"
    (tmp_path / "pipx_metadata.json").touch()
    assert install_command(["audit", "authoring"], tmp_path, package) == f"pipx install --force {wanted}"
    assert install_command(["audit", "authoring"]) == "make setup"


@pytest.mark.slow
def test_no_message_sends_a_reader_to_a_document_that_the_wheel_lacks() -> None:
    found = []
    for path in sorted((ROOT / "autograder").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        comments = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        texts = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in comments]
        found += [(path.name, one.value) for one in texts if re.search(r"\bdocs/\w+\.md", str(one.value))]
    assert found == []


def test_the_table_of_extras_names_those_of_the_project() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for extra, modules in EXTRAS.items():
        listed = text.partition(f"\n{extra} = [")[2].partition("]")[0]
        for module in modules:
            assert re.search(rf'"{module.replace("_", "[-_]")}', listed), (extra, module)


def test_no_message_tells_anybody_to_install_somebody_elses_package() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "autograder").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w-])autograder\[|pip install[^\n]* autograder\b(?!/)", text), path
