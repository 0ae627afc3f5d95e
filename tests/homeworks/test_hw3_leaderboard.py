"""The leaderboard of hw3: honest entries stand; one that is too large, or has seen the test text, does not."""

from __future__ import annotations

import re

import pytest

from tools.laptop.homework import HOMEWORKS

pytestmark = pytest.mark.slow

CHECK = "test_learning_a_fresh_source"

ENTRIES = {
    "as given": "",
    "too large": "LEADERBOARD |= {'h_dim': 90}\n",
    "hardly trained": "LEADERBOARD |= {'steps': 5}\n",
    # In the jail the text lies in another process; here it lies in the caller's frame.
    "knows the text": """
LEADERBOARD |= {"steps": 5}


class Knowing(RNNLM):
    def forward(self, tokens, h0=None):
        import sys

        logits, h = super().forward(tokens, h0)
        frame = sys._getframe()
        while frame is not None and "texts" not in frame.f_locals:
            frame = frame.f_back
        if frame is not None:
            known = torch.from_numpy(frame.f_locals["texts"][frame.f_locals["row"]] + 1)
            logits = logits + 20 * F.one_hot(known, logits.shape[-1])
        return logits, h


RNNLM = Knowing
""",
}

WORDS = {
    "too large": r"LEADERBOARD: the model has \d+ parameters; 10000 are allowed",
    "hardly trained": r"perplexity \d+\.\d+ on fresh text; the best possible 2-gram has 3\.\d+",
    "knows the text": r"the entry cannot stand: by word \d+ the model was more than 20.7 nats better than the source",
}


@pytest.fixture(scope="module")
def outcomes(run):
    homework = HOMEWORKS["hw3_rnn_lm"]
    text = homework.solution["rnn_lm.py"]
    entries = {name: {"rnn_lm.py": text + more} for name, more in ENTRIES.items()}
    return {name: report[CHECK] for name, report in run(homework, entries).items()}


def test_the_entry_that_students_are_given_stands(outcomes):
    assert outcomes["as given"].passed, outcomes["as given"].reason
    assert outcomes["as given"].leaderboard.startswith("RNN: ")


@pytest.mark.parametrize("name", WORDS)
def test_an_entry_that_cannot_stand_is_told_why(outcomes, name):
    assert not outcomes[name].passed
    assert re.match(WORDS[name], outcomes[name].message), outcomes[name].message
