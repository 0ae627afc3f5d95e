"""The audit of a small homework, whole: what it finds, what it keeps, and what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autograder.audit.cost import costs, dear
from autograder.audit.diff import change_of
from autograder.audit.files import read_audit, write_files
from autograder.audit.gate import audited, with_audit
from autograder.audit.result import Audit
from autograder.audit.run import run_audit
from autograder.authoring.check import Report
from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.grading.digests import homework_digest
from autograder.grading.memory import usage
from autograder.model import Assignment, MistakeCost

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = """
- region: centred
  was: shifted = a - a.mean(axis=1, keepdims=True)
  now: shifted = a - a.mean(axis=-1, keepdims=True)
  because: there are two axes, so the last is axis 1
"""


def reviewed(homework: Assignment, text: str) -> None:
    (homework.secret / "equivalent.yaml").write_text(text, encoding="utf-8")


def without_hidden_test(course: Path) -> Assignment:
    """The homework without the only check that uses the default weight; the other has all the points."""
    (course / "reference_solutions" / "hw" / "tests" / "test_means_hidden.py").unlink()
    return load_assignment(load_course(course), "hw")


@pytest.mark.slow
def test_strong_tests_kill_everything_and_the_thresholds_hold(homework, tmp_path):
    audit = run_audit(homework, tmp_path / "out")
    assert [change_of(mutant) for mutant in audit.surviving] == []
    assert len(audit.mutants) > 15
    assert audit.holds
    assert [mistake.name for mistake in audit.mistakes] == ["mean_of_all"]
    assert [variant.failed for variant in audit.variants] == [[]]


@pytest.mark.slow
def test_what_a_mistake_costs_is_told_and_warned_of(homework, tmp_path):
    audit = run_audit(homework, tmp_path / "out")
    (cost,) = costs(audit)
    assert (cost.by_piece, cost.total, cost.of_homework, cost.piece, cost.of_piece) == ({"1": 1.0}, 1.0, 0.5, "1", 0.5)
    assert list(dear(audit)) == ["mean_of_all costs 1 point (1 in piece 1): 50% of the homework's points"]
    assert "mean_of_all costs 1 point" in write_files(audit, tmp_path / "out").read_text(encoding="utf-8")
    assert audit.holds, "it is a warning"
    strict = msgspec.structs.replace(audit, allowed=MistakeCost(piece=0.4, homework=0.6))
    assert list(dear(strict)) == ["mean_of_all costs 1 point (1 in piece 1): 50% of piece 1"]


def test_a_weak_test_lets_mutants_and_mistakes_survive(course, tmp_path):
    path = course / "assignments" / "hw" / "tests" / "test_means.py"
    weak = path.read_text().replace("    assert got.tolist() == [[-6.0, -3.0, 9.0], [6.0, -3.0, -3.0]]\n", "")
    path.write_text(weak)
    audit = run_audit(without_hidden_test(course), tmp_path / "out")
    assert [mistake.name for mistake in audit.missed] == ["mean_of_all"]
    assert any(mutant.now == "return shifted" for mutant in audit.surviving)
    assert not audit.holds


@pytest.mark.slow
def test_a_check_that_a_right_variant_fails_is_over_strict(course, tmp_path):
    path = course / "assignments" / "hw" / "tests" / "test_means.py"
    path.write_text(path.read_text() + "    assert got.flags.owndata and got.base is None and got.strides != (24, 8)\n")
    with pytest.raises(InputError, match="the solution fails"):
        run_audit(load_assignment(load_course(course), "hw"), tmp_path / "out")
    variant = course / "reference_solutions" / "hw" / "variants" / "loops" / "means.py"
    path.write_text(path.read_text().rpartition("    assert got.flags")[0])
    variant.write_text(variant.read_text().replace("return np.array(", "return list("))
    audit = run_audit(load_assignment(load_course(course), "hw"), tmp_path / "out")
    assert [variant.name for variant in audit.over_strict] == ["loops"]
    assert "1 over-strict" in audit.summary


@pytest.mark.slow
def test_a_reviewed_mutant_is_equivalent_and_a_stale_entry_is_a_finding(course, tmp_path):
    path = course / "reference_solutions" / "hw" / "solution" / "means.py"
    path.write_text(path.read_text().replace("axis=1", "axis=-1"))
    homework = load_assignment(load_course(course), "hw")
    audit = run_audit(homework, tmp_path / "out")
    (alive,) = audit.surviving
    assert alive.now == "shifted = a - a.mean(axis=1, keepdims=True)"
    entry = EQUIVALENT.replace("axis=-1", "axis=X").replace("axis=1", "axis=-1").replace("axis=X", "axis=1")
    killed = "\n- {region: centred, was: return weight * shifted, now: return shifted, because: it is not}\n"
    gone = "\n- {region: centred, was: return 1, now: return 2, because: it was}\n"
    reviewed(homework, entry + killed + gone)
    audit = run_audit(homework, tmp_path / "out")
    assert audit.surviving == []
    assert [mutant.reason for mutant in audit.mutants if mutant.fate == "equivalent"] == [
        "there are two axes, so the last is axis 1"
    ]
    assert [("is killed" in line, "no mutant" in line) for line in audit.findings] == [(True, False), (False, True)]
    assert not audit.holds


@pytest.mark.slow
def test_an_audit_goes_on_where_it_was_and_fresh_forgets(homework, tmp_path):
    out = tmp_path / "out"
    first = run_audit(homework, out)
    lines = (out / "found.jsonl").read_bytes().splitlines(keepends=True)
    (out / "found.jsonl").write_bytes(b"".join(lines[: len(lines) // 2]) + b'{"version": "cut')
    second = run_audit(homework, out)
    assert 0 < second.reused < len(first.mutants)
    assert [(m.key, m.fate) for m in second.mutants] == [(m.key, m.fate) for m in first.mutants]
    assert run_audit(homework, out, fresh=True).reused == 0


@pytest.mark.slow
def test_another_version_of_the_tests_is_graded_anew(homework, tmp_path):
    run_audit(homework, tmp_path / "out")
    path = homework.public_tests / "test_means.py"
    path.write_text(path.read_text() + "\nVERSION = 2\n")
    assert run_audit(homework, tmp_path / "out").reused == 0


@pytest.mark.slow
def test_the_matrix_tells_which_checks_kill_nothing_alone(homework, tmp_path):
    from autograder.audit.result import kills

    audit = run_audit(homework, tmp_path / "out", matrix=True)
    public, hidden = (kills(audit)[check.id] for check in audit.checks)
    assert public[0] > hidden[0] > 0
    assert public[1] > 0


@pytest.mark.slow
def test_the_page_and_the_json_hold_everything(course, tmp_path):
    path = course / "assignments" / "hw" / "tests" / "test_means.py"
    path.write_text(path.read_text().replace("    assert a.tolist() == [[1.0, 2.0, 6.0], [4.0, 1.0, 1.0]]\n", ""))
    audit = run_audit(without_hidden_test(course), tmp_path / "out")
    page = write_files(audit, tmp_path / "out").read_text(encoding="utf-8")
    assert read_audit(tmp_path / "out") == audit
    assert audit.surviving
    for mutant in audit.surviving:
        assert mutant.now.replace(">", "&gt;").replace("'", "&#39;") in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page


def checked(course: Path) -> tuple[int, bool]:
    """What `autograder check` ends with, and whether it tells what the audit found."""
    command = [sys.executable, "-m", "autograder", "--course", str(course), "check", "hw"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, "the audit found: the tests catch" in done.stdout


@pytest.mark.slow
def test_the_threshold_is_the_homeworks_own(course, tmp_path):
    yaml = course / "assignments" / "hw" / "assignment.yaml"
    yaml.write_text(yaml.read_text() + "kill_rate: 0.1\n")
    path = course / "assignments" / "hw" / "tests" / "test_means.py"
    path.write_text(path.read_text().replace("    assert got.tolist() == [[-6.0, -3.0, 9.0], [6.0, -3.0, -3.0]]\n", ""))
    audit = run_audit(without_hidden_test(course), tmp_path / "out")
    assert audit.surviving and audit.enough
    assert not msgspec.structs.replace(audit, threshold=0.98).enough


def test_a_certificate_of_another_version_is_told(homework, course):
    path = course / "docs" / "certificates" / "hw.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"# …\n\nWritten …; homework {homework_digest(homework)[:12]}.\n")
    nothing = Report(homework, (), "")
    assert [note for note in with_audit(nothing).notes if "certificates" in note] == []
    path.write_text("Written …; homework 0123456789ab.\n")
    (note,) = [note for note in with_audit(nothing).notes if "docs/certificates/hw.md" in note]
    assert "autograder audit hw --certificate 1000" in note


@pytest.mark.slow
def test_check_reads_the_last_audit_while_it_is_of_this_version(course):
    homework = load_assignment(load_course(course), "hw")
    out = course / "build" / "audit" / "hw"
    findings, (note,) = audited(homework)
    assert findings == [] and "has not been audited" in note
    audit = run_audit(homework, out)
    write_files(audit, out)
    assert audited(homework) == ([], [])
    weak: Audit = json.loads((out / "audit.json").read_bytes())
    for mutant in weak["mutants"][:5]:
        mutant["fate"] = "survived"
    (out / "audit.json").write_text(json.dumps(weak))
    (finding,), notes = audited(homework)
    assert notes == []
    assert "of the mutants; assignment.yaml asks for 98.0 % (kill_rate)" in finding.what
    assert checked(course) == (1, True)
    (homework.public_tests / "test_means.py").write_text("# gone\n")
    findings, (note,) = audited(homework)
    assert findings == [] and "has changed since its last audit" in note


@pytest.mark.slow
def test_the_command_ends_with_the_summary_and_tells_by_its_exit_code(course):
    def run() -> tuple[int, str]:
        command = [sys.executable, "-m", "autograder", "audit", "hw", "--course", str(course)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        return done.returncode, done.stdout.splitlines()[-1]

    code, last = run()
    assert code == 0
    assert last.startswith("hw: ")
    assert ", 0 surviving, 0 over-strict, 1/1 mistakes caught, " in last
    path = course / "assignments" / "hw" / "tests" / "test_means.py"
    path.write_text(path.read_text().replace("    got = centred(a, 3.0)\n", "    got = 3 * centred(a, 1.0)\n"))
    code, last = run()
    assert code == 1
    assert " 0 surviving" not in last


@pytest.mark.slow
def test_an_audit_with_less_memory_than_checks_are_promised_is_no_evidence(homework, tmp_path, monkeypatch):
    monkeypatch.setattr(usage, "shortage", lambda *_: "a check gets 1 MiB")
    audit = run_audit(homework, tmp_path / "out")
    assert not audit.holds and audit.findings[-1].startswith("it proves nothing") and "gets 1 MiB" in audit.findings[-1]
    monkeypatch.undo()
    again = run_audit(homework, tmp_path / "out")
    assert again.holds and again.reused == 0
