"""The given files of hw0: run.py trains, logs and draws; wandb_log.py makes the calls that wandb has."""

from __future__ import annotations

import inspect
import json
import os
import re
import resource
import subprocess
import sys

import pytest

from tests import HANGS
from tools.laptop.homework import HOMEWORKS

pytestmark = pytest.mark.slow

STAND_IN = '''
"""wandb as far as an offline run needs it: the calls are written down, in order."""
import json

def record(*call):
    with open("calls.jsonl", "a") as file:
        file.write(json.dumps(call) + "\\n")

class Run:
    def log(self, data, step=None, commit=None):
        record("log", data, step)

    def finish(self, exit_code=None):
        record("finish")

def init(entity=None, project=None, dir=None, id=None, name=None, notes=None, tags=None, config=None, **options):
    assert not options, options
    record("init", project, name, config)
    return Run()
'''


@pytest.fixture(scope="session")
def hw0():
    return HOMEWORKS["hw0_pytorch"]


@pytest.fixture
def student(hw0, tmp_path):
    """A call that runs Python beside the given files and a `primer.py`, without a display: (exit code, output)."""
    for file in hw0.assignment.given:
        (tmp_path / file).write_text(hw0.given(file).read_text(encoding="utf-8"), encoding="utf-8")

    def run(text, *arguments):
        (tmp_path / "primer.py").write_text(text, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "MPLBACKEND")}
        command = [sys.executable, "-W", "error", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=HANGS, env=kept)
        return done.returncode, done.stdout + done.stderr

    run.folder = tmp_path
    return run


def entries(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_run_py_trains_and_draws_within_a_minute(hw0, student):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code, output = student(hw0.solution["primer.py"], "run.py")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert code == 0, output
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 60, "CPU seconds, whatever else runs"
    runs = student.folder / "runs"
    for picture in ("loss.png", "sweep.png"):
        assert (runs / picture).read_bytes().startswith(b"\x89PNG")
        assert (runs / picture).stat().st_size > 20_000
    log = entries(runs / "run.jsonl")
    assert [entry["step"] for entry in log] == list(range(1, 101))
    assert log[-1]["train_loss"] < 0.1 < 0.5 < log[0]["train_loss"]
    assert log[-1]["test_accuracy"] > 0.75
    sweep = {path.stem: entries(path)[-1] for path in runs.glob("sweep_*.jsonl")}
    assert len(sweep) == 11
    losses = [sweep[f"sweep_{rate}"]["train_loss"] for rate in ("0.001", "0.01", "0.1", "1")]
    assert losses == sorted(losses, reverse=True), "too small a rate is too slow"
    assert sweep["sweep_100"]["train_loss"] is None, "too large a rate ends in nan, which is null in a log"
    assert re.search(r"^ +100 +nan +nan", output, re.MULTILINE)


def test_a_run_can_be_repeated_and_starts_a_fresh_log(hw0, student):
    options = ("run.py", "--no-sweep", "--epochs", "3", "--dropout", "0.5", "--seed", "7")
    logs = []
    for _ in range(2):
        code, output = student(hw0.solution["primer.py"], *options)
        assert code == 0, output
        logs.append(entries(student.folder / "runs" / "run.jsonl"))
    assert logs[0] == logs[1]
    assert len(logs[0]) == 3
    assert not (student.folder / "runs" / "sweep.png").exists()


def test_dropout_shows_in_the_loss_while_training(hw0, student):
    """What the third written question asks about."""
    gaps = {}
    for rate in ("0", "0.5"):
        code, output = student(
            hw0.solution["primer.py"], "run.py", "--no-sweep", "--dropout", rate, "--out", rate, "--epochs", "50"
        )
        assert code == 0, output
        last = entries(student.folder / rate / "run.jsonl")[-10:]
        gaps[rate] = sum(entry["training_loss"] - entry["train_loss"] for entry in last) / 10
    assert gaps["0.5"] > 10 * abs(gaps["0"])


def test_what_is_not_started_gets_a_sentence(hw0, student):
    code, output = student(hw0.starter["primer.py"], "run.py")
    assert (code, output) == (1, "not started: primer.py: RunLog.__init__\n")


def test_run_py_does_without_wandb(hw0, student):
    code, output = student(hw0.solution["primer.py"], "run.py", "--no-sweep", "--epochs", "1", "--wandb", "hw0")
    assert code == 0, output
    assert "wandb is not installed here, so this run is logged to the file only" in output


def test_with_wandb_installed_every_entry_is_sent_there_too(hw0, student):
    (student.folder / "wandb.py").write_text(STAND_IN, encoding="utf-8")
    options = ("--no-sweep", "--epochs", "2", "--lr", "0.1", "--wandb", "hw0")
    code, output = student(hw0.solution["primer.py"], "run.py", *options)
    assert code == 0, output
    first, *logged, last = entries(student.folder / "calls.jsonl")
    assert first == ["init", "hw0", None, {"lr": 0.1, "dropout": 0.0, "seed": 0}]
    assert last == ["finish"]
    log = entries(student.folder / "runs" / "run.jsonl")
    assert [{"step": step, **data} for _, data, step in logged] == log


def test_without_being_asked_nothing_is_sent(hw0, student):
    (student.folder / "wandb.py").write_text("raise RuntimeError('imported')\n", encoding="utf-8")
    code, output = student(hw0.solution["primer.py"], "run.py", "--no-sweep", "--epochs", "1")
    assert code == 0, output


def test_wandb_log_has_the_call_of_run_log(hw0):
    """The same `log(step, **values)`, so that a training loop need not know which of the two it has."""
    found = {}
    for file, name in ((hw0.given("wandb_log.py"), "WandbLog"), (hw0.secret / "solution" / "primer.py", "RunLog")):
        names = {}
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec", dont_inherit=True), names)
        found[name] = inspect.signature(names[name].log).replace(return_annotation=inspect.Signature.empty)
    assert found["WandbLog"] == found["RunLog"]
