"""The leaderboard of hw2: honest entries stand, and one that looks ahead, cheats with its sums or is too large does not."""

from __future__ import annotations

import re

import pytest

from tools.laptop.homework import HOMEWORKS

pytestmark = pytest.mark.slow

ENTRIES = {
    "honest": """
def leaderboard_model(vocab_size):
    return KneserNey(3, vocab_size, 0.5)
""",
    "looks ahead": """
import sys


class LooksAhead(KneserNey):
    def dist(self, history):
        p = super().dist(history)
        words = sys._getframe(1).f_locals["words"]  # the whole test text lies in the caller's frame
        return 0.5 * p + 0.5 * np.eye(self.V)[words[len(history)]]


def leaderboard_model(vocab_size):
    return LooksAhead(3, vocab_size)
""",
    "sums to more than 1": """
class Generous(KneserNey):
    def dist(self, history):
        return 1.2 * super().dist(history)


def leaderboard_model(vocab_size):
    return Generous(3, vocab_size)
""",
    "too many orders": """
def leaderboard_model(vocab_size):
    model = KneserNey(3, vocab_size)
    model.n = 41
    return model
""",
}

WORDS = {
    "looks ahead": r"the entry does not stand: by word \d+ the model was more than 20.7 nats better than the source itself",
    "sums to more than 1": r"the entry's distributions: sums to 1.2 at position \d+; probabilities sum to 1",
    "too many orders": r"the entry may store 2050000 n-grams, expected at most 2,000,000",
}


@pytest.fixture(scope="module")
def outcomes(run):
    homework = HOMEWORKS["hw2_ngram_lm"]
    solution = homework.solution["ngram_lm.py"]
    reports = run(homework, {name: {"ngram_lm.py": solution + entry} for name, entry in ENTRIES.items()})
    return {name: report["test_leaderboard"] for name, report in reports.items()}


def test_an_honest_entry_stands(outcomes):
    assert outcomes["honest"].passed, outcomes["honest"].reason


@pytest.mark.parametrize("entry", WORDS)
def test_an_entry_that_is_none_does_not_stand(outcomes, entry):
    assert not outcomes[entry].passed
    assert re.match(WORDS[entry], outcomes[entry].message), outcomes[entry].reason


def test_the_leaderboard_is_worth_no_points(outcomes):
    assert outcomes["honest"].points == 0
    assert outcomes["honest"].leaderboard == "Score (0: best possible 5-gram, 1: perfect)"
