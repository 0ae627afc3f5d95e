"""The written questions of hw3: points add up, and the numbers that staff and students read are computed here again."""

from __future__ import annotations

import math
import re
import sys

import numpy as np
import pytest

from tools.laptop.homework import HOMEWORKS, ROOT, read


@pytest.fixture(scope="module")
def hw3():
    return HOMEWORKS["hw3_rnn_lm"]


@pytest.fixture(scope="module")
def answers(hw3):
    return read(hw3.secret / "answers.md")


@pytest.fixture(scope="module")
def write_up():
    return read(ROOT / "handouts" / "hw3_rnn_lm.md")


@pytest.fixture(scope="module")
def source(hw3):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path, str(hw3.shared)])
        from text_source import TextSource

        return TextSource()


def test_the_points_of_the_questions_are_those_of_the_settings(hw3, answers, write_up):
    asked = [int(points) for points in re.findall(r"^::: \{\.question points=(\d+)", write_up, re.MULTILINE)]
    assert sum(asked) == hw3.assignment.written == 30
    assert asked == [
        int(points) for points in re.findall(r"^## Question \d: .*\((\d+) points\)", answers, re.MULTILINE)
    ]
    assert hw3.assignment.points + hw3.assignment.written == 100


def test_the_points_of_the_parts_add_up_to_each_question(answers, write_up):
    for text, pattern in ((write_up, r"\((\d+)\s+points?\)$"), (answers, r"^\*\*\([a-d]\) (\d+) points?")):
        section = text[text.index("# Written questions") :] if "# Written questions" in text else text
        questions = re.split(r"^(?:::: \{\.question|## Question)", section, flags=re.MULTILINE)[1:]
        assert [sum(map(int, re.findall(pattern, q, re.MULTILINE))) for q in questions] == [10, 8, 6, 6]


def test_the_points_of_each_rubric_add_up_to_its_part(answers):
    parts = re.split(r"^\*\*\([a-d]\) ", answers, flags=re.MULTILINE)[1:]
    with_rubric = [part for part in parts if "| points | for |" in part]
    assert len(with_rubric) == 3
    for part in with_rubric:
        rows = re.findall(r"^\| ([\d.]+) \|", part, re.MULTILINE)
        assert sum(map(float, rows)) == float(part.split()[0])


def test_the_floors_in_the_write_up_are_those_of_the_source(write_up, source):
    for n in range(1, 7):
        assert f"| {n}-gram | {source.best_ngram(n):.3f} |" in write_up
    assert f"| any model at all | {source.perplexity_floor:.3f} |" in write_up
    assert f"machine with {len(source.stationary)} states" in write_up


def test_the_play_in_the_write_up_could_have_been_written_by_the_source(write_up, source):
    quoted = re.search(r"^> (JULIET : .*)$", write_up, re.MULTILINE)[1].replace("*", "").split()
    ids = [source.words.index(word) for word in quoted]
    assert np.isfinite(source.logprob(ids)).all()
    assert (quoted.index("my") + 1, quoted.index("thy") + 1) == (3, 16)


def test_the_speeches_in_the_answers_could_have_been_written_by_the_source(answers, source):
    lines = re.findall(r'"((?:NURSE|JULIET) : [^"…]*?)"', answers.replace("*", "").replace("\n", " "))
    assert len(lines) >= 2
    for line in lines:
        ids = [source.words.index(word) for word in line.split()]
        logs = [source.logprob([*before, *ids])[len(before) :] for before in ([], opening(source))]
        assert any(np.isfinite(log).all() for log in logs), line


def opening(source):
    """A first speech by somebody else than the nurse, so that anybody may speak next."""
    words = ["ROMEO", ":", "my", "child", ",", "I", "shall", "kiss", "thee", ".", "\n"]
    return [source.words.index(word) for word in words]


def test_the_leak_detector_speaks_when_the_answer_says(answers, source):
    gain = math.log(0.99) + source.entropy_rate()
    assert f"$20.7 / {gain:.2f} \\approx {math.log(1e9) / gain:.0f}$" in answers


def test_losses_and_tokens_of_the_first_answer_fit_the_settings(hw3, answers, source):
    plan = re.search(r"^LEADERBOARD = (\{.*\})$", hw3.solution["rnn_lm.py"], re.MULTILINE)[1]
    batch, bptt = (int(re.search(rf'"{name}": (\d+)', plan)[1]) for name in ("batch", "bptt"))
    assert f"${bptt} \\cdot {batch} = {bptt * batch}$ tokens" in answers
    for n in (2, 3, 5):
        assert f"({math.log(source.best_ngram(n)):.3f}" in answers
