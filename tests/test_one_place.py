"""What stands in one place stands in no second one: two readers of one fact cannot disagree."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from autograder.model import Limits
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.inside.jail.layers import Jail
from autograder.sandbox.inside.wire.allowed_types import REPLY
from autograder.sandbox.inside.wire.framing import FrameLimits

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"
#: runs on a student's computer, where nothing of ours is installed; or before anything is installed
ALONE = {path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "authoring/handout/student").rglob("*.py")}
ALONE |= {"packaging/torch_build.py"}
SOURCES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).as_posix() not in ALONE
}


def found(pattern: str) -> set[str]:
    """The modules in which a pattern occurs."""
    return {name for name, text in SOURCES.items() if re.search(pattern, text)}


@pytest.mark.parametrize("noun", [ChildSpec, Jail])
def test_only_the_assignments_limits_have_defaults(noun):
    limits = {field.name for field in dataclasses.fields(Limits)} - {"scratch"} | {"cpu_seconds"}
    for field in dataclasses.fields(noun):
        assert field.name not in limits or field.default is dataclasses.MISSING, field.name
    assert all(field.default is dataclasses.MISSING for field in dataclasses.fields(FrameLimits))
    assert REPLY.nodes == REPLY.extent == 1 << 62  # none of its own


def test_one_module_decides_what_full_marks_are():
    assert found(r"earned\s*>=|earned\s*<[^a-z]*\S*points|possible\s*-\s*\w*1e-9") == {"model/outcome.py"}


def test_one_module_writes_files_in_one_step():
    assert found(r"os\.replace\(|\bmkstemp\b") == {"files.py"}


def test_one_module_makes_zips():
    assert found(r"ZipInfo\(") == {"files.py"}


def test_one_function_finds_given_files():
    """Besides it, the starter's module says where none may lie, and the reference is told of the folder."""
    asks = found(r"\.given_folder\b")
    assert asks == {"grading/staging.py", "grading/runner_config.py", "authoring/source/starter.py"}


def test_one_module_knows_what_tools_leave_behind():
    """Intake looks for what students' computers leave, which is another question."""
    assert found(r"\.mypy_cache|\.ruff_cache") == {"files.py", "intake/names.py"}


def test_only_the_command_line_parses_and_prints():
    for name, text in SOURCES.items():
        used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        imported = re.search(r"^\s*(?:import|from) (?:argparse|rich)\b", text, re.MULTILINE)
        assert name.startswith("cli/") or not (imported or "print" in used), name


def test_one_function_grades_a_submission():
    """Whoever takes a submission in and has it graded does so by this function."""
    receives = found(r"\breceive\(\w+, assignment")
    only_unpack = {"packaging/targets/gradescope/layout.py", "reporting/pages/sources.py"}
    assert receives == {"pipeline/grade_one.py", *only_unpack}


def test_every_file_that_is_no_module_is_named_as_the_packages_data():
    """Or an installed package lacks it."""
    text = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    section = text.partition("[tool.setuptools.package-data]\n")[2].partition("\n\n")[0]
    named = re.findall(r'^"?([\w.]+)"? = \[(.*)\]$', section, re.MULTILINE)
    folders = [(PACKAGE.parent / name.replace(".", "/"), re.findall(r'"([^"]+)"', globs)) for name, globs in named]
    known = {path for folder, globs in folders for glob in globs for path in folder.glob(glob)}
    others = [p for p in PACKAGE.rglob("*") if p.is_file() and p.suffix != ".py" and "__pycache__" not in p.parts]
    assert {path.relative_to(PACKAGE).as_posix() for path in others if path not in known} == set()
