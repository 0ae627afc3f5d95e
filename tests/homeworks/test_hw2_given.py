"""The given files of hw2: plots.py makes its files from any state of the student's work. The fast variant is right."""

from __future__ import annotations

import importlib.util
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


@pytest.fixture(scope="module")
def hw2():
    return HOMEWORKS["hw2_ngram_lm"]


@pytest.fixture
def plots(hw2, tmp_path):
    """A call that runs plots.py beside an `ngram_lm.py` and the given files: (exit code, output)."""

    def run(text, *arguments):
        (tmp_path / "ngram_lm.py").write_text(text, encoding="utf-8")
        for given in hw2.assignment.given:
            (tmp_path / given).write_text(hw2.given(given).read_text(encoding="utf-8"), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "PYTHONPATH")}
        command = [sys.executable, "-W", "error", "plots.py", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=HANGS)
        return done.returncode, done.stdout + done.stderr

    return run


def test_plots_of_the_reference_stay_above_the_exact_floors(hw2, plots, tmp_path):
    code, output = plots(hw2.solution["ngram_lm.py"], "--seed", "12345", "--out", "figures")
    assert code == 0, output
    for name in ("perplexity.png", "rank_frequency.png"):
        data = (tmp_path / "figures" / name).read_bytes()
        assert data.startswith(PNG) and len(data) > 20_000
    samples = (tmp_path / "figures" / "samples.txt").read_text(encoding="utf-8")
    assert re.findall(r"^(n = \d|the source itself)$", samples, re.MULTILINE) == [
        *(f"n = {n}" for n in range(1, 6)),
        "the source itself",
    ]
    measured = {line.split(":")[0]: re.findall(r"inf|\d+\.\d+", line.split("for n")[0]) for line in output.splitlines()}
    sys.path.insert(0, str(hw2.shared))
    from text_source import TextSource

    source = TextSource(12345)
    for name in ("add-0.1", "interpolated, EM", "Kneser-Ney"):
        values = [float(value) for value in measured[name] if value != "0.1"]
        assert len(values) == 6
        for n, value in enumerate(values, start=1):
            assert value > 0.98 * source.best_ngram(n), (name, n)
    assert measured["maximum likelihood"][2:] == ["inf"] * 4


def test_plots_leave_out_what_is_not_written_yet(hw2, plots, tmp_path):
    code, output = plots(hw2.starter["ngram_lm.py"])
    assert code == 0, output
    assert "Kneser-Ney: left out, because ngram_lm.py: KneserNey.fit is not written yet" in output
    assert "samples: left out, because ngram_lm.py: NGramLM.fit is not written yet" in output
    assert (tmp_path / "plots" / "perplexity.png").read_bytes().startswith(PNG)
    assert not (tmp_path / "plots" / "samples.txt").exists()


@pytest.fixture
def load(hw2):
    """A call that imports the `ngram_lm.py` of a folder, under a name of its own."""
    names = []

    def imported(*folder):
        names.append("hw2_" + "_".join(folder))
        spec = importlib.util.spec_from_file_location(names[-1], hw2.secret.joinpath(*folder, "ngram_lm.py"))
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module

    yield imported
    for name in names:
        del sys.modules[name]


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_the_fast_variant_says_at_all_positions_at_once_what_the_reference_says(load, n):
    """`logprobs`, on texts in and out of training, with few words and with very many."""
    reference, fast = load("solution"), load("variants", "fast")
    rng = np.random.default_rng(n)
    for vocab_size in (6, 50_000):
        texts = [(3 + rng.zipf(1.5, size=60) % (vocab_size - 3)).tolist() for _ in range(4)]
        right, model = (module.KneserNey(n, vocab_size, 0.6).fit(texts[:3]) for module in (reference, fast))
        for ids in (texts[0], texts[3], []):
            slow = [np.log(right.dist(ids[:t])[word]) for t, word in enumerate([*ids, reference.EOS])]
            assert np.allclose(model.logprobs(ids), slow, rtol=1e-12, atol=1e-12)
            assert np.isclose(model.logprob(ids), sum(slow))


def test_the_fast_variant_needs_no_numbers_beyond_64_bits(load):
    """Two million different words and 8-grams: V^n is far beyond any integer of the machine."""
    rng = np.random.default_rng(0)
    vocab_size = 2_000_000
    text = rng.choice(rng.integers(3, vocab_size, size=50), size=300).tolist()
    model = load("variants", "fast").KneserNey(8, vocab_size).fit([text])
    assert np.isclose(model.dist(text[:20]).sum(), 1)
    assert model.logprobs(text).mean() > -2
