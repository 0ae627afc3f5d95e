"""Whatever an engine, a disk or a keyboard does: no result is lost, none is taken twice, and nobody loses points."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.batch import store as batch_store
from autograder.batch.engines.engine import Environment
from autograder.batch.keys import system_versions
from autograder.batch.result_file import StoredResult, checks_digest, decode_result, encode_result
from autograder.batch.store import read_batch
from autograder.batch.unit import Reply, Unit
from autograder.errors import GraderError, InputError
from autograder.grading.digests import running_digest
from autograder.model import Assignment, Check, Grading, Mode, Outcome, Run, Status, Verdict
from tests.packaging.small_course import write_course

from .small_class import FILES, RIGHT, Listener, grade_class, zipped_class

CHECKS = (
    Check("public/test_double.py::test_double_of_three", "double", 1.0, number="1.1"),
    Check("hidden/test_double_hidden.py::test_double_of_fresh_data", "hidden", 2.0, secret=True, number="1.2"),
)


class FakeEngine:
    """Says that a right answer passes; `on_unit` may raise or return other bytes instead."""

    name = "fake"
    slots = 2

    def __init__(self, assignment: Assignment, on_unit: Callable[[Unit, int], bytes | None] = lambda *_: None) -> None:
        self._assignment, self._on_unit = assignment, on_unit
        self.units: list[Unit] = []
        self.aborted = False
        self.environment: Environment | None = None
        self.checks: tuple[Check, ...] = ()

    def __enter__(self) -> FakeEngine:
        return self

    def __exit__(self, *_: object) -> None: ...

    def start(self) -> None:
        self.environment, self.checks = Environment(Mode.USER, ("limits",)), CHECKS

    def submit(self, data: bytes) -> Future[bytes]:
        unit = msgspec.msgpack.decode(data, type=Unit)
        self.units.append(unit)
        future: Future[bytes] = Future()
        try:
            future.set_result(self._on_unit(unit, len(self.units)) or self.reply(unit))
        except Exception as error:
            future.set_exception(error)
        return future

    def abort(self) -> None:
        self.aborted = True

    def reply(self, unit: Unit, verdict: Verdict | None = None, failure: str = "", interrupted: str = "") -> bytes:
        is_right = b"2 * x" in unit.files["tiny.py"]
        verdict = verdict or (Verdict.PASSED if is_right else Verdict.FAILED)
        outcomes = tuple(Outcome(c, verdict, c.points if verdict is Verdict.PASSED else 0.0) for c in CHECKS)
        digest = running_digest(self._assignment)
        run = Run("tiny", Mode.USER, unit.seed, unit.digest, digest, layers=("limits",))
        result = encode_result(StoredResult(Grading(run, CHECKS, outcomes, interrupted), 1.0))
        return msgspec.msgpack.encode(Reply(result, failure, digest, system_versions(), "fake"))


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return write_course(tmp_path / "course")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.zip"
    path.write_bytes(zipped_class())
    return path


def statuses(folder: Path) -> dict[str, str]:
    return {entry.submission.id: entry.status.value for entry in read_batch(folder).entries}


def test_an_engine_that_fails_withholds_and_the_rest_is_graded(course, export, tmp_path):
    def fail(unit: Unit, _: int) -> None:
        if b"x / 2" in unit.files["tiny.py"]:
            raise RuntimeError("the worker is gone")

    finished = grade_class(course, export, tmp_path / "out", FakeEngine(course, fail))
    by_id = {entry.submission.id: entry for entry in finished.batch.entries}
    assert (by_id["12"].status, by_id["12"].score) == (Status.WITHHELD, None)
    assert "the worker is gone" in by_id["12"].sentence
    assert by_id["11"].status is by_id["17"].status is Status.GRADED
    engine = FakeEngine(course)
    grade_class(course, export, tmp_path / "out", engine)
    assert [b"x / 2" in unit.files["tiny.py"] for unit in engine.units] == [True]  # only this one is missing
    assert statuses(tmp_path / "out")["12"] == "graded"


@pytest.mark.parametrize("answer", [b"", b"\xc1", msgspec.msgpack.encode({"result": b"x"}), b"\x80"])
def test_an_answer_that_is_none_withholds(answer, course, export, tmp_path):
    grade_class(course, export, tmp_path / "out", FakeEngine(course, lambda *_: answer or b"\x00"))
    assert set(statuses(tmp_path / "out").values()) == {"withheld", "refused"}


def test_a_grader_error_stays_withheld_until_it_is_asked_for_again(course, export, tmp_path):
    out = tmp_path / "out"
    broken = FakeEngine(course)
    broken._on_unit = lambda unit, _: (
        broken.reply(unit, Verdict.GRADER_ERROR) if b"x / 2" in unit.files["tiny.py"] else None
    )
    grade_class(course, export, out, broken)
    (entry,) = [one for one in read_batch(out).entries if one.submission.id == "12"]
    assert entry.status is Status.WITHHELD and "the autograder itself failed" in entry.sentence
    assert entry.grading is not None and entry.score is not None and entry.score.withheld
    again = FakeEngine(course)
    grade_class(course, export, out, again)
    assert not again.units and statuses(out)["12"] == "withheld"
    grade_class(course, export, out, again, again="failed")
    assert len(again.units) == 1 and statuses(out)["12"] == "graded"


def test_all_are_graded_again_where_that_is_asked_for(course, export, tmp_path):
    engine = FakeEngine(course)
    grade_class(course, export, tmp_path / "out", engine)
    grade_class(course, export, tmp_path / "out", engine, again="all")
    assert len(engine.units) == 2 * 5


def test_what_a_degraded_sandbox_gave_is_never_used_again(course, export, tmp_path):
    engine = FakeEngine(course)
    engine.start = lambda: (
        setattr(engine, "environment", Environment(Mode.DEGRADED, ())),
        setattr(engine, "checks", CHECKS),
    )
    grade_class(course, export, tmp_path / "out", engine)
    grade_class(course, export, tmp_path / "out", engine)
    assert len(engine.units) == 2 * 5


def test_an_interrupt_lets_finish_what_is_under_way_and_the_next_batch_does_the_rest(course, export, tmp_path):
    listener = Listener(lambda entry: os.kill(os.getpid(), signal.SIGINT) if entry.submission.id == "12" else None)
    finished = grade_class(course, export, tmp_path / "out", FakeEngine(course), listener)
    assert finished.interrupted and len(listener.stops) == 1
    before = statuses(tmp_path / "out")
    assert before["11"] == before["12"] == "graded"
    assert "withheld" in before.values()
    engine = FakeEngine(course)
    grade_class(course, export, tmp_path / "out", engine)
    assert len(engine.units) == 5 - len({e.key for e in finished.batch.entries if e.key})
    assert statuses(tmp_path / "out")["17"] == "graded"


def test_a_second_interrupt_stops_at_once(course, export, tmp_path):
    pending: list[Future[bytes]] = []

    class Slow(FakeEngine):
        def submit(self, data: bytes) -> Future[bytes]:
            pending.append(Future())
            if len(pending) == self.slots:
                os.kill(os.getpid(), signal.SIGINT)
            return pending[-1]

    class Impatient(Listener):
        def stopping(self, under_way: int) -> None:
            super().stopping(under_way)
            os.kill(os.getpid(), signal.SIGINT)

    engine, before = Slow(course), signal.getsignal(signal.SIGINT)
    finished = grade_class(course, export, tmp_path / "out", engine, Impatient())
    assert signal.getsignal(signal.SIGINT) is before
    assert finished.interrupted and engine.aborted and len(pending) == 2
    assert all("interrupted" in e.sentence for e in finished.batch.entries if e.status is Status.WITHHELD and e.digest)


def test_a_full_disk_is_one_sentence_and_what_is_stored_stays(course, export, tmp_path, monkeypatch):
    real, written = batch_store.replace_file, []

    def full(path: Path, data: bytes) -> None:
        if path.parent.name == "results":
            written.append(path)
        if len(written) > 2:
            error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise batch_store.cannot_be_written(path, error)
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(batch_store, "replace_file", full)
        with pytest.raises(GraderError, match="make room on the disk"):
            grade_class(course, export, tmp_path / "out", FakeEngine(course))
    engine = FakeEngine(course)
    grade_class(course, export, tmp_path / "out", engine)
    assert len(engine.units) == 3
    assert len(list((tmp_path / "out" / "results").iterdir())) == 5


def test_a_damaged_stored_result_is_graded_again(course, export, tmp_path):
    grade_class(course, export, tmp_path / "out", FakeEngine(course))
    path = sorted((tmp_path / "out" / "results").iterdir())[0]
    path.write_bytes(path.read_bytes()[:50])
    engine = FakeEngine(course)
    grade_class(course, export, tmp_path / "out", engine)
    assert len(engine.units) == 1
    assert set(statuses(tmp_path / "out").values()) == {"graded", "refused", "withheld"}


def test_a_result_that_bears_anothers_name_is_not_believed(course, export, tmp_path):
    before = grade_class(course, export, tmp_path / "out", FakeEngine(course)).batch
    keys = {entry.submission.id: entry.key for entry in before.entries}
    results = tmp_path / "out" / "results"
    shutil.copyfile(results / f"{keys['11']}.json.gz", results / f"{keys['12']}.json.gz")  # a right one's
    told = {entry.submission.id: entry for entry in read_batch(tmp_path / "out").entries}
    assert told["12"].grading is None and told["11"].grading is not None
    engine = FakeEngine(course)
    after = grade_class(course, export, tmp_path / "out", engine).batch
    assert len(engine.units) == 1 and [e.score for e in after.entries] == [e.score for e in before.entries]


def test_what_another_batch_has_found_out_is_not_run_again(course, export, tmp_path):
    broken = b"def double(x):\n    return x / 2\n"

    def fails(unit: Unit, _: int) -> bytes | None:
        return engine.reply(unit, Verdict.GRADER_ERROR) if unit.files["tiny.py"] == broken else None

    engine = FakeEngine(course, fails)
    grade_class(course, export, tmp_path / "first", engine)
    again = FakeEngine(course)
    stores = (tmp_path / "first", tmp_path / "nothing", tmp_path / "second")
    finished = grade_class(course, export, tmp_path / "second", again, stores=stores)
    assert [unit.files["tiny.py"] for unit in again.units] == [broken]  # a failure of ours is no finding
    assert sum(entry.cached for entry in finished.batch.entries) == 5
    shutil.rmtree(tmp_path / "first")
    assert all(entry.grading for entry in read_batch(tmp_path / "second").entries if entry.status is Status.GRADED)
    all_again = FakeEngine(course)
    grade_class(course, export, tmp_path / "third", all_again, again="all", stores=(tmp_path / "second",))
    assert len(all_again.units) == 5


def with_memory(engine: FakeEngine, course: Assignment, memory: int, less: tuple[int, ...]) -> FakeEngine:
    """The engine, whose runs record so much memory, and the digest that goes with it."""
    whole = engine.reply

    def reply(unit: Unit, *_: object) -> bytes:
        told = msgspec.msgpack.decode(whole(unit), type=Reply)
        known = {checks_digest(CHECKS): CHECKS}
        result = decode_result(told.result, known)
        run = replace(result.grading.run, memory=memory, running_digest=running_digest(course, less))
        own = replace(result, grading=replace(result.grading, run=run))
        return msgspec.msgpack.encode(msgspec.structs.replace(told, result=encode_result(own)))

    engine.__dict__["reply"] = reply
    return engine


def started_with(engine: FakeEngine, environment: Environment) -> FakeEngine:
    engine.__dict__["start"] = lambda: engine.__dict__.update(environment=environment, checks=CHECKS)
    return engine


def test_where_comparisons_get_less_memory_results_are_used_again(course, export, tmp_path):
    environment = Environment(Mode.USER, ("limits",), "", (64, 64, 20), 1 << 30)
    for runs in (5, 0):
        engine = started_with(with_memory(FakeEngine(course), course, 1 << 30, (64, 64, 20)), environment)
        finished = grade_class(course, export, tmp_path / "out", engine)
        assert len(engine.units) == runs
        assert sum(entry.status is Status.GRADED for entry in finished.batch.entries) == 6


def test_what_ran_with_less_memory_than_the_engine_has_is_withheld(course, export, tmp_path):
    environment = Environment(Mode.USER, ("limits",), "", (), 1 << 30)
    engine = started_with(with_memory(FakeEngine(course), course, 1 << 20, (0, 0, 2)), environment)
    finished = grade_class(course, export, tmp_path / "out", engine)
    assert not any(entry.status is Status.GRADED for entry in finished.batch.entries)
    assert any("less memory than promised" in entry.sentence for entry in finished.batch.entries)


def test_two_batches_at_once_into_one_folder_disturb_each_other_in_nothing(course, export, tmp_path):
    inner: list[FakeEngine] = []

    def another(_: object) -> None:
        if not inner:
            inner.append(FakeEngine(course))
            grade_class(course, export, tmp_path / "out", inner[0], Listener())

    first = grade_class(course, export, tmp_path / "out", FakeEngine(course), Listener(another)).batch
    told = read_batch(tmp_path / "out")
    assert [entry.score for entry in told.entries] == [entry.score for entry in first.entries]
    assert inner and not told.remarks and not list((tmp_path / "out").rglob("*.part"))
    last = FakeEngine(course)
    grade_class(course, export, tmp_path / "out", last)
    assert not last.units


def test_another_homeworks_batch_is_not_written_over(course, export, tmp_path):
    grade_class(course, export, tmp_path / "out", FakeEngine(course))
    before = (tmp_path / "out" / "batch.json").read_bytes()
    engine = FakeEngine(replace(course, name="other"))
    with pytest.raises(InputError, match="holds a batch of tiny, which would be lost; choose another folder"):
        grade_class(replace(course, name="other"), export, tmp_path / "out", engine)
    assert (tmp_path / "out" / "batch.json").read_bytes() == before and not engine.units


def test_what_could_not_be_unpacked_withholds_only_where_it_is_graded(course, tmp_path):
    class_ = {
        "11": FILES["11"] | {"data.bin": "DAMAGED-ONE"},
        "12": {"tiny.py": "DAMAGED-TWO"},
        "13": {"tiny.py": RIGHT},
    }
    data = zipped_class(class_)
    export = tmp_path / "export.zip"
    export.write_bytes(data.replace(b"DAMAGED-ONE", b"DAMAGED-1XX").replace(b"DAMAGED-TWO", b"DAMAGED-2XX"))
    finished = grade_class(course, export, tmp_path / "out", FakeEngine(course))
    by_id = {entry.submission.id: entry for entry in finished.batch.entries}
    assert by_id["11"].status is by_id["13"].status is Status.GRADED
    assert by_id["12"].status is Status.WITHHELD and "download it again" in by_id["12"].sentence
    assert any("data.bin" in remark for remark in by_id["11"].submission.remarks)


def test_an_entry_of_a_group_is_one_entry(course, tmp_path):
    metadata = "submission_11:\n  :submitters:\n  - :name: A\n  - :name: B\n  :created_at: 2027-02-01 12:00:00 Z\n"
    export = tmp_path / "export.zip"
    export.write_bytes(zipped_class({"11": FILES["11"]}, metadata))
    finished = grade_class(course, export, tmp_path / "out", FakeEngine(course))
    (entry,) = finished.batch.entries
    assert [member.name for member in entry.submission.members] == ["A", "B"]
    assert replace(entry, score=None).status is Status.GRADED
