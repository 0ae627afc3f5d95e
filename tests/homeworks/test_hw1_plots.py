"""The given plots.py of hw1: error of a gradient check against epsilon, measured and drawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from tests import HANGS

MODULES = ("Sigmoid", "Tanh", "Softmax", "SoftmaxCrossEntropy")


@pytest.fixture
def plots(hw1, tmp_path):
    """A call that runs Python beside plots.py and an `autodiff.py`, without a display: (exit code, output)."""

    def run(text, *arguments, **environment):
        (tmp_path / "autodiff.py").write_text(text, encoding="utf-8")
        (tmp_path / "plots.py").write_text(hw1.given("plots.py").read_text(encoding="utf-8"), encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "MPLBACKEND")}
        command = [sys.executable, "-W", "error", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=HANGS, env={**kept, **environment}
        )
        return done.returncode, done.stdout + done.stderr

    run.folder = tmp_path
    return run


def curves(plots, text, names=MODULES):
    """Module -> kind of estimate -> errors, and the epsilons."""
    program = (
        "import json, plots\n"
        f"found = {{n: {{k: v.tolist() for k, v in plots.errors(n).items()}} for n in {list(names)!r}}}\n"
        "print(json.dumps([plots.EPSILONS.tolist(), found]))\n"
    )
    code, output = plots(text, "-c", program)
    assert code == 0, output
    epsilons, found = json.loads(output)
    return np.array(epsilons), {n: {k: np.array(v) for k, v in kinds.items()} for n, kinds in found.items()}


def slope(epsilons, errors, low, high):
    """Of the errors for epsilons between low and high, on logarithmic axes."""
    inside = (epsilons >= low) & (epsilons <= high)
    return np.polyfit(np.log(epsilons[inside]), np.log(errors[inside]), 1)[0]


def test_the_error_falls_with_the_power_that_theory_says_and_then_rises(hw1, plots):
    epsilons, found = curves(plots, hw1.solution["autodiff.py"])
    for name, kinds in found.items():
        assert slope(epsilons, kinds["one-sided"], 1e-6, 1e-2) == pytest.approx(1, abs=0.05), name
        assert slope(epsilons, kinds["central"], 1e-4, 1e-1) == pytest.approx(2, abs=0.05), name
        for errors in kinds.values():
            assert slope(epsilons, errors, 1e-13, 1e-9) == pytest.approx(-1, abs=0.15), name
        assert 1e-6 < epsilons[kinds["central"].argmin()] < 1e-4
        assert 1e-9 < epsilons[kinds["one-sided"].argmin()] < 1e-7
        assert kinds["central"].min() < 1e-9 < kinds["one-sided"].min() < 1e-6


def test_the_curve_of_a_wrong_gradient_is_flat(hw1, plots):
    wrong = hw1.wrong["tanh_backward_from_the_input"]["autodiff.py"]
    epsilons, found = curves(plots, wrong, ["Tanh"])
    middle = found["Tanh"]["central"][(epsilons < 1e-1) & (epsilons > 1e-10)]
    assert middle.min() > 0.01
    assert middle.max() / middle.min() < 1.1


@pytest.mark.slow
@pytest.mark.parametrize(("file", "magic"), [("a.png", b"\x89PNG"), ("a.pdf", b"%PDF"), ("a.svg", b"<?xml")])
def test_the_picture_is_saved_without_a_display(hw1, plots, file, magic):
    code, output = plots(hw1.solution["autodiff.py"], "plots.py", "Softmax", file)
    assert (code, output.splitlines()[-1]) == (0, f"wrote {file}")
    picture = (plots.folder / file).read_bytes()
    assert picture.startswith(magic)
    assert len(picture) > 8000


def test_unstarted_and_unknown_modules_get_a_sentence(hw1, plots):
    assert plots(hw1.starter["autodiff.py"], "plots.py") == (1, "not started: autodiff.py: Tanh.forward\n")
    code, output = plots(hw1.starter["autodiff.py"], "plots.py", "Softmx")
    assert code == 1
    assert "there is no such module here; choose Sigmoid, Tanh, Softmax, SoftmaxCrossEntropy" in output


def test_without_matplotlib_there_are_still_the_numbers(hw1, plots):
    (plots.folder / "matplotlib.py").write_text("raise ImportError('none here')\n", encoding="utf-8")
    code, output = plots(hw1.solution["autodiff.py"], "plots.py")
    assert code == 1
    assert len(output.splitlines()) == 16
    assert "pip install matplotlib" in output
