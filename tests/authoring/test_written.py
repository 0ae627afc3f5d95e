"""An outline has the write-up's questions and points, and nothing of the answers, which are a PDF for graders."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.leaks import find_leaks, secrets_of
from autograder.authoring.written.build import build_written
from autograder.authoring.written.outline import Question, outline_csv, outline_of
from autograder.config import load_assignment, load_course
from autograder.errors import ConfigError, InputError
from autograder.model import Assignment
from tests.packaging.small_course import ASSIGNMENT, write_course

ROOT = Path(__file__).parents[2]
ANSWER = (
    "The gradient of a sum is the sum of gradients, because differentiation is linear and nothing else is needed here"
)
WRITEUP = """# Tasks

::: {.question points=3}
**Sums.** Let $a = b + c$.

(a) Show it. (1 point)

(b) Conclude. (2 points)
:::

::: {.question points=2}
Why?
:::
"""
KEY = f"""# Answers

## Question 1: sums (3 points)

**(a) 1 point.**
{ANSWER}

## Question 2: why (2 points)

Because $1 + 1 = 2$.
"""


def small(tmp_path: Path, writeup: str = WRITEUP, key: str = KEY) -> Assignment:
    files = {
        "handouts/tiny.md": writeup,
        "assignments/tiny/starter/tiny.py": "def double(x):\n    raise NotImplementedError\n",
        "reference_solutions/tiny/answers.md": key,
        "assignments/tiny/assignment.yaml": f"{ASSIGNMENT}written: 5\n",
    }
    return write_course(tmp_path, files)


def test_an_outline_has_questions_and_their_parts_in_order(tmp_path: Path) -> None:
    questions = outline_of(small(tmp_path))
    assert questions == (Question(1, "Sums", 3, (1, 2)), Question(2, "Question 2", 2))
    assert outline_csv(questions) == "Number,Title,Points\n1,Sums,3\n1.1,(a),1\n1.2,(b),2\n2,Question 2,2\n"


def test_the_answer_key_is_a_pdf_that_no_student_may_see(tmp_path: Path) -> None:
    assignment = small(tmp_path)
    secrets = secrets_of([assignment])
    files = build_written(assignment, secrets)
    assert files["answer_key.pdf"].startswith(b"%PDF")
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "answer_key.pdf").write_bytes(files["answer_key.pdf"])
    assert find_leaks(tmp_path / "published", secrets)
    (tmp_path / "published" / "answer_key.pdf").unlink()
    (tmp_path / "published" / "outline.csv").write_bytes(files["outline.csv"])
    assert not find_leaks(tmp_path / "published", secrets)


@pytest.mark.parametrize(
    ("writeup", "key", "says"),
    [
        (WRITEUP, KEY.replace("(2 points)", "(3 points)"), "answers.md:8: is not the answer to question 2 of 2 points"),
        (WRITEUP, KEY.split("## Question 2")[0], "answers 1 question, and the write-up asks 2"),
        (
            WRITEUP.replace("Conclude. (2 points)", "Conclude. (1 point)"),
            KEY,
            "the parts of question 1 add up to 2 of its 3 points",
        ),
        ("# Tasks\n", KEY, "asks no written question"),
    ],
)
def test_questions_and_answers_that_do_not_agree_are_an_error(
    tmp_path: Path, writeup: str, key: str, says: str
) -> None:
    assignment = small(tmp_path, writeup, key)
    with pytest.raises((ConfigError, InputError)) as refusal:
        build_written(assignment, secrets_of([assignment]))
    assert says in str(refusal.value)


def test_an_outline_that_gives_an_answer_away_is_refused(tmp_path: Path) -> None:
    assignment = small(tmp_path, WRITEUP.replace("**Sums.**", f"**{ANSWER}.**"))
    with pytest.raises(InputError, match="the outline gives something away"):
        build_written(assignment, secrets_of([assignment]))


@pytest.mark.parametrize("name", ["hw0_pytorch", "hw1_autodiff", "hw2_ngram_lm", "hw3_rnn_lm"])
def test_this_course_s_outlines_have_the_points_of_their_homeworks(name: str) -> None:
    assignment = load_assignment(load_course(ROOT), name)
    questions = outline_of(assignment)
    assert sum(question.points for question in questions) == assignment.written
    assert all(question.parts for question in questions)
