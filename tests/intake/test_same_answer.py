"""A zip, the same folder, and what a platform unpacks from the zip get the same answer, in words for what was sent."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder.errors import SubmissionRefused
from autograder.intake import receive

from .cases import GOOD
from .conftest import MakeAssignment
from .zipmaker import STORED, Member, zip_bytes

LINK, PIPE = 0o120777, 0o010644
MIB = 1 << 20
Tree = Mapping[str, bytes | int]
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4}'


@dataclass(frozen=True)
class Hand:
    """What a student has in a folder.

    Attributes:
        tree: content by path; LINK and PIPE make one, a path ending in "/" an empty folder.
        says: what must be said: in the refusal, or in a note or the list of what was ignored.
        graded: whether autodiff.py is found.
    """

    name: str
    tree: Tree
    says: str = ""
    graded: bool = True
    submit: tuple[str, ...] = ("autodiff.py",)
    limits: Mapping[str, int] = field(default_factory=dict)


MINE = {"autodiff.py": GOOD}
GRADED = [
    Hand("nothing else", MINE),
    Hand("a link in wandb", MINE | {"wandb/latest-run": LINK, "wandb/run/a.log": b"a"}, "wandb/latest-run (a link)"),
    Hand("a link to a folder", MINE | {"data": LINK}, "data (a link)"),
    Hand("a pipe", MINE | {"logs/pipe": PIPE}, "logs/pipe (a device or a pipe)"),
    Hand("a checkpoint of 21 MiB", MINE | {"runs/model.pt": bytes(21 * MIB)}, "runs/model.pt"),
    Hand("files of 108 MiB", MINE | {f"{n}.bin": bytes(18 * MIB) for n in range(6)}, "5.bin"),
    Hand("600 files", MINE | {f"data/{n}.txt": b"" for n in range(600)}, "and 500 more"),
    Hand("a virtual environment", MINE | {f".venv/lib/{n}.py": b"" for n in range(2000)}, ".venv/"),
    Hand("packages of node", MINE | {f"node_modules/a/{n}.js": b"" for n in range(2000)}, "node_modules/"),
    Hand("a repository in the wrapping folder", {"hw1/autodiff.py": GOOD, "hw1/.git/HEAD": b"ref"}, "hw1/.git/"),
    Hand("more files than are looked at", MINE | {f"d/{n}": b"" for n in range(30)}, "more than 20 files", limits={"archive_files": 20}),
    Hand("more beside the file than are looked at", {f"{n}": b"" for n in range(30)} | MINE, "more than 20", limits={"archive_files": 20}),
    Hand("names that differ in case", MINE | {"README.md": b"a", "readme.md": b"b"}, "readme.md"),
    Hand("a control character in a name", MINE | {"a\nb": b""}, "a\\nb (a name with control characters)"),
    Hand("text direction reversed", MINE | {"\u202eyp.x": b""}, "reverse the direction"),
    Hand("a name with a drive", MINE | {"c:x.py": b""}, "c:x.py (an absolute path)"),
    Hand("40 folders deep", MINE | {"d/" * 40 + "x": b""}, "(inside more than 32 folders)"),
    Hand("backslashes in the name", {"hw1\\autodiff.py": GOOD}, "found in the folder 'hw1/'"),
    Hand("empty folders", MINE | {"a/": b"", "b/c/": b""}),
    Hand(".python-version beside the folder", {"hw1/autodiff.py": GOOD, ".python-version": b"3.12"}, "folder 'hw1/'"),
    Hand("editor's settings beside the folder", {"hw1/autodiff.py": GOOD, ".vscode/a": b"", ".idea/b": b""}, ".vscode/"),
    Hand("what systems leave beside the folder", {"hw1/autodiff.py": GOOD, "Thumbs.db": b"", "desktop.ini": b"", ".DS_Store": b"", "__MACOSX/._a": b""}, "Thumbs.db"),
    Hand("README and PDF beside the folder", {"hw1/autodiff.py": GOOD, "README.md": b"", "hw1.pdf": b"%PDF"}, "folder 'hw1/'"),
    Hand("a project's files beside the folder", {"src/autodiff.py": GOOD, "pyproject.toml": b"", ".gitignore": b""}, "folder 'src/'"),
    Hand("two wrapping folders", {"a/b/autodiff.py": GOOD, "a/notes.txt": b""}, "folder 'a/b/'"),
    Hand("another folder beside the folder", {"hw1/autodiff.py": GOOD, "figures/a.png": b""}, "folder 'hw1/'"),
    Hand("an old copy deeper down", {"hw1/autodiff.py": GOOD, "hw1/old/autodiff.py": b"old"}, "hw1/old/autodiff.py"),
    Hand("two files in one folder, one of them in another", {"new/a.py": GOOD, "new/b.py": GOOD, "a/a.py": b""}, "folder 'new/'", submit=("a.py", "b.py")),
    Hand("a notebook beside the module", MINE | {"autodiff.ipynb": NOTEBOOK}, "autodiff.ipynb"),
    Hand("an archive beside the module", MINE | {"old.zip": b"PK", "x.rar": b"Rar!"}, "old.zip"),
    Hand("an empty file", {"autodiff.py": b""}, "autodiff.py is empty"),
    Hand("UTF-16", {"autodiff.py": "x = 1\n".encode("utf-16")}, "save it as UTF-8"),
    Hand("Latin-1 without a word about it", {"autodiff.py": b"# \xe9\n"}, "is not UTF-8"),
    Hand("Latin-1, declared", {"autodiff.py": b"# -*- coding: latin-1 -*-\n# \xe9\n"}),
    Hand("a byte order mark and Windows line endings", {"autodiff.py": b"\xef\xbb\xbfx = 1\r\n"}, "Windows line endings"),
    Hand("one of two is a notebook", {"a.py": GOOD, "b.ipynb": NOTEBOOK}, "export 'b.ipynb' as b.py", submit=("a.py", "b.py")),
]  # fmt: skip
REFUSED = [
    Hand("nothing", {}, "holds no files", False),
    Hand("only leftovers", {".DS_Store": b"", "__MACOSX/._a": b""}, "holds no files (only '.DS_Store' and '__MACOSX/')", False),
    Hand("only empty folders", {"hw1/": b""}, "holds no files", False),
    Hand("the file is a link", {"autodiff.py": LINK, "real.py": GOOD}, "'autodiff.py' is a symbolic link, not a file; submit a plain copy", False),
    Hand("the file is a pipe", {"autodiff.py": PIPE}, "'autodiff.py' is a device or a pipe", False),
    Hand("the file is a folder", {"autodiff.py/a.py": GOOD}, "'autodiff.py' is a folder", False),
    Hand("the file is too large", {"autodiff.py": os.urandom(MIB) * 21}, "is 21 MiB; at most 20 MiB per file", False),
    Hand("the files are too large together", {f"{n}.py": os.urandom(MIB) * 18 for n in range(6)}, "108 MiB together", False, tuple(f"{n}.py" for n in range(6))),
    Hand("two folders with the file", {"a/autodiff.py": GOOD, "b/autodiff.py": GOOD}, "autodiff.py lies in 2 folders", False),
    Hand("the same name in another case", MINE | {"Autodiff.py": GOOD}, "the same file name on many computers", False),
    Hand("the same name, written with a backslash", {"a/autodiff.py": GOOD, "a\\autodiff.py": b"1"}, "two files named 'a/autodiff.py'", False),
    Hand("a notebook of that name", {"autodiff.ipynb": NOTEBOOK}, "export 'autodiff.ipynb' as autodiff.py", False),
    Hand("a notebook of another name", {"hw/homework1.ipynb": b"{" * 100_000}, "export 'hw/homework1.ipynb' as autodiff.py", False),
    Hand("another case", {"Autodiff.py": GOOD}, "rename it to autodiff.py", False),
    Hand("second download", {"autodiff (1).py": GOOD}, "rename it to autodiff.py", False),
    Hand("hidden extension", {"autodiff.py.txt": GOOD}, "rename it to autodiff.py", False),
    Hand("final version", {"hw/autodiff_final.py": GOOD}, "rename it to autodiff.py", False),
    Hand("no extension", {"autodiff": GOOD}, "rename it to autodiff.py", False),
    Hand("compiled", {"autodiff.pyc": b"\0"}, "'autodiff.pyc' was found instead; that is compiled Python", False),
    Hand("another name", {"main.py": GOOD}, "if 'main.py' is your autodiff.py, rename it", False),
    Hand("a zip inside", {"hw1.zip": b"PK\3\4"}, "'hw1.zip' was not opened", False),
    Hand("a RAR archive inside", {"hw1.rar": b"Rar!"}, "'hw1.rar' was not opened", False),
    Hand("a tar.gz inside", {"hw1.tar.gz": b"\x1f\x8b"}, "'hw1.tar.gz' was not opened", False),
    Hand("a name with control characters", {"autodiff.py\x01": GOOD}, "(a name with control characters) was found instead", False),
    Hand("the file in a folder with an escape in its name", {"a\x1b[31m/autodiff.py": GOOD}, "'a\\x1b[31m/autodiff.py' (a name with control characters) was found instead; put it at the top", False),
    Hand("an escape in the name of the file", {"auto\x1b[31mdiff.py": GOOD}, "which holds 'auto\\x1b[31mdiff.py' (a name with control characters)", False),
    Hand("the file 40 folders deep", {"d/" * 40 + "autodiff.py": GOOD}, "autodiff.py' (inside more than 32 folders) was found instead; put it at the top", False),
    Hand("the file 40 folders deep, others at the top", {"d/" * 40 + "autodiff.py": GOOD, "a.py": b""}, "(inside more than 32 folders) was found instead", False),
    Hand("a name of thirty digits", {"1" * 30 + "x.py": GOOD, "2" * 90 + "x.py": b""}, "is missing", False),
    Hand("none of two", {"c.txt": b""}, "a.py and b.py are missing", False, ("a.py", "b.py")),
    Hand("too many files to find it", {f"{n}": b"" for n in range(30)} | {"d/autodiff.py": GOOD}, "more than 20 files", False, limits={"archive_files": 20}),
]  # fmt: skip


def as_folder(tree: Tree, folder: Path) -> Path:
    folder.mkdir()
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir()
        elif content == LINK:
            path.symlink_to("somewhere")
        elif content == PIPE:
            os.mkfifo(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else b"")
    return folder


def as_zip(tree: Tree, path: Path) -> Path:
    members = [
        Member(name, content, STORED) if isinstance(content, bytes) else Member(name, b"somewhere", mode=content)
        for name, content in tree.items()
    ]
    path.write_bytes(zip_bytes(members))
    return path


def answer(source: Path, hand: Hand, into: Path, make_assignment: MakeAssignment, unpacked: bool = False) -> object:
    """All that the student is told, with one word for zip, folder and submission; and the files."""
    into.mkdir()
    try:
        got = receive(source, make_assignment(*hand.submit, **hand.limits), into, unpacked)
    except SubmissionRefused as refusal:
        assert not any(into.iterdir())
        return alike(refusal.sentence)
    # Which files are left out when there are too many depends on the order in which the system lists a folder.
    ignored = () if "not all of them were looked at" in " ".join(got.notes) else got.ignored
    return got.files, got.digest, got.missing, ignored, [alike(note) for note in got.notes]


def alike(sentence: str) -> str:
    sentence = re.sub(r"\b(the|your|a) (zip|folder|submission)\b(?! '|, not)", "the thing", sentence)
    return re.sub(r"submit (the thing that holds )?", "submit ", sentence)


@pytest.mark.parametrize("hand", [*GRADED, *REFUSED], ids=lambda hand: hand.name)
def test_a_zip_and_the_same_folder_get_the_same_answer(
    hand: Hand, tmp_path: Path, make_assignment: MakeAssignment
) -> None:
    folder, archive = as_folder(hand.tree, tmp_path / "work"), as_zip(hand.tree, tmp_path / "work.zip")
    told = answer(folder, hand, tmp_path / "1", make_assignment)
    assert answer(archive, hand, tmp_path / "2", make_assignment) == told
    assert answer(folder, hand, tmp_path / "3", make_assignment, unpacked=True) == told
    assert isinstance(told, str) != hand.graded
    assert hand.says in (told if isinstance(told, str) else " ".join((*told[3], *told[4])))  # type: ignore[index]


@pytest.mark.parametrize("hand", [*GRADED, *REFUSED], ids=lambda hand: hand.name)
def test_words_fit_what_was_sent(hand: Hand, tmp_path: Path, make_assignment: MakeAssignment) -> None:
    """Nobody who sent a zip reads about a folder that he never made, nor the other way round."""
    folder, archive = as_folder(hand.tree, tmp_path / "work"), as_zip(hand.tree, tmp_path / "work.zip")
    assert not re.search(r"\bzip\b", told(folder, hand, tmp_path / "1", make_assignment, False))
    assert not re.search(r"(the|a) folder (?!')", told(archive, hand, tmp_path / "2", make_assignment, False))
    unpacked = told(folder, hand, tmp_path / "3", make_assignment, True)
    assert not re.search(r"\bzip\b|(the|a) folder (?!')", unpacked)


def told(source: Path, hand: Hand, into: Path, make_assignment: MakeAssignment, unpacked: bool) -> str:
    into.mkdir()
    try:
        notes = receive(source, make_assignment(*hand.submit, **hand.limits), into, unpacked).notes
    except SubmissionRefused as refusal:
        notes = (refusal.sentence,)
    said = re.sub(r"'[^']*'", "''", " ".join(notes))
    return said.replace("is a folder, not a file", "")


def test_a_zip_made_by_python_of_a_real_project_is_read_like_the_project(
    tmp_path: Path, make_assignment: MakeAssignment
) -> None:
    hand = Hand("project", MINE | {"wandb/run/files/a": b"1", ".venv/pyvenv.cfg": b"", "notes/": b"", "é.txt": b""})
    folder = as_folder(hand.tree, tmp_path / "work")
    with zipfile.ZipFile(tmp_path / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*"), reverse=True):
            archive.write(path, path.relative_to(folder))
    told = answer(folder, hand, tmp_path / "1", make_assignment)
    assert answer(tmp_path / "work.zip", hand, tmp_path / "2", make_assignment) == told


@pytest.mark.parametrize(
    "beside",
    [
        Member("a", GOOD, flags=0x1),
        Member("a", GOOD, method=14),
        Member("a", GOOD, method=99, flags=0x1),
        Member("a", GOOD, checksum=1),
        Member("a", GOOD, packed=b"\xff" * 40),
        Member("a", GOOD, local_name=b"b"),
        Member("a", GOOD, at=1 << 30),
        Member("a", GOOD, packed_size=1 << 25),
        Member("a", GOOD, at=0),
        Member("a", GOOD, size=0xFFFFFFFF),
        Member("a", GOOD, extra=b"\x01\x00\xff\xff"),
        Member("a", bytes(8 * MIB)),
    ],
    ids=[
        "encrypted", "unusual method", "AES", "wrong checksum", "not deflated", "another name in its header",
        "beyond the end", "longer than the zip", "sharing the bytes of the submission", "a size that is not there",
        "damaged extra field", "a bomb",
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_that_nobody_unpacks_does_not_matter(
    beside: Member, tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = tmp_path / "hw1.zip"
    source.write_bytes(zip_bytes([Member("autodiff.py", GOOD), beside, Member("b", b"b")]))
    submission = receive(source, make_assignment(), into)
    assert submission.ignored == ("a", "b")
    assert (into / "autodiff.py").read_bytes() == GOOD
