"""`autograder regrade`: what runs, what is only scored again, who moves, and what is left untouched."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import msgspec
import pytest

from autograder.batch import regrade as regrading
from autograder.batch.engines import engine_named
from autograder.batch.inputs import Inputs, changed_inputs
from autograder.batch.options import Finished, Options
from autograder.batch.regrade import plan_regrade
from autograder.batch.result_file import StoredResult
from autograder.batch.store import Store, read_batch, write_batch
from autograder.cli import batch as batch_command
from autograder.cli.batch import Screen
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.grading.digests import running_digest
from autograder.model import Batch, BatchEntry, Mode, Status

ORDINARY = Path(__file__).resolve().parents[1] / "ordinary" / "textbook"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "class_report.md"
NOW = datetime(2027, 3, 1, tzinfo=timezone.utc)
WRONG_INTEREST = (ORDINARY / "submission" / "bank.py").read_text(encoding="utf-8")
STUDENTS = {
    "ada": WRONG_INTEREST,
    "bob": WRONG_INTEREST.replace("min(year, 2)", "year"),
    "eve": WRONG_INTEREST.replace("if amount > self.balance", "if False"),
    "dan": "",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course, and in it a batch of four: scores 7, 9 and 5 of 9, and one without the file."""
    course = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(ORDINARY, course)
    for name, text in STUDENTS.items():
        (course / "class" / name).mkdir(parents=True)
        (course / "class" / name / ("bank.py" if text else "notes.txt")).write_text(text or "x", encoding="utf-8")
    assert run(course, "batch", "bank", str(course / "class"), "--allow-degraded") == 0
    return _as_if_in_a_whole_jail(course)


def _as_if_in_a_whole_jail(course: Path) -> Path:
    """What was graded where the sandbox has gaps is never used again: here it may be, on any machine."""
    folder = course / "build" / "batches" / "bank"
    batch, store = read_batch(folder), Store(folder)
    entries = []
    for entry in batch.entries:
        if entry.grading:
            run = replace(entry.grading.run, mode=Mode.FULL, running_digest=batch.running_digest)
            entry = replace(entry, grading=replace(entry.grading, run=run))
            store.put(entry.key, StoredResult(entry.grading, entry.seconds))
        entries.append(entry)
    write_batch(folder, replace(batch, entries=tuple(entries)))
    return course


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Path:
    """A copy of that course to change."""
    copied = tmp_path / "course"
    shutil.copytree(graded, copied)
    return copied


def run(course: Path, *arguments: str) -> int:
    return main(["--course", str(course), *arguments])


def edit(course: Path, change: Callable[[str], str], path: str = "tests/test_bank.py") -> None:
    file = next((course / "assignments" / "bank").glob(path.replace("test_bank", "test_*")))
    text = file.read_text(encoding="utf-8")
    assert change(text) != text
    file.write_text(change(text), encoding="utf-8")


def change_points(course: Path) -> None:
    """1.1 and 1.2 are worth 3 instead of 2 points."""
    edit(course, lambda text: text.replace("@weight(2)", "@weight(3)"))
    edit(course, lambda text: text.replace("points: 9", "points: 11"), "assignment.yaml")


def change_a_test(course: Path) -> None:
    """Only two years of interest earn points any more."""
    edit(course, lambda text: text.replace("enumerate(years, start=1)", "enumerate(years[:2], start=1)"))


def no_grader(*_: object, **__: object) -> Finished:
    raise AssertionError("something was run")


def scores(folder: Path) -> dict[str, float | None]:
    return {e.submission.id: e.score.earned if e.score else None for e in read_batch(folder).entries}


def test_changed_points_run_nothing_and_move_who_passes(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regrading, "run_batch", no_grader)
    change_points(course)
    assert run(course, "regrade", "bank") == 0
    told = capsys.readouterr().out
    assert "nothing has to run" in told and "3 submissions only scored again" in told
    assert "changed: 1.1 Account.deposit: adds to the balance: 2 → 3 points" in told
    assert "3 up, 0 down, 1 unchanged" in told
    assert scores(course / "build/regrades/bank") == {"ada": 9, "bob": 11, "eve": 6, "dan": None}


@pytest.mark.slow
def test_a_changed_test_runs_everybody_and_the_earlier_batch_stays(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {p: p.read_bytes() for p in sorted((course / "build/batches").rglob("*")) if p.is_file()}
    change_a_test(course)
    assert run(course, "regrade", "bank", "--allow-degraded") == 0
    told = capsys.readouterr().out
    assert "3 submissions run again (something that decides how checks end has changed)" in told
    assert "0 up, 1 down, 3 unchanged" in told
    assert {p: p.read_bytes() for p in sorted((course / "build/batches").rglob("*")) if p.is_file()} == before
    record = json.loads((course / "build/regrades/bank/regrade.json").read_text(encoding="utf-8"))
    assert record["policy"] == "as-graded"
    assert record["before"]["running_digest"] != record["after"]["running_digest"]
    page = (course / "build/regrades/bank/index.html").read_text(encoding="utf-8")
    assert "3 submissions ran again" in page and "1.3 Account.interest" in page
    what = "assignments/bank/tests/test_bank.py was edited"
    assert f"changed: {what}\n" in told
    assert f">{what}</li>" in page


def test_what_a_batch_of_an_earlier_version_does_not_say_is_not_made_up(course: Path) -> None:
    change_a_test(course)
    folder, assignment = course / "build/batches/bank", load_assignment(load_course(course), "bank")
    before = read_batch(folder)
    assert changed_inputs(folder, before, assignment) == ("assignments/bank/tests/test_bank.py was edited",)
    (course / "assignments/bank/tests/extra.py").write_text("VALUE = 1\n", encoding="utf-8")
    stored = msgspec.json.decode((folder / "inputs.json").read_bytes(), type=Inputs)
    other = msgspec.structs.replace(stored, versions=stored.versions | {"numpy": "1.0", "Python": "3.9"}, program="0")
    (folder / "inputs.json").write_bytes(msgspec.json.encode(other))
    told = changed_inputs(folder, before, assignment)
    assert told is not None
    assert told[:2] == ("assignments/bank/tests/extra.py is new", "assignments/bank/tests/test_bank.py was edited")
    assert sorted(sentence.split()[0] for sentence in told[2:]) == ["Python", "numpy"]
    assert changed_inputs(folder, replace(before, running_digest="0"), assignment) is None
    (folder / "inputs.json").unlink()
    assert changed_inputs(folder, before, assignment) is None


@pytest.mark.slow
def test_the_same_regrade_again_says_the_same(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_a_test(course)
    tables = []
    for _ in range(2):
        assert run(course, "regrade", "bank", "--allow-degraded") == 0
        tables.append((course / "build/regrades/bank/movements.csv").read_bytes())
        assert "3 submissions ran again" in (course / "build/regrades/bank/index.html").read_text(encoding="utf-8")
    assert tables[0] == tables[1]


@pytest.mark.slow
def test_never_lower_is_recorded_and_keeps_who_would_lose(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_a_test(course)
    assert run(course, "regrade", "bank", "--never-lower", "--allow-degraded") == 0
    assert re.search(r"0 up, 0 down, 4 unchanged, 1 of them by --never-lower", capsys.readouterr().out)
    folder = course / "build/regrades/bank"
    record = json.loads((folder / "regrade.json").read_text(encoding="utf-8"))
    assert record["policy"] == "never-lower"
    bob = next(one for one in record["movements"] if one["id"] == "bob")
    assert bob["kept"] == bob["before"] == 9 > bob["after"]
    assert "Policy: never lower." in (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("change", [change_points, change_a_test])
def test_dry_runs_nothing_and_writes_nothing(
    change: Callable[[Path], None], course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regrading, "run_batch", no_grader)
    change(course)
    assert run(course, "regrade", "bank", "--dry") == 0
    told = capsys.readouterr().out
    assert not (course / "build/regrades").exists()
    if change is change_points:
        assert "3 up, 0 down, 1 unchanged" in told
    else:
        assert "3 submissions would run again" in told and "are not known before that" in told
        assert "unchanged" not in told


def test_the_table_fits_80_columns(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    change_points(course)
    assert run(course, "regrade", "bank", "--dry", "--never-lower") == 0
    table = capsys.readouterr().out.partition("who")[2].partition(" up, ")[0]
    assert "because" in table
    assert all(len(line) <= 80 for line in table.splitlines())


def test_an_interrupted_regrade_leaves_no_batch_that_looks_whole(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: object, **_: object) -> Finished:
        write_batch(course / "build/regrades/bank", read_batch(course / "build/batches/bank"))
        return Finished(read_batch(course / "build/batches/bank"), interrupted=True)

    monkeypatch.setattr(regrading, "run_batch", interrupted)
    change_a_test(course)
    assert run(course, "regrade", "bank") == 130
    assert "run the same command to continue" in capsys.readouterr().err
    assert not (course / "build/regrades/bank/batch.json").exists()
    assert not (course / "build/regrades/bank/index.html").exists()
    record = (course / "build/regrades/bank/regrade.json").read_text(encoding="utf-8")
    assert json.loads(record) == {"unfinished": True}


def test_the_earlier_batch_is_not_overwritten(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "regrade", "bank", "--out", str(course / "build/batches/bank")) == 2
    assert "holds something other than a regrade; choose another folder with --out" in capsys.readouterr().err
    assert (course / "build/batches/bank/batch.json").exists()


def test_a_regrade_is_not_written_over_its_own_earlier_batch(course: Path) -> None:
    folder, assignment = course / "build/batches/bank", load_assignment(load_course(course), "bank")
    plan = plan_regrade(assignment, read_batch(folder), NOW)
    with (
        engine_named("threads", assignment) as engine,
        pytest.raises(InputError, match="holds the earlier batch, which would be lost"),
    ):
        regrading.regrade(assignment, plan, (folder, folder), engine, Options(NOW), Screen())


def test_a_batch_uses_what_a_regrade_has_run_and_one_with_a_folder_of_its_own_does_not(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, ...]] = []

    def remember(*arguments: object) -> Finished:
        asked.append(next(one for one in arguments if isinstance(one, Options)).stores)
        raise InputError("here", "it ends", "")

    monkeypatch.setattr(batch_command, "run_batch", remember)
    monkeypatch.setattr(regrading, "run_batch", remember)
    for more in ([], ["--out", str(course / "second")]):
        assert run(course, "batch", "bank", str(course / "class"), *more) == 2
    change_a_test(course)
    assert run(course, "regrade", "bank", "--allow-degraded") == 2
    build = course / "build"
    assert asked == [(build / "regrades" / "bank",), (), (build / "batches" / "bank",)]


def test_a_batch_is_not_written_over_a_regrade(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "build" / "regrades" / "bank").mkdir(parents=True)
    (course / "build" / "regrades" / "bank" / "regrade.json").write_text("{}", encoding="utf-8")
    out = str(course / "build" / "regrades" / "bank")
    assert run(course, "batch", "bank", str(course / "class"), "--out", out) == 2
    assert "holds a regrade, which would be lost; choose another folder" in capsys.readouterr().err


@pytest.mark.slow
def test_a_regrade_can_be_compared_with_and_reported_on(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_points(course)
    assert run(course, "regrade", "bank") == 0
    folder = course / "build/regrades/bank"
    assert run(course, "report", "bank", "--batch", str(folder)) == 0
    page = (course / "build/reports/bank/submissions/bob.html").read_text(encoding="utf-8")
    assert "return [self.balance * (1 + rate) ** year for year" in page
    capsys.readouterr()
    assert run(course, "regrade", "bank", "--against", str(folder), "--out", str(course / "second")) == 0
    assert "0 up, 0 down, 4 unchanged" in capsys.readouterr().out


@pytest.mark.slow
def test_the_commands_of_the_document_do_what_it_says(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(course / "build/batches/bank", course / "second")
    change_points(course)
    monkeypatch.chdir(course)
    blocks = re.findall(r"```console\n\$ autograder (.*)\n((?:.+\n)*)```", DOCUMENT.read_text(encoding="utf-8"))
    assert len(blocks) == 4
    for command, told in blocks:
        assert main(command.replace("hw1_autodiff", "bank").split()) == 0, command
        said = capsys.readouterr().out.splitlines()
        expected = [line for line in told.replace("hw1_autodiff", "bank").splitlines() if line != "…"]
        assert said[len(said) - len(expected) :] == expected, command


def planned(batch: Batch, course: Path, *, digest: str = "") -> dict[str, str]:
    """What a plan does with each submission."""
    assignment = load_assignment(load_course(course), "bank")
    own = replace(batch, running_digest=digest or running_digest(assignment))
    plan = plan_regrade(assignment, own, NOW)
    fates = {"run": plan.run, "rescore": plan.rescore, "keep": plan.keep}
    return {entry.submission.id: fate for fate, entries in fates.items() for entry in entries}


def only(batch: Batch, entry: BatchEntry) -> Batch:
    return replace(batch, entries=(entry,))


def test_only_a_result_that_still_holds_is_scored_again(course: Path) -> None:
    batch = read_batch(course / "build/batches/bank")
    ada = next(entry for entry in batch.entries if entry.submission.id == "ada")
    assert ada.grading is not None
    assert planned(only(batch, ada), course) == {"ada": "rescore"}
    for change in ({"mode": Mode.DEGRADED}, {"running_digest": "another"}, {"postponed": ("a",)}):
        run = replace(ada.grading.run, **change)
        assert planned(only(batch, replace(ada, grading=replace(ada.grading, run=run))), course) == {"ada": "run"}
    withheld = replace(ada, status=Status.WITHHELD)
    assert planned(only(batch, withheld), course) == {"ada": "run"}
    gone = replace(withheld, submission=replace(ada.submission, source=course / "gone"))
    assert planned(only(batch, gone), course) == {"ada": "keep"}


def test_a_refusal_stands_while_the_rules_are_the_same(course: Path) -> None:
    batch = read_batch(course / "build/batches/bank")
    dan = next(entry for entry in batch.entries if entry.submission.id == "dan")
    assert planned(only(batch, dan), course) == {"dan": "keep"}
    assert planned(only(batch, dan), course, digest="another") == {"dan": "run"}


def test_whose_files_are_gone_has_no_score_after_a_test_has_changed(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_a_test(course)
    shutil.rmtree(course / "build/batches/bank/files")
    assert run(course, "regrade", "bank", "--allow-degraded") == 3
    assert scores(course / "build/regrades/bank") == dict.fromkeys(STUDENTS)
    batch = read_batch(course / "build/regrades/bank")
    ada = next(entry for entry in batch.entries if entry.submission.id == "ada")
    assert (ada.status, ada.sentence.partition(":")[0]) == (
        Status.WITHHELD,
        "its files no longer exist, so it could not run again",
    )
