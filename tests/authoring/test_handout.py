"""A handout holds what is listed and nothing else, is the same bytes every time, and is built only when needed."""

from __future__ import annotations

import io
import os
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.handout import build
from autograder.authoring.handout.requirements import needs
from autograder.authoring.source.handout_files import contents
from autograder.cli import publish
from autograder.config import load_course
from autograder.errors import AutograderError, InputError
from autograder.grading.staging import stage
from autograder.intake import receive

from .sample import FILES, NAME, refresh, sample, write_course

HANDOUTS = "build/handouts"
IN_THE_ZIP = {
    "README.md",
    "conftest.py",
    "data/words.txt",
    "homework.py",
    "hw1_scale.html",
    "hw1_scale.pdf",
    "lengths.py",
    "lengths_table.py",
    "pytest.ini",
    "requirements.txt",
    "scale.py",
    "tests/comparing.py",
    "tests/drivers.py",
    *(
        f"tests/homework_loop/{name}.py"
        for name in ("__init__", "child", "explain", "imports", "next_step", "run", "show", "watch")
    ),
    "tests/stand_in/gradescope_utils/__init__.py",
    "tests/stand_in/gradescope_utils/autograder_utils/__init__.py",
    "tests/stand_in/gradescope_utils/autograder_utils/decorators.py",
    "tests/test_01_double.py",
    "tests/test_02_scale.py",
    "units.py",
}
SOLUTION = '''
"""What students write."""


def double(a):
    """Twice."""
    # BEGIN SOLUTION double
    scaled_result = a + a * 1.0 + 0.0 * a
    return scaled_result
    # END SOLUTION
'''


def packed(root: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(root / HANDOUTS / f"{NAME}.zip")


def outputs(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / HANDOUTS).glob("hw*")}


def test_a_handout_holds_what_is_listed_and_what_that_imports_and_nothing_else(tmp_path: Path) -> None:
    assignment = sample(tmp_path)
    leftovers = ("starter/scale.py~", "starter/.scale.py.swp", "tests/__pycache__/a.pyc", "notes.md", "solution.py")
    for path in leftovers:
        (assignment.public / path).parent.mkdir(exist_ok=True)
        (assignment.public / path).write_text("x")
    assert publish.handout(assignment.course, []) == 0
    with packed(tmp_path) as archive:
        assert set(archive.namelist()) == {f"{NAME}/{path}" for path in IN_THE_ZIP}
        assert archive.read(f"{NAME}/scale.py") == (assignment.starter / "scale.py").read_bytes()
        assert archive.read(f"{NAME}/units.py") == (assignment.given_folder / "units.py").read_bytes()
        assert archive.read(f"{NAME}/{NAME}.pdf") == outputs(tmp_path)[f"{NAME}.pdf"]
    assert set(outputs(tmp_path)) == {f"{NAME}.zip", f"{NAME}.pdf", f"{NAME}.html"}


def test_given_files_in_folders_and_binary_ones_are_handed_out_and_graded_with_byte_for_byte(tmp_path: Path) -> None:
    """Also where a given file lies in a folder with one that students write."""
    yaml = f"assignments/{NAME}/assignment.yaml"
    paths = "submit: [scale.py, model/layers.py]\ngiven: [units.py, model/__init__.py, data/words.bin]"
    changed = textwrap.dedent(FILES[yaml]).replace("submit: [scale.py]\ngiven: [units.py]", paths)
    layers = FILES[f"assignments/{NAME}/starter/scale.py"]
    assignment = sample(tmp_path / "course", {yaml: changed, f"assignments/{NAME}/starter/model/layers.py": layers})
    given = {
        "model/__init__.py": b'"""A package."""\r\n\r\nfrom .layers import double',
        "data/words.bin": bytes(range(256)) + b"\r\n\x00",
        "units.py": (assignment.given_folder / "units.py").read_bytes(),
    }
    for path, content in given.items():
        (assignment.given_folder / path).parent.mkdir(exist_ok=True)
        (assignment.given_folder / path).write_bytes(content)

    assert publish.handout(assignment.course, []) == 0
    with packed(tmp_path / "course") as archive:
        written = {path: (assignment.starter / path).read_bytes() for path in assignment.submit}
        for path, content in (given | written).items():
            assert archive.read(f"{NAME}/{path}") == content, path
        archive.extractall(tmp_path)

    submitted = tmp_path / NAME  # the whole folder, in which the student has changed what was given, too
    for path in given:
        (submitted / path).write_bytes(b"changed")
    (tmp_path / "unpacked").mkdir()
    submission = receive(submitted, assignment, tmp_path / "unpacked")
    staged = stage(assignment, submission, tmp_path / "staged")
    found = {path.relative_to(staged).as_posix(): path for path in staged.rglob("*") if path.is_file()}
    assert {path: file.read_bytes() for path, file in found.items()} == given | written


def plant(folder: Path, name: str) -> None:
    (folder / name).write_text("x")


def link(folder: Path, name: str) -> None:
    (folder / name).symlink_to(folder.parents[1] / "course.yaml")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("tests/notes.md", plant),
        ("tests/test_a.py~", plant),
        ("tests/.hidden.py", plant),
        ("tests/answers.ipynb", plant),
        ("tests/linked.py", link),
        ("data/model.pkl", plant),
        ("data/.words.txt", plant),
    ],
)
def test_an_unexpected_file_in_a_folder_that_is_shipped_stops_the_handout(
    tmp_path: Path, name: str, make: Callable[[Path, str], None]
) -> None:
    assignment = sample(tmp_path)
    make(assignment.public, name)
    with pytest.raises(InputError, match="is not a file of a kind that is handed out") as refusal:
        contents(assignment)
    assert refusal.value.where == f"assignments/{NAME}/{name}"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "starter/scale.py",
            "assignments/hw1_scale/starter/scale.py: there is no such file; run 'autograder starter hw1_sc",
        ),
        (
            "given/units.py",
            "assignments/hw1_scale/assignment.yaml:3: given: units.py is neither in assignments/hw1_scale/given nor in",
        ),
    ],
)
def test_a_listed_file_that_is_missing_is_named_with_its_remedy(tmp_path: Path, path: str, message: str) -> None:
    assignment = sample(tmp_path, {f"assignments/{NAME}/{path}": None})
    with pytest.raises(InputError) as refusal:
        contents(assignment)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("starter/scale.py", "there is no such file"),
        ("given/units.py", "is neither in assignments/hw1_scale/given nor"),
    ],
)
def test_a_file_that_is_a_link_is_not_followed(tmp_path: Path, path: str, message: str) -> None:
    assignment = sample(tmp_path)
    (assignment.public / path).unlink()
    (assignment.public / path).symlink_to(assignment.public / "assignment.yaml")
    with pytest.raises(InputError, match=message):
        contents(assignment)


@pytest.mark.parametrize("path", ["given", "given/extra", "starter", "tests", "data", "../shared", "../shared/extra"])
def test_a_file_behind_a_link_is_not_followed(tmp_path: Path, path: str) -> None:
    """Or `given: [extra/answers.json]` would hand out what an oracle knows."""
    changes = {
        f"reference_solutions/{NAME}/oracles/answers.json": "{}",
        f"reference_solutions/{NAME}/oracles/extra/answers.json": "{}",
        f"reference_solutions/{NAME}/oracles/scale.py": "x = 1\n",
        f"assignments/{NAME}/assignment.yaml": FILES[f"assignments/{NAME}/assignment.yaml"].replace(
            "given: [", "given: [extra/answers.json, " if "extra" in path else "given: [answers.json, "
        )
        if "given" in path or "shared" in path
        else FILES[f"assignments/{NAME}/assignment.yaml"],
    }
    assignment = sample(tmp_path, changes)
    place = assignment.public / path
    if place.exists():
        place.rename(tmp_path / "before")
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(assignment.secret / "oracles" / ("extra" if "extra" in path else ""))
    with pytest.raises(InputError, match=r"is neither in|there is no such file|is not a file of a kind"):
        contents(assignment)


def test_a_given_file_may_lie_in_the_shared_folder(tmp_path: Path) -> None:
    changes = {
        f"assignments/{NAME}/given/units.py": None,
        "assignments/shared/units.py": FILES[f"assignments/{NAME}/given/units.py"],
    }
    found = {entry.path: entry for entry in contents(sample(tmp_path, changes))}
    assert found["units.py"].source == tmp_path / "assignments/shared/units.py"
    assert found["units.py"].about == "Lengths in metres"


def test_packages_to_install_are_those_that_tests_and_starter_import(tmp_path: Path) -> None:
    units = "import os\nimport matplotlib.pyplot\nfrom lengths import METRE\n\ndef f():\n    import wandb\n"
    assignment = sample(tmp_path, {f"assignments/{NAME}/given/units.py": units})
    wanted = needs(contents(assignment), assignment.submit)
    assert wanted.packages == ("numpy", "pytest")
    assert wanted.optional == {"units.py": ("matplotlib",)}


def test_two_builds_give_identical_bytes_whatever_the_clock_and_modes_say(tmp_path: Path) -> None:
    first, second = write_course(tmp_path / "one"), write_course(tmp_path / "two")
    for path in second.rglob("*.py"):
        os.utime(path, (1, 10**9))
        path.chmod(0o755)
    for root in (first, second):
        assert publish.handout(load_course(root), [NAME]) == 0
    assert outputs(first) == outputs(second)
    with packed(first) as archive:
        infos = archive.infolist()
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {(info.date_time, info.external_attr >> 16) for info in infos} == {((2027, 2, 1, 12, 0, 0), 0o100644)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}


def test_nothing_is_built_when_nothing_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assignment = sample(tmp_path)
    assert refresh(assignment)
    monkeypatch.setattr(build, "build_handout", lambda *_: pytest.fail("was built again"))
    assert not refresh(assignment)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        f"handouts/{NAME}.md",
        f"assignments/{NAME}/starter/scale.py",
        f"assignments/{NAME}/given/units.py",
        f"assignments/{NAME}/tests/drivers.py",
        f"assignments/{NAME}/data/words.txt",
        f"assignments/{NAME}/assignment.yaml",
        "assignments/shared/lengths_table.py",
        "assignments/course.yaml",
    ],
)
def test_a_change_of_anything_it_is_made_from_builds_it_again(tmp_path: Path, path: str) -> None:
    assert refresh(sample(tmp_path))
    before = outputs(tmp_path)
    assignment = sample(tmp_path, {path: FILES[path].replace("Spring 2027", "Fall") + "\n\n"})
    assert refresh(assignment)
    assert outputs(tmp_path).keys() == before.keys()


@pytest.mark.slow
def test_a_damaged_output_is_built_again(tmp_path: Path) -> None:
    assignment = sample(tmp_path)
    refresh(assignment)
    before = outputs(tmp_path)
    (tmp_path / HANDOUTS / f"{NAME}.pdf").write_bytes(b"%PDF-")
    assert refresh(assignment)
    (tmp_path / HANDOUTS / f".{NAME}.json").write_text("[]")
    assert refresh(assignment)
    assert outputs(tmp_path) == before


@pytest.mark.slow
def test_a_solution_line_anywhere_stops_the_handout_and_leaves_the_old_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = {f"reference_solutions/{NAME}/solution/scale.py": SOLUTION}
    course = sample(tmp_path, secret).course
    assert publish.handout(course, []) == 0
    before = outputs(tmp_path)
    leaked = FILES[f"handouts/{NAME}.md"] + "\n        Try `scaled_result = a + a * 1.0 + 0.0 * a`.\n"
    assert publish.handout(sample(tmp_path, secret | {f"handouts/{NAME}.md": leaked}).course, []) == 2
    assert outputs(tmp_path) == before
    told = capsys.readouterr().err
    assert "hw1_scale.zip" in told and "scale.py" in told and "nothing was written" in told


def test_without_reference_solutions_it_says_what_it_could_not_compare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish.handout(sample(tmp_path).course, []) == 0
    assert "no handout was compared with the solutions" in capsys.readouterr().err


def test_a_homework_that_cannot_be_handed_out_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "assignments/hw0_other/assignment.yaml"
    course = sample(tmp_path, {other: FILES[f"assignments/{NAME}/assignment.yaml"]}).course
    assert publish.handout(course, []) == 2
    assert set(outputs(tmp_path)) == {f"{NAME}.zip", f"{NAME}.pdf", f"{NAME}.html"}
    out, err = capsys.readouterr()
    assert "assignments/hw0_other/starter/scale.py: there is no such file; run 'autograder starter hw0_other'" in err
    assert f"{HANDOUTS}/{NAME}.zip: written" in out


def test_points_that_no_test_gives_are_not_handed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither beside the hidden tests, nor where only their list is there."""
    listed = f"assignments/{NAME}/hidden_checks.json"
    entries = '[{"number": "1.3", "title": "t", "points": 1.5}, {"number": "2.2", "title": "t", "points": POINTS}]\n'
    assignment = sample(tmp_path / "list", {listed: entries.replace("POINTS", "1")})
    assert publish.handout(assignment.course, []) == 2
    assert "piece 2 (Scale) has 4 points, its checks add up to 3; change" in capsys.readouterr().err
    assert not outputs(tmp_path / "list")
    (tmp_path / "list" / listed).write_text(entries.replace("POINTS", "2"))
    assert publish.handout(assignment.course, []) == 0
    hidden = tmp_path / "list" / "reference_solutions" / NAME / "tests"
    hidden.mkdir(parents=True)
    capsys.readouterr()
    assert publish.handout(assignment.course, []) == 2
    assert "piece 1 (double) has 3 points, its checks add up to 1.5; change" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["homework.py", "HomeWork.py", "readme.MD"])
def test_a_file_that_the_handout_itself_makes_cannot_be_given(tmp_path: Path, given: str) -> None:
    """Nor one that is the same file where names of files are equal in either case."""
    settings = FILES[f"assignments/{NAME}/assignment.yaml"].replace("given: [units.py]", f"given: [units.py, {given}]")
    changes = {f"assignments/{NAME}/assignment.yaml": settings, f"assignments/{NAME}/given/{given}": '"""Mine."""\n'}
    with pytest.raises(AutograderError, match=rf"^{given}: is a name that the handout itself needs; rename the file$"):
        refresh(sample(tmp_path, changes))


def test_a_shared_module_beside_a_file_of_nearly_its_name_is_refused(tmp_path: Path) -> None:
    settings = FILES[f"assignments/{NAME}/assignment.yaml"].replace("[units.py]", "[units.py, Lengths.py]")
    changes = {f"assignments/{NAME}/assignment.yaml": settings, f"assignments/{NAME}/given/Lengths.py": "X = 1\n"}
    with pytest.raises(AutograderError, match=r"^lengths\.py: is the same file as Lengths\.py on many computers"):
        refresh(sample(tmp_path, changes))


def test_the_readme_names_the_packages_and_the_due_date(tmp_path: Path) -> None:
    refresh(sample(tmp_path))
    with packed(tmp_path) as archive:
        readme = archive.read(f"{NAME}/README.md").decode()
    assert "(Any other Python with `numpy` and `pytest` will do.)" in readme
    assert "Due: Friday, 12 February 2027, 23:59 EST." in readme
    assert "12 points." in readme
    assert "homework.py test 1      only those of piece 1" in readme


def test_no_path_of_this_machine_is_in_a_handout(tmp_path: Path) -> None:
    refresh(sample(tmp_path))
    for content in outputs(tmp_path).values():
        assert str(tmp_path).encode() not in content
    with zipfile.ZipFile(io.BytesIO(outputs(tmp_path)[f"{NAME}.zip"])) as archive:
        for name in archive.namelist():
            assert str(tmp_path).encode() not in archive.read(name)
