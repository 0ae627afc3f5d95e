"""README says nothing that is not so: its commands run, its make targets and files exist."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests import HANGS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_make_help_lists_every_target_with_what_it_does():
    told = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None
    assert {name for name, _ in TARGETS} == set(phony[1].split())
    for name, text in TARGETS:
        assert f"make {name}" in told
        assert text in told


def test_make_targets_that_the_readme_names_exist():
    named = set(re.findall(r"\bmake ([a-z][a-z-]+)", README)) - {"sure"}
    assert named <= {name for name, _ in TARGETS}


def test_commands_that_the_readme_names_exist():
    from autograder.cli.parser import parser

    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    commands = set(re.findall(r"(?:autograder|python -m autograder) ([a-z][a-z-]+)", README)) - {"and"}
    for command in commands & {"doctor", "new", "grade"}:
        with pytest.raises(SystemExit) as ended:
            parser().parse_args([command, "--help"])
        assert ended.value.code == 0


def test_files_that_the_readme_links_to_exist():
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_readmes_grade_command_grades_a_real_submission(tmp_path):
    command = next(line.strip() for line in README.splitlines() if line.startswith("    make grade"))
    ran = subprocess.run(
        [*command.split(), f"OUT={tmp_path}"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=HANGS
    )
    assert ran.returncode == 0, ran.stderr
    assert "Score: 72 of 72 points" in ran.stdout
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert sum(test["score"] for test in results["tests"]) == 72
    assert len((tmp_path / "outcomes.jsonl").read_text(encoding="utf-8").splitlines()) >= 71
