"""The given run.py of hw3: it trains within its time, draws everything without a display, and tells a model that cheats."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import numpy as np
import pytest

from tests import HANGS
from tools.laptop.homework import HOMEWORKS

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n"
SHORT = ("--steps", "60", "--batch", "32")


@pytest.fixture(scope="module")
def hw3():
    return HOMEWORKS["hw3_rnn_lm"]


@pytest.fixture
def beside(hw3, tmp_path):
    """A call that runs Python beside the given files and an `rnn_lm.py`: (exit code, output)."""

    def run(text, *arguments):
        (tmp_path / "rnn_lm.py").write_text(text, encoding="utf-8")
        for given in hw3.assignment.given:
            (tmp_path / given).write_text(hw3.given(given).read_text(encoding="utf-8"), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "PYTHONPATH")}
        command = [sys.executable, "-W", "error", *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=HANGS,
            env={**environment, "OMP_NUM_THREADS": "1"},
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture
def solution(hw3):
    return hw3.solution["rnn_lm.py"]


def test_run_draws_all_pictures_and_prints_the_floors(beside, solution, tmp_path):
    code, output = beside(
        solution, "run.py", "--out", "figures", *SHORT, "--h-dim", "8", "--x-dim", "3", "--lr", "0.02"
    )
    assert code == 0, output
    assert output.startswith("864 parameters; {'x_dim': 3, 'h_dim': 8, 'steps': 60, 'batch': 32, ")
    for name in ("loss", "norms", "positions", "samples"):
        data = (tmp_path / "figures" / f"{name}.png").read_bytes()
        assert data.startswith(PNG) and len(data) > 15_000, name
    for line in ("best 2-gram: 3.387", "best 3-gram: 2.859", "best 5-gram: 2.747", "entropy rate: 2.566"):
        assert line in output
    assert "no leak is proved" in output
    samples = (tmp_path / "figures" / "samples.txt").read_text(encoding="utf-8")
    assert re.findall("^== (.*)", samples, re.MULTILINE) == ["the source", "the best possible 5-gram", "your RNN"]


def test_a_model_that_sees_its_targets_and_a_wrong_perplexity_are_told(beside, solution):
    """Each token's logits look at the next one: what a model does whose targets and inputs have been mixed up."""
    cheat = solution.replace(
        "        return F.linear(hs, self.W_hy, self.b_y), h\n",
        "        ahead = F.one_hot(tokens.roll(-1, 0), len(self.b_y))\n"
        "        return F.linear(hs, self.W_hy, self.b_y) + 5 * ahead, h\n",
    )
    wrong = cheat.replace("return math.exp(total / len(ids))", "return 2 ** (total / len(ids))")
    assert solution != cheat != wrong
    code, output = beside(wrong, "run.py", *SHORT)
    assert code == 0, output
    assert re.search(r"leak detector: by word \d+ the model was more than 20.7 nats better than the source", output)
    assert "leaderboard score" not in output
    assert re.search(r"by your `perplexity`; from the logits of your model it is \d\.\d", output)


def test_a_shakespeare_that_is_not_there_is_one_sentence(beside, solution):
    code, output = beside(solution, "run.py", "--shakespeare", "nowhere.txt")
    assert code == 1
    assert "Traceback" not in output
    assert "nowhere.txt" in output


def test_the_best_ngram_of_run_is_that_of_the_source(beside, solution):
    """Its cross-entropy on a long text is the exact one of TextSource up to sampling error."""
    program = (
        "import numpy as np, run\n"
        "source = run.TextSource(3)\n"
        "words = source.sample(np.random.default_rng(1), 20_000)\n"
        "for n in (2, 5):\n"
        "    contexts = np.stack([words[k : len(words) - n + 1 + k] for k in range(n - 1)], axis=1)\n"
        "    p = run.best_ngram(source, contexts)\n"
        "    assert np.allclose(p.sum(axis=1), 1)\n"
        "    logs = np.log(p[np.arange(len(p)), words[n - 1 :]])\n"
        "    print(np.exp(-logs.mean()), source.best_ngram(n), np.exp(-logs.mean()) * logs.std() / len(logs) ** 0.5)\n"
    )
    code, output = beside(solution, "-c", program)
    assert code == 0, output
    for line in output.splitlines():
        measured, exact, error = map(float, line.split())
        assert abs(measured - exact) < 5 * error
        assert error < 0.05


def test_run_names_what_is_not_started(beside, hw3):
    code, output = beside(hw3.starter["rnn_lm.py"], "run.py")
    assert code != 0
    assert "NotImplementedError: rnn_lm.py: RNN" in output


def test_training_text_begins_many_times(beside, solution):
    """So that START's embedding is trained as often as a rare word's."""
    code, output = beside(solution, "-c", "import run; t = run.known_source(None).train; print((t == 0).sum(), len(t))")
    assert code == 0, output
    starts, length = map(int, output.split())
    assert (starts, length) == (300, 300 * 1001)
    assert np.isclose(length / starts, 1001)
