"""A folder submitted as it is: no link is followed, no device opened, no walk without end."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from autograder.errors import SubmissionRefused
from autograder.intake import folder as folder_module
from autograder.intake import receive
from autograder.model import Limits

from .cases import GOOD
from .conftest import MakeAssignment
from .zipmaker import Member, zip_bytes


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A student's folder with the submission in it."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "autodiff.py").write_bytes(GOOD)
    return folder


def refusal(source: Path, into: Path, make_assignment: MakeAssignment, *submit: str) -> str:
    with pytest.raises(SubmissionRefused) as caught:
        receive(source, make_assignment(*submit), into)
    assert not any(into.iterdir())
    return caught.value.sentence


def test_a_folder_is_taken_like_a_zip_of_it(work: Path, tmp_path: Path, make_assignment: MakeAssignment) -> None:
    """The same files give the same digest, whatever they were wrapped in."""
    (work / "notes.txt").write_text("notes")
    archive = tmp_path / "hw1.zip"
    archive.write_bytes(zip_bytes([Member("hw1/autodiff.py", GOOD), Member("hw1/notes.txt", b"notes")]))
    received = []
    for number, source in enumerate((work, archive, work / "autodiff.py")):
        into = tmp_path / f"into{number}"
        into.mkdir()
        received.append(receive(source, make_assignment(), into))
    assert len({submission.digest for submission in received}) == 1
    assert [submission.ignored for submission in received] == [("notes.txt",), ("hw1/notes.txt",), ()]


def test_a_wrapping_folder_is_entered(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    (tmp_path / "work" / "hw1").mkdir(parents=True)
    (tmp_path / "work" / "hw1" / "autodiff.py").write_bytes(GOOD)
    submission = receive(tmp_path / "work", make_assignment(), into)
    assert submission.notes == ("the files were found in the folder 'hw1/', which is fine",)
    assert (into / "autodiff.py").read_bytes() == GOOD


def test_the_folder_itself_may_be_given_by_a_link(work: Path, into: Path, make_assignment: MakeAssignment) -> None:
    link = work.parent / "link"
    link.symlink_to(work)
    assert receive(link, make_assignment(), into).files[0].size == len(GOOD)


def test_a_symbolic_link_is_refused_even_to_a_file_of_the_student(
    work: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    (work / "other.py").symlink_to(work / "autodiff.py")
    assert "'other.py' is a symbolic link" in refusal(work, into, make_assignment, "other.py")


def test_a_hard_link_is_refused(work: Path, into: Path, make_assignment: MakeAssignment) -> None:
    os.link(work / "autodiff.py", work.parent / "second")
    assert "'autodiff.py' is a hard link" in refusal(work, into, make_assignment)


def test_a_link_in_place_of_a_folder_is_not_entered(work: Path, into: Path, make_assignment: MakeAssignment) -> None:
    (work.parent / "outside").mkdir()
    (work.parent / "outside" / "secret.py").write_text("secret")
    (work / "package").symlink_to(work.parent / "outside")
    assert "package/secret.py is missing" in refusal(work, into, make_assignment, "package/secret.py")


def test_a_folder_swapped_for_a_link_after_listing_is_not_followed(
    work: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "package").mkdir()
    (work / "package" / "a.py").write_text("mine")
    (work.parent / "outside").mkdir()
    (work.parent / "outside" / "a.py").write_text("secret")
    open_beneath = folder_module._open_beneath

    def swap_then_open(root: Path, path: str) -> int:
        (work / "package").rename(work / "moved")
        (work / "package").symlink_to(work.parent / "outside")
        return open_beneath(root, path)

    monkeypatch.setattr(folder_module, "_open_beneath", swap_then_open)
    assert "'package/a.py' cannot be read" in refusal(work, into, make_assignment, "package/a.py")


def test_a_file_swapped_for_a_pipe_after_listing_does_not_hang(
    work: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_beneath = folder_module._open_beneath

    def swap_then_open(root: Path, path: str) -> int:
        (work / path).unlink()
        os.mkfifo(work / path)
        return open_beneath(root, path)

    monkeypatch.setattr(folder_module, "_open_beneath", swap_then_open)
    assert "is a device or a pipe" in refusal(work, into, make_assignment)


def test_a_pipe_or_a_socket_is_refused_without_opening_it(
    work: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work)  # names of sockets are short
    os.mkfifo("pipe.py")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("sock.py")
        assert "'pipe.py' is a device or a pipe" in refusal(work, into, make_assignment, "pipe.py")
        assert "'sock.py' is a device or a pipe" in refusal(work, into, make_assignment, "sock.py")


def test_links_and_pipes_beside_the_submission_do_no_harm(
    work: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    os.mkfifo(work / "pipe")
    (work / "loop").symlink_to(work)
    (work / "gone").symlink_to("nowhere")
    assert receive(work, make_assignment(), into).ignored == (
        "gone (a link)",
        "loop (a link)",
        "pipe (a device or a pipe)",
    )


def test_leftovers_are_listed_once_and_not_entered(work: Path, into: Path, make_assignment: MakeAssignment) -> None:
    for path in (".git/objects/0a/b", ".venv/bin/python", "__pycache__/autodiff.cpython-311.pyc", ".DS_Store"):
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text("leftover")
    assert receive(work, make_assignment(), into).ignored == (".DS_Store", ".git/", ".venv/", "__pycache__/")


def test_names_that_cannot_be_shown_are_escaped(work: Path, into: Path, make_assignment: MakeAssignment) -> None:
    for name in (b"\xff.txt", b"a\nb", b"\x1b[2J"):
        (work / os.fsdecode(name)).write_text("x")
    assert receive(work, make_assignment(), into).ignored == (
        "\\x1b[2J (a name with control characters)",
        "a\\nb (a name with control characters)",
        "\\udcff.txt",
    )


def test_only_collisions_with_the_submission_matter_in_a_folder(
    work: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    for name in ("Letters", "letters"):
        (work / name).write_text("x")
    if len(list(work.iterdir())) < 3:
        pytest.skip("this file system does not tell upper from lower case")
    assert receive(work, make_assignment(), into).ignored == ("Letters", "letters")
    (into / "autodiff.py").unlink()
    (work / "Autodiff.py").write_text("x")
    assert "the same file name on many computers" in refusal(work, into, make_assignment)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    (tmp_path / "work" / "autodiff.py").mkdir(parents=True)
    assert "'autodiff.py' is a folder, not a file" in refusal(tmp_path / "work", into, make_assignment)


def test_an_empty_folder_is_refused(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    (tmp_path / "work").mkdir()
    assert "the folder holds no files" in refusal(tmp_path / "work", into, make_assignment)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that holds more than the 20 files that are looked at."""
    for number in range(40):
        (tmp_path / "home" / f"project{number}").mkdir(parents=True)
        (tmp_path / "home" / f"project{number}" / "autodiff.py").write_bytes(GOOD)
    return tmp_path / "home"


def test_a_home_folder_is_given_up_on_with_a_sentence(home: Path, into: Path, make_assignment: MakeAssignment) -> None:
    with pytest.raises(SubmissionRefused) as caught:
        receive(home, make_assignment(archive_files=20), into)
    assert caught.value.sentence == (
        "the folder holds more than 20 files, and 'autodiff.py' is not among those that were looked at; "
        "submit only autodiff.py"
    )


def test_a_submission_at_the_top_of_a_huge_folder_is_found(
    home: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    (home / "autodiff.py").write_bytes(GOOD)
    submission = receive(home, make_assignment(archive_files=20), into)
    assert [file.path for file in submission.files] == ["autodiff.py"]
    assert any("not all of them were looked at" in note for note in submission.notes)


def test_a_walk_looks_at_no_more_than_it_may(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    walk = folder_module._walk

    def counting_walk(*given: object):  # type: ignore[no-untyped-def]
        for found in walk(*given):
            looked_at.append(found)
            yield found

    monkeypatch.setattr(folder_module, "_walk", counting_walk)
    folder_module.read_folder(home, ["autodiff.py"], Limits(archive_files=20))
    assert len(looked_at) == 21


def test_a_walk_does_not_descend_forever(work: Path, into: Path, make_assignment: MakeAssignment) -> None:
    deep = work
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "bottom.txt").write_text("x")
    (deeper,) = receive(work, make_assignment(), into).ignored
    assert deeper.startswith("d/d/") and deeper.endswith("d/ (inside more than 32 folders)")


def test_a_subfolder_that_may_not_be_read_is_passed_over(
    work: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "private").mkdir()
    scandir = os.scandir

    def deny(path: Path):  # type: ignore[no-untyped-def]
        if str(path).rstrip("/").endswith("private"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    submission = receive(work, make_assignment(), into)
    assert submission.files[0].path == "autodiff.py"
    assert submission.ignored == ("private/ (cannot be read: Permission denied)",)


def test_a_file_larger_than_allowed_is_refused_before_it_is_read(
    work: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    os.truncate(work / "autodiff.py", 21 << 20)
    assert "'autodiff.py' is 21 MiB; at most 20 MiB per file" in refusal(work, into, make_assignment)


def test_a_file_that_grows_while_it_is_read_is_stopped(
    work: Path, tmp_path: Path, into: Path, make_assignment: MakeAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_beneath = folder_module._open_beneath

    def grow_then_open(root: Path, path: str) -> int:
        os.truncate(work / path, 30 << 20)
        return open_beneath(root, path)

    monkeypatch.setattr(folder_module, "_open_beneath", grow_then_open)
    assert "'autodiff.py' is larger than 20 MiB" in refusal(work, into, make_assignment)
