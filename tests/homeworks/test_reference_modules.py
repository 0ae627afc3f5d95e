"""The harness itself: the reference beside the student's code, checks that hang, torch where it is preloaded."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from autograder.audit.plain import reference_modules
from tools.laptop.homework import HOMEWORKS, Homework

FILES = {
    "solution/answer.py": "import helper\ndef number():\n    import helper as late\n    return helper.ONE + late.ONE\n",
    "solution/helper.py": "ONE = 1\n",
    "oracles/truth.py": "from answer import number\n\ndef twice():\n    return 2 * number()\n",
    "tests/drivers.py": "from answer import number\n",
    "tests/checking.py": "import answer\n",
}


@pytest.fixture
def reference(tmp_path, monkeypatch):
    """The student's `answer` is 40, the reference's is 2."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "student").mkdir()
    (tmp_path / "student" / "answer.py").write_text("def number():\n    return 40\n", encoding="utf-8")
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "student"), str(tmp_path / "tests"), *sys.path])
    reference_modules.install([str(tmp_path / folder) for folder in ("oracles", "solution", "tests")])
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.usefixtures("reference")
def test_the_reference_and_the_students_module_of_one_name_stand_side_by_side():
    import answer
    from reference import answer as right
    from reference import drivers as right_drivers
    from reference import truth

    import drivers

    assert (answer.number(), drivers.number()) == (40, 40)
    assert (right.number(), right_drivers.number(), truth.twice()) == (2, 2, 4)
    assert sys.modules["answer"] is answer


@pytest.mark.usefixtures("reference")
def test_what_runs_in_the_test_process_is_no_part_of_the_reference():
    with pytest.raises(ImportError):
        from reference import checking  # noqa: F401


@pytest.fixture
def tiny(tmp_path):
    """A homework of one function, with a public and a hidden test; its settings are hw1's."""
    course = replace(HOMEWORKS["hw1_autodiff"].assignment.course, root=tmp_path)
    assignment = replace(
        HOMEWORKS["hw1_autodiff"].assignment, course=course, name="tiny", submit=("answer.py",), given=(), pieces=()
    )
    homework = Homework(assignment)
    for folder in (homework.secret / "solution", *homework.tests):
        folder.mkdir(parents=True)
    return homework


@pytest.mark.slow
def test_a_check_that_hangs_fails_and_the_others_keep_their_results(tiny, run):
    homework = Homework(replace(tiny.assignment, limits=replace(tiny.assignment.limits, wall=0.2)))
    (homework.tests[0] / "test_public.py").write_text(
        "def test_endless():\n    while True:\n        pass\n\ndef test_after():\n    assert True\n", encoding="utf-8"
    )
    report = run(homework, {"any": {"answer.py": ""}})["any"]
    assert (report["test_endless"].passed, report["test_endless"].error) == (False, "TookTooLong")
    assert report["test_after"].passed


def test_a_failure_says_which_lines_it_came_through(tiny, run):
    (tiny.tests[1] / "test_hidden.py").write_text(
        "def test_value():\n    from answer import number\n    assert number() == 2, 'not two'\n", encoding="utf-8"
    )
    texts = {
        "wrong": {"answer.py": "def number():\n    return 3\n"},
        "raises": {"answer.py": "def number():\n    1 / 0\n"},
    }
    runs = run(tiny, texts)
    assert runs["wrong"]["test_value"].message == "not two"
    assert runs["raises"]["test_value"].reason.splitlines() == [
        "test_hidden.py:3: assert number() == 2, 'not two'",
        "answer.py:2: 1 / 0",
        "ZeroDivisionError: division by zero",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("preload", [("numpy",), ("numpy", "torch")])
def test_torch_is_warm_where_it_is_preloaded_and_only_there(tiny, run, preload):
    homework = Homework(replace(tiny.assignment, preload=preload))
    (homework.tests[0] / "test_public.py").write_text(
        "import sys\n\ndef test_torch():\n    assert 'torch' in sys.modules\n"
        "    assert sys.modules['torch'].get_num_threads() == 1\n",
        encoding="utf-8",
    )
    assert run(homework, {"any": {"answer.py": ""}})["any"]["test_torch"].passed is ("torch" in preload)


def test_numbers_set_by_partial_credit_and_leaderboard_need_no_grader(tiny, run):
    (tiny.tests[0] / "test_public.py").write_text(
        "from gradescope_utils.autograder_utils.decorators import leaderboard, partial_credit\n\n"
        "@partial_credit(3)\ndef test_part(set_score=None):\n    set_score(1)\n\n"
        "@partial_credit(2)\ndef test_asked(set_score):\n    set_score(1)\n\n"
        "@leaderboard('bits')\ndef test_rank(set_leaderboard_value):\n    set_leaderboard_value(1.5)\n",
        encoding="utf-8",
    )
    report = run(tiny, {"any": {"answer.py": ""}})["any"]
    assert all(result.passed for result in report.values())
    assert [result.points for result in report.values()] == [3, 2, 0]
    assert report["test_rank"].leaderboard == "bits"
