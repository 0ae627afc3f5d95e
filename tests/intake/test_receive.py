"""What a Submission says, and what happens when the source or the target is at fault."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import GraderError, SubmissionRefused
from autograder.intake import receive
from autograder.intake import store as store_module
from autograder.model import SubmittedFile

from .cases import GOOD
from .conftest import MakeAssignment
from .zipmaker import STORED, Member, zip_bytes, zip_of

SUBMIT = ("model.py", "tools/text.py")


def zipped(tmp_path: Path, *members: Member) -> Path:
    source = tmp_path / "submission.zip"
    source.write_bytes(zip_bytes(members))
    return source


def refusal(source: Path, into: Path, make_assignment: MakeAssignment, *submit: str, **limits: int) -> str:
    with pytest.raises(SubmissionRefused) as caught:
        receive(source, make_assignment(*submit, **limits), into)
    assert not any(into.iterdir())
    return caught.value.sentence


def test_a_submission_tells_what_was_found_and_ignored(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = zipped(tmp_path, Member("tools/text.py", b"t"), Member("model.py", b"mm"), Member("notes.md", b"n"))
    submission = receive(source, make_assignment(*SUBMIT), into)
    assert submission.root == into
    assert submission.files == (SubmittedFile("model.py", 2), SubmittedFile("tools/text.py", 1))
    assert (submission.missing, submission.ignored, submission.notes) == ((), ("notes.md",), ())
    assert submission.source == str(source)
    assert (into / "tools" / "text.py").read_bytes() == b"t"


def test_some_missing_files_are_noted_and_the_rest_is_graded(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = zipped(tmp_path, Member("model.py", b"m"), Member("text.py", b"t"))
    submission = receive(source, make_assignment(*SUBMIT), into)
    assert submission.missing == ("tools/text.py",)
    assert submission.notes == (
        "tools/text.py is missing: it was looked for at the top of the zip, and 'text.py' was found instead; "
        "put it in the folder 'tools' and submit again",
    )
    assert [path.name for path in into.iterdir()] == ["model.py"]


def test_all_missing_files_are_named_with_what_was_found_instead(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = zipped(tmp_path, Member("Model.py", b"m"), Member("text.py", b"t"), Member("notes.md"))
    assert refusal(source, into, make_assignment, *SUBMIT) == (
        "model.py and tools/text.py are missing: they were looked for at the top of the zip, "
        "and 'Model.py' and 'text.py' were found instead; submit a zip that holds model.py and tools/text.py"
    )


def test_a_folder_of_the_submission_is_not_mistaken_for_a_wrapping_folder(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = zipped(tmp_path, Member("tools/text.py", b"t"))
    submission = receive(source, make_assignment(*SUBMIT), into)
    assert [file.path for file in submission.files] == ["tools/text.py"]
    assert submission.missing == ("model.py",)


def test_a_missing_file_in_a_wrapping_folder_is_looked_for_there(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = zipped(tmp_path, Member("hw/model.py", b"m"), Member("hw/tools/Text.py", b"t"))
    notes = receive(source, make_assignment(*SUBMIT), into).notes
    assert "looked for in the folder 'hw/' of the zip, and 'hw/tools/Text.py' was found instead" in " ".join(notes)


def test_hundreds_of_extra_files_are_summed_up(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    source = zipped(tmp_path, Member("autodiff.py", GOOD), *(Member(f"{n}.txt") for n in range(300)))
    ignored = receive(source, make_assignment(), into).ignored
    assert (len(ignored), ignored[-1]) == (101, "and 200 more")


def test_the_digest_depends_on_names_and_contents_alone(tmp_path: Path, make_assignment: MakeAssignment) -> None:
    """No two different submissions share a digest because their bytes were glued together."""
    digests = []
    for number, (model, text) in enumerate([(b"ab", b"c"), (b"a", b"bc"), (b"ab", b"c"), (b"", b"abc")]):
        into = tmp_path / str(number)
        into.mkdir()
        source = zipped(tmp_path, Member("tools/text.py", text), Member("model.py", model), Member(f"{number}.txt"))
        digests.append(receive(source, make_assignment(*SUBMIT), into).digest)
    assert digests[0] == digests[2]
    assert len(set(digests)) == 3


def test_the_digest_can_be_computed_by_anyone(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    source = zipped(tmp_path, Member("autodiff.py", GOOD))
    content = hashlib.blake2b(GOOD, digest_size=32).digest()
    whole = hashlib.blake2b(len("autodiff.py").to_bytes(8, "little") + b"autodiff.py" + content, digest_size=32)
    assert receive(source, make_assignment(), into).digest == whole.hexdigest()


def test_files_can_be_read_by_the_jailed_user_whatever_the_umask(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = zipped(tmp_path, Member("tools/text.py", b"t", mode=0o100000))
    umask = os.umask(0o077)
    try:
        receive(source, make_assignment(*SUBMIT), into)
    finally:
        os.umask(umask)
    assert stat.S_IMODE((into / "tools" / "text.py").stat().st_mode) == 0o644
    assert stat.S_IMODE((into / "tools").stat().st_mode) == 0o755


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"archive_files": 1}, "the zip holds more than 1 files, and 'tools/text.py' is not among those"),
        ({"archive_file_size": 1 << 20}, "'tools/text.py' is 2 MiB; at most 1 MiB per file"),
        ({"archive_total": 1 << 20}, "2.1 MiB together when unpacked; at most 1 MiB are accepted"),
    ],
)
def test_the_assignments_limits_are_kept(
    limits: dict[str, int], sentence: str, tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    small, large = Member("model.py", GOOD), Member("tools/text.py", bytes(2 << 20), STORED)
    members = [Member("a.txt"), Member("b.txt"), large] if "archive_files" in limits else [small, large]
    submit = ("tools/text.py",) if "archive_files" in limits else SUBMIT
    assert sentence in refusal(zipped(tmp_path, *members), into, make_assignment, *submit, **limits)


def test_the_size_of_a_zip_does_not_matter_as_most_of_it_is_never_read(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    """A hole of 300 MiB lies between the submission and the table of contents, as a checkpoint would."""
    good, large = Member("autodiff.py", GOOD), Member("checkpoint.pt", method=STORED, size=300 << 20)
    large.packed_size = 300 << 20
    before = zip_bytes([good, large])
    table = good.central(0) + large.central(len(good.local()))
    end = before[before.index(table) + len(table) :]
    source = tmp_path / "hw1.zip"
    with source.open("wb") as file:
        file.write(good.local() + large.local())
        start = file.seek(300 << 20, os.SEEK_CUR)
        file.write(table + end[:16] + start.to_bytes(4, "little") + end[20:])
    assert receive(source, make_assignment(), into).ignored == ("checkpoint.pt",)


def test_a_lone_file_is_taken_only_when_nothing_else_is_asked_for(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = tmp_path / "model.py"
    source.write_bytes(GOOD)
    sentence = refusal(source, into, make_assignment, *SUBMIT)
    assert sentence.endswith("put model.py and tools/text.py into an ordinary zip file and submit that")
    assert receive(source, make_assignment("model.py"), into).files == (SubmittedFile("model.py", len(GOOD)),)


def test_a_missing_source_is_named(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    assert "there is no file or folder" in refusal(tmp_path / "nowhere.zip", into, make_assignment)


def test_a_source_that_cannot_be_opened_is_refused_with_the_reason(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loop.zip").symlink_to("loop.zip")
    assert os.strerror(errno.ELOOP) in refusal(tmp_path / "loop.zip", into, make_assignment)
    assert "its name is not possible" in refusal(tmp_path / "a\0b", into, make_assignment)
    monkeypatch.setattr(
        os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(errno.EACCES, "Permission denied"))
    )
    assert "'hw1.zip' cannot be read: Permission denied" in refusal(Path("hw1.zip"), into, make_assignment)


def test_a_pipe_or_device_as_source_is_refused_at_once(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    os.mkfifo(tmp_path / "hw1.zip")
    assert "'hw1.zip' is a device or a pipe" in refusal(tmp_path / "hw1.zip", into, make_assignment)
    assert "'zero' is a device or a pipe" in refusal(Path("/dev/zero"), into, make_assignment)


def test_a_source_that_fails_while_it_is_read_is_the_students_to_mend(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = zipped(tmp_path, Member("autodiff.py", os.urandom(200_000)))
    pread = os.pread

    def fail_late(descriptor: int, length: int, offset: int) -> bytes:
        if length > 1000 and fails_at(offset):
            raise OSError(errno.EIO, "Input/output error")
        return pread(descriptor, length, offset)

    monkeypatch.setattr(os, "pread", fail_late)
    fails_at = range(50_000, 100_000).__contains__
    assert "'autodiff.py' cannot be read: Input/output error" in refusal(source, into, make_assignment)
    fails_at = range(100_000, 300_000).__contains__
    assert "'submission.zip' cannot be read: Input/output error" in refusal(source, into, make_assignment)


def test_a_full_disk_is_the_graders_fault_and_leaves_nothing_behind(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_folders = store_module._make_folders

    def full_disk(folder: Path) -> None:
        if folder.name == "tools":
            raise OSError(errno.ENOSPC, "No space left on device")
        make_folders(folder)

    monkeypatch.setattr(store_module, "_make_folders", full_disk)
    source = zipped(tmp_path, Member("model.py", b"m"), Member("tools/text.py", b"t"))
    with pytest.raises(GraderError, match="No space left on device; free space"):
        receive(source, make_assignment(*SUBMIT), into)
    assert not any(into.iterdir())


def test_damage_found_in_the_last_file_takes_back_the_first(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = zipped(tmp_path, Member("model.py", b"m"), Member("tools/text.py", b"t", checksum=1))
    assert "the checksum of 'tools/text.py' is wrong" in refusal(source, into, make_assignment, *SUBMIT)


def test_a_target_that_is_not_an_empty_folder_is_our_mistake(
    tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = tmp_path / "hw1.zip"
    source.write_bytes(zip_of(autodiff_py=GOOD))
    with pytest.raises(GraderError, match="is not an empty folder"):
        receive(source, make_assignment(), tmp_path / "missing")
    (into / "precious").write_text("kept")
    with pytest.raises(GraderError, match="is not an empty folder"):
        receive(source, make_assignment(), into)
    assert [path.name for path in into.iterdir()] == ["precious"]


def test_no_descriptor_stays_open(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    source = zipped(tmp_path, Member("autodiff.py", GOOD, checksum=1))
    before = len(os.listdir("/dev/fd"))
    for _ in range(20):
        refusal(source, into, make_assignment)
        refusal(tmp_path / "around", into, make_assignment)
    assert len(os.listdir("/dev/fd")) == before


def test_intake_imports_nothing_heavy() -> None:
    heavy = {"numpy", "torch", "yaml", "msgspec", "rich", "asyncio", "multiprocessing", "http", "email"}
    program = "import sys, autograder.intake; print(*sorted(name.partition('.')[0] for name in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "autograder" in run.stdout.split()
    assert heavy.isdisjoint(run.stdout.split())
