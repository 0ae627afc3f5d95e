"""`autograder check` finds what is planted, names the place, and says what fixes it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.check import Finding, Report, check_assignment
from autograder.authoring.check.decorators import decorator_findings, points_findings
from autograder.authoring.check.findings import gathered
from autograder.authoring.check.layout import layout_findings, starter_findings
from autograder.authoring.check.run import unmatched_findings
from autograder.authoring.check.secrecy import hint_findings, import_findings, leak_findings
from autograder.authoring.check.written_up import write_up_findings
from autograder.authoring.new import write_homework
from autograder.authoring.source.starter import write_starter
from autograder.authoring.source.test_functions import read_test_modules
from autograder.authoring.writeup import render
from autograder.cli import authoring
from autograder.cli import check as check_command
from autograder.config import load_assignment, load_course
from autograder.model import Assignment, Check

NAME = "hw4_attention"
PUBLIC, SECRET = f"assignments/{NAME}", f"reference_solutions/{NAME}"
TEST, HIDDEN = f"{PUBLIC}/tests/test_1_weighted_mean.py", f"{SECRET}/tests/test_1_weighted_mean_hidden.py"
SOLUTION, MISTAKE = f"{SECRET}/solution/attention.py", f"{SECRET}/mistakes/weighted_mean_divides_by_the_count.py"


@pytest.fixture
def homework(tmp_path: Path) -> Assignment:
    """A homework in which nothing is wrong."""
    write_homework(load_course(tmp_path), NAME)
    return load_assignment(load_course(tmp_path), NAME)


Edit = Callable[..., None]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    def change(path: str, old: str, new: str) -> None:
        text = (tmp_path / path).read_text()
        assert old in text, f"{path} has no {old!r}"
        (tmp_path / path).write_text(text.replace(old, new))

    return change


def what_tests_get_wrong(assignment: Assignment) -> list[Finding]:
    modules = read_test_modules(assignment)
    return [*decorator_findings(assignment, modules), *import_findings(assignment, modules)]


def test_nothing_is_found_in_a_sound_homework(homework: Assignment) -> None:
    assert what_tests_get_wrong(homework) == []
    assert list(layout_findings(homework)) == list(starter_findings(homework)) == list(leak_findings(homework)) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (TEST, "@weight(4)\n", "", r"test_1_weighted_mean\.py:10: \w+ has no @weight; write @weight\(1\)"),
        (TEST, "@weight(4)", "@weight('4')", r"mean\.py:9: @weight must be written out; write a number of points"),
        (TEST, "@weight(4)", "@weight(-1)", r"mean\.py:9: @weight must be written out"),
        (TEST, "@weight(4)", "@weight(2 * N)", r"mean\.py:9: @weight must be written out"),
        (TEST, '@number("1.1")\n', "", r"has no @number; write @number\('6\.2'\); there are pieces 1"),
        (TEST, '"1.1"', "1.1", r"mean\.py:10: @number must be written out; write a piece and a counter in quotes"),
        (TEST, '"1.1"', '"2.1"', r"mean\.py:10: @number\('2\.1'\) belongs to no piece; there are pieces 1"),
        (TEST, '"1.1"', '"1.2"', r"@number, '1\.2', stands in .*mean\.py:11 too; number the checks"),
        (TEST, '"1.1"', '"1.3"', r"hidden check 1\.2 is numbered before public 1\.3"),
        (
            TEST,
            "@weight(4)",
            "@visibility('hiden')\n@weight(4)",
            r"mean\.py:9: @visibility\('hiden'\) has no meaning; did you mean 'hidden'\?",
        ),
        (TEST, "weighted_mean: values for", "values for", r"has no title; begin its docstring like"),
        (TEST, ": values for two rows of two numbers", ": right", r"the claim 'right' has 5 characters; use 10 to 110"),
        (
            HIDDEN,
            "of several sizes",
            "around 0.5",
            r"students read 0\.5 in the title or notice of test_weighted_mean_on",
        ),
        (HIDDEN, "_on_random_data", "_of_two_rows", r"a test's name, 'test_weighted_mean_of_two_rows', stands in"),
        (
            HIDDEN,
            "values on random data of several sizes",
            "values for two rows of two numbers",
            r"a title, 'weighted_",
        ),
        (TEST, "import numpy as np", "from reference import attention", r"mean\.py:3: a public test imports reference"),
        (TEST, "import numpy as np", "import torch", r"mean\.py:3: imports torch, which the process that runs"),
    ],
)
def test_a_wrong_test_file_is_found_with_its_line(
    homework: Assignment, edit: Edit, path: str, old: str, new: str, message: str
) -> None:
    edit(path, old, new)
    assert any(re.search(message, str(finding)) for finding in what_tests_get_wrong(homework)), what_tests_get_wrong(
        homework
    )


def test_a_test_module_of_a_hidden_oracle_is_not_importable_from_public_tests(homework: Assignment, edit: Edit) -> None:
    (homework.hidden_tests / "oracles.py").write_text("x = 1\n")
    edit(TEST, "import numpy as np", "import oracles")
    (finding,) = what_tests_get_wrong(homework)
    assert "a public test imports oracles, which students do not have" in finding.what


def test_a_number_that_students_read_in_the_starter_may_stand_in_a_title(homework: Assignment, edit: Edit) -> None:
    edit(HIDDEN, "of several sizes", "around 0.5")
    modules = read_test_modules(homework)
    assert list(decorator_findings(homework, modules, frozenset((0.5,)))) == []


def test_points_that_do_not_add_up_are_found_by_piece(homework: Assignment) -> None:
    assert list(points_findings(homework, [("1.1", 4), ("1.2", 6)])) == []
    (finding,) = points_findings(homework, [("1.1", 4), ("1.2", 5.5)])
    assert finding.what == "piece 1 (weighted_mean) has 10 points, its checks add up to 9.5"


@pytest.mark.parametrize(
    "path",
    [
        f"{PUBLIC}/notes.txt",
        f"{PUBLIC}/solution/attention.py",
        f"{PUBLIC}/tests/test_1.py~",
        f"{PUBLIC}/tests/.test_1.py.swp",
        f"{PUBLIC}/tests/demo.ipynb",
        f"{SECRET}/old/attention.py",
        f"{SECRET}/mistakes/notes.md",
        f"{SECRET}/scratch.py",
    ],
)
def test_a_file_that_has_no_place_is_found(homework: Assignment, tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("x = 1\n")
    (finding,) = layout_findings(homework)
    assert path.startswith(finding.where)
    assert finding.what.endswith("that has no place here")


def test_given_files_have_a_place_and_are_listed(homework: Assignment, tmp_path: Path) -> None:
    (tmp_path / PUBLIC / "given").mkdir()
    (tmp_path / PUBLIC / "given" / "plots.py").write_text("x = 1\n")
    assert list(layout_findings(homework)) == []
    (finding,) = gathered(lambda: starter_findings(homework))
    assert (finding.where, finding.remedy) == (
        f"{PUBLIC}/given/plots.py",
        "list it in assignment.yaml, or delete it",
    )


def test_a_stale_starter_is_fixed_by_the_command_it_names(homework: Assignment, edit: Edit) -> None:
    edit(SOLUTION, "each counted as often", "each taken as often")
    (finding,) = starter_findings(homework)
    assert finding == Finding(f"{PUBLIC}/starter/attention.py", "differs in line 9", f"run 'autograder starter {NAME}'")
    assert authoring.starter(homework.course, [NAME]) == 0
    assert list(starter_findings(homework)) == []


def test_a_leak_in_the_write_up_is_found(homework: Assignment, tmp_path: Path) -> None:
    path = tmp_path / "handouts" / f"{NAME}.md"
    path.write_text(f"{path.read_text()}\nReturn `weights @ values / weights.sum()`, that is all.\n")
    (finding,) = leak_findings(homework)
    assert finding.what == f"repeats {SOLUTION}:19 (weighted_mean)"
    assert finding.where == f"handouts/{NAME}.md:57"


def test_a_leak_in_a_notebooks_checkpoint_is_found_and_one_in_compiled_code_is_not_looked_for(
    homework: Assignment, tmp_path: Path
) -> None:
    """Jupyter keeps a copy there of whatever was edited; bytecode is what running the tests leaves."""
    for folder in ("__pycache__", ".ipynb_checkpoints"):
        (homework.public / folder).mkdir(exist_ok=True)
        (homework.public / folder / "kept.py").write_text((tmp_path / SOLUTION).read_text())
    wheres = {finding.where.rpartition(":")[0] for finding in leak_findings(homework)}
    assert wheres == {f"{PUBLIC}/.ipynb_checkpoints/kept.py"}


def test_a_hint_that_gives_the_answer_away_is_found(homework: Assignment, edit: Edit) -> None:
    assert list(hint_findings(homework)) == []
    edit(MISTAKE, "Divide by how much", "Try weights @ values / weights.sum().\nDivide by how much")
    (finding,) = hint_findings(homework)
    assert finding.where == MISTAKE
    assert finding.what.startswith(f"its hint repeats {SOLUTION}:19")


def found(report: Report) -> str:
    return "\n".join(str(finding) for finding in report.findings)


UNUSED = """


def unused():
    # BEGIN SOLUTION unused
    return "nobody asks for this"
    # END SOLUTION
"""
HARMLESS = '''"""The order of the factors is changed.

It does not matter.
"""

REGION = "weighted_mean"
CAUGHT_BY = ["test_weighted_mean_on_random_data"]


def weighted_mean(values, weights):
    # BEGIN SOLUTION weighted_mean
    return values.T @ weights / weights.sum()
    # END SOLUTION
'''
NOTHING = '''

import pytest


@pytest.fixture(params=[1, 2])
def twice(request):
    return request.param


@weight(1)
@number("1.9")
def test_nothing(twice) -> None:
    """weighted_mean: a point for nobody's work"""
'''
IN_ORDER = '''

SEEN: list[object] = []


@weight(1)
@number("1.8")
def test_first() -> None:
    """weighted_mean: its result is kept"""
    SEEN.append(weighted_mean(np.ones((2, 2)), np.ones(2)))


@weight(1)
@number("1.9")
def test_second() -> None:
    """weighted_mean: the result is the one that was kept"""
    assert len(SEEN) == 1, "nothing was kept"
    assert np.array_equal(weighted_mean(np.ones((2, 2)), np.ones(2)), SEEN[0])
'''
OVER_STRICT = "    assert isinstance(weighted_mean(np.ones((2, 2)), np.ones(2)), np.ndarray), 'must be an array'\n"


CLASS = '''

class Scale:
    """A factor."""

    def __init__(self, factor):
        # BEGIN SOLUTION Scale.__init__
        self.factor = factor
        # END SOLUTION

    def apply(self, a):
        """Multiply."""
        # BEGIN SOLUTION Scale.apply.loop
        return self.factor * a
        # END SOLUTION

    def undo(self, a):
        """Divide."""
        # BEGIN SOLUTION Scale.undo
        return a / self.factor
        # END SOLUTION


# BEGIN SOLUTION _half (helper)
def _half(a):
    return a / 2
# END SOLUTION
'''
WRITE_UP = f"handouts/{NAME}.md"


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ((), "students write Scale.__init__, Scale.apply, Scale.undo, and the write-up shows no signature of them"),
        (("Scale",), "students write Scale.apply, Scale.undo, and the write-up shows no signature of them"),
        (("Scale.undo",), ""),
        (("Scale", "Scale.apply"), ""),
    ],
)
def test_what_students_write_and_the_write_up_does_not_show_is_found(
    homework: Assignment, edit: Edit, shown: tuple[str, ...], says: str
) -> None:
    edit(SOLUTION, "    # END SOLUTION\n", f"    # END SOLUTION\n{CLASS}")
    parts = "".join(f'::: {{.signature name="{name}"}}\n:::\n\n' for name in shown)
    edit(WRITE_UP, "# How to run\n", f"{parts}# How to run\n")
    found = list(write_up_findings(homework))
    assert [(one.where, one.what) for one in found] == ([(WRITE_UP, says)] if says else [])
    assert all(f'::: {{.signature name="{says.split()[2][:-1]}"}}' in one.remedy for one in found)


@pytest.mark.slow
def test_what_grading_gets_wrong_is_found_all_at_once(homework: Assignment, edit: Edit, tmp_path: Path) -> None:
    """A region without a check, a mistake that is not caught, an over-strict test, points for nothing, a wrong name."""
    edit(SOLUTION, "    # END SOLUTION\n", f"    # END SOLUTION\n{UNUSED}")
    edit(MISTAKE, "test_weighted_mean_of_two_rows", "test_weighted_mean_of_rows")
    (tmp_path / SECRET / "mistakes" / "harmless.py").write_text(HARMLESS)
    edit(f"{SECRET}/variants/loop/attention.py", "return result / total", "return list(result / total)")
    edit(TEST, "    got = weighted_mean", f"{OVER_STRICT}    got = weighted_mean")
    with (tmp_path / TEST).open("a") as file:
        file.write(NOTHING)
    write_starter(homework)
    report = check_assignment(homework)
    said = found(report)
    for expected in (
        f"{SOLUTION}:25: leaving out unused costs no points; write a check that needs it",
        f"{SECRET}/mistakes/harmless.py: is not caught by test_weighted_mean_on_random_data, which it names; streng",
        f"{MISTAKE}: CAUGHT_BY names test_weighted_mean_of_rows, which is not a test; did you mean 'test_weighted_mean_of",
        f"{TEST} (test_weighted_mean_of_two_rows): the right variant loop loses points: failed: must be an array; see",
        f"{TEST} (test_nothing): the starter, with nothing written, earns 1 points; let the check use",
        "piece 1 (weighted_mean) has 10 points, its checks add up to 12",
        f"{PUBLIC}/tests: the public tests of piece 1 read as 5 points, and pytest makes 6 of them; repeat a test only by",
    ):
        assert expected in said, said
    assert "the reference solution loses" not in said


@pytest.mark.slow
def test_a_variant_without_a_function_is_told_once_and_not_for_every_check(homework: Assignment, edit: Edit) -> None:
    edit(f"{SECRET}/variants/loop/attention.py", "def weighted_mean", "def mean_with_weights")
    losses = [one for one in check_assignment(homework).findings if "the right variant loop loses" in one.what]
    assert len(losses) == 1
    assert "loses points here and in 1 other check: " in losses[0].what and "weighted_mean" in losses[0].what


@pytest.mark.slow
def test_checks_that_depend_on_their_order_are_found_where_they_may_run_side_by_side(
    homework: Assignment, edit: Edit, tmp_path: Path
) -> None:
    with (tmp_path / TEST).open("a") as file:
        file.write(IN_ORDER)
    edit(f"{PUBLIC}/assignment.yaml", "points: 10", "points: 12")
    (finding,) = _about_order(homework)
    assert finding.where == f"{TEST} (test_second)"
    assert finding.what.endswith(" have run before: failed: nothing was kept")
    edit(f"{PUBLIC}/assignment.yaml", "side_by_side: true", "side_by_side: false")
    assert _about_order(homework) == []


def _about_order(homework: Assignment) -> list[Finding]:
    found = check_assignment(load_assignment(homework.course, NAME)).findings
    return [one for one in found if "passes only if other checks" in one.what]


def test_a_wrong_marker_is_reported_once(homework: Assignment, edit: Edit) -> None:
    edit(SOLUTION, "# END SOLUTION", "# nothing")
    (finding,) = [one for one in check_assignment(homework).findings if "has no end" in one.what]
    assert finding.where.startswith(f"{SOLUTION}:")


@pytest.mark.slow
def test_a_test_file_that_cannot_be_imported_is_told_without_pytest_s_own_lines(
    homework: Assignment, edit: Edit
) -> None:
    edit(TEST, "import numpy as np", "import numpy as np\nimport no_such_helpers")
    (finding,) = [one for one in check_assignment(homework).findings if "cannot be used" in one.what]
    assert "No module named 'no_such_helpers'" in finding.what and f"{TEST}:" in finding.what
    assert "importlib" not in finding.what and "_pytest" not in finding.what and "Hint:" not in finding.what


@pytest.mark.slow
def test_a_check_that_the_solution_fails_is_reported_once(homework: Assignment, edit: Edit) -> None:
    """And not again for every variant, mistake and region."""
    edit(TEST, "[2.0, 3.0]", "[2.0, 3.5]")
    report = check_assignment(homework)
    (finding,) = report.findings
    assert finding.where == f"{TEST} (test_weighted_mean_of_two_rows)"
    assert finding.what.startswith("the reference solution loses points: failed: ")
    assert finding.remedy == f"see 'autograder grade {NAME} {SECRET}/solution'"


def test_tests_that_cannot_be_collected_are_a_finding_and_no_traceback(
    homework: Assignment, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(TEST, "import numpy as np", "import numpi as np")
    assert check_command.check(homework.course, [NAME]) == 1
    said = capsys.readouterr().out
    assert "No module named 'numpi'" in said and "1 finding" in said


def test_a_public_repository_says_what_cannot_be_checked(
    homework: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(homework.secret)
    assert check_command.check(homework.course, [NAME]) == 0
    said = capsys.readouterr().out
    assert "hw4_attention: 1 public check: nothing found" in said
    assert (
        "note: reference_solutions/hw4_attention is not here, so there is no telling whether the starter is up to"
        in said
    )


def test_a_homework_without_a_line_in_the_schedule_gets_a_note(homework: Assignment, tmp_path: Path) -> None:
    shutil.rmtree(homework.secret)
    (tmp_path / "assignments" / "course.yaml").write_text(
        "schedule:\n  - {assignment: hw9_other, released: 2027-01-13 12:00, due: 2027-01-22 23:59}\n"
    )
    report = check_assignment(load_assignment(load_course(tmp_path), NAME))
    assert any("not in the schedule" in note for note in report.notes)


def test_a_hidden_test_below_an_if_is_read(homework: Assignment, tmp_path: Path) -> None:
    for word in ("def", "async def"):
        (tmp_path / HIDDEN).write_text(f"if True:\n    {word} test_made(): ...\n")
        said = [str(finding) for finding in what_tests_get_wrong(homework)]
        assert any(f"{HIDDEN}:2: test_made has no @weight" in line for line in said), said


def test_what_is_read_and_what_is_collected_are_compared_both_ways(homework: Assignment, tmp_path: Path) -> None:
    modules = read_test_modules(homework)
    public, hidden = (Path(path).name for path in (TEST, HIDDEN))
    read = [
        Check(f"public/{public}::test_weighted_mean_of_two_rows", "a"),
        Check(f"hidden/{hidden}::test_weighted_mean_on_random_data[a::b]", "b"),
    ]
    assert not list(unmatched_findings(homework, modules, read))
    made = [Check(f"hidden/{hidden}::TestMade::test_made[{x}]", "c") for x in (1, 2)]
    elsewhere = Check(f"hidden/{hidden}::test_weighted_mean_of_two_rows", "d")
    said = [str(finding) for finding in unmatched_findings(homework, modules, [read[0], *made, elsewhere])]
    assert said == [
        f"{HIDDEN}:{_line(tmp_path / HIDDEN, 'def test_weighted_mean_on')}: test_weighted_mean_on_random_data is never"
        " run; let pytest collect it: is it in a class Test…?",
        *(
            f"{HIDDEN}: {name} is run, but nobody could read its title, its points and what gives it away; "
            f"define it in a file test_….py, by 'def {name}' in that file or a class of it"
            for name in ("test_made", "test_weighted_mean_of_two_rows")
        ),
    ]


def _line(path: Path, start: str) -> int:
    return path.read_text()[: path.read_text().index(start)].count("\n") + 1


@pytest.mark.slow
def test_a_broken_formula_is_found_with_its_line(homework: Assignment, edit: Edit, tmp_path: Path) -> None:
    path = f"handouts/{NAME}.md"
    edit(path, "weights 3 and 1", "weights $\\frac{3}$ and 1")
    report = check_assignment(homework)
    (finding,) = report.findings
    line = _line(tmp_path / path, "weights $\\frac")
    assert finding.where == f"{path}:{line}"
    assert r"the formula \frac{3}: unexpected" in finding.what and "expecting" not in finding.what
    assert report.counts.startswith("2 checks")  # and the rest was looked at


@pytest.mark.slow
def test_a_formula_that_only_paper_refuses_is_found_too(homework: Assignment, tmp_path: Path) -> None:
    theme = tmp_path / "handouts" / "theme"
    shutil.copytree(render.THEME, theme)
    with (theme / "writeup.typ").open("a") as file:
        file.write('\n#show math.equation.where(block: true): it => panic("too wide")\n')
    (finding,) = check_assignment(homework).findings
    assert finding.where == f"handouts/{NAME}.md:{_line(tmp_path / f'handouts/{NAME}.md', '$$')}"
    assert finding.what.startswith("typst says: panicked with: ")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("given: []", "given: [plots.py]", r"assignment\.yaml:\d+: given: plots\.py is neither in"),
        (
            "submit: [attention.py]",
            "submit: [attention.py, more.py]",
            r"starter/more\.py: there is no such file; run 'aut",
        ),
    ],
)
def test_a_listed_file_that_is_missing_is_a_finding(
    homework: Assignment, edit: Edit, old: str, new: str, message: str
) -> None:
    edit(f"{PUBLIC}/assignment.yaml", old, new)
    changed = load_assignment(load_course(homework.course.root), NAME)
    assert re.search(message, found(check_assignment(changed)))
    assert check_command.check(changed.course, [NAME]) == 1


@pytest.mark.slow
def test_an_unchanged_homework_is_graded_once(homework: Assignment, edit: Edit) -> None:
    steps: list[str] = []
    first = check_assignment(homework, lambda what, done, of: steps.append(what))
    assert (first.findings, first.unchanged) == ((), False)
    assert "grading mistake-weighted_mean_divides_by_the_count" in steps
    again = check_assignment(homework)
    assert (again.counts, again.unchanged) == (first.counts, True)
    assert not check_assignment(homework, fresh=True).unchanged
    edit(f"handouts/{NAME}.md", "Motivation", "Why")  # a write-up decides nothing about grading
    assert check_assignment(homework).unchanged
    edit(TEST, "@weight(4)", "@weight(3)")
    changed = check_assignment(homework)
    assert not changed.unchanged and changed.findings
    assert not check_assignment(homework).unchanged  # what is wrong is looked at again
