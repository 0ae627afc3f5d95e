"""An export goes in, one without people comes out, or none at all."""

from __future__ import annotations

import base64
import io
import json
import os
import stat
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from autograder.anonymise import anonymise
from autograder.anonymise.key import default_key, read_key
from autograder.anonymise.run import DUE
from autograder.batch.store import read_batch
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.intake.exports import read_export
from tests.batch.small_class import zipped_class
from tests.packaging.small_course import write_course
from tools.generated_class import generate

ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = load_assignment(load_course(ROOT), "hw1_autodiff")
KEY = b"k" * 32
AT = datetime(2027, 2, 8, 21, 17, 30, tzinfo=timezone.utc)
WORDS = ("ada", "lovelace", "zhang", "409194", "example.edu", "azhang")
PEOPLE = [
    {":name": "Ada Lovelace", ":sid": "409194023", ":email": "adalovelace@example.edu"},
    {":name": "Bo Zhang", ":sid": "505050505", ":email": "azhang7@example.edu"},
]


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = b"by Ada Lovelace"
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "source": ["lovelace = 1\n", "# by Ada"], "outputs": [{"text": "Ada"}], "metadata": {"by": "Ada"}},
        {"cell_type": "markdown", "source": "Written by Ada Lovelace", "attachments": {"ada.png": {}}},
    ],
    "metadata": {"authors": [{"name": "Ada Lovelace"}]},
}  # fmt: skip
FILES = {
    "autodiff.py": b"# Ada Lovelace, 409194023\r\nclass AdaLinear:\r\n    by = 'adalovelace@example.edu'\r\n",
    "hw1-Lovelace/notes.txt": "thanks to Zhang B\u00f3 and x@y.edu".encode(),
    "hw1.ipynb": json.dumps(NOTEBOOK).encode(),
    "old.zip": zipped({"ada/lovelace.py": b"lovelace = 2  # Ada", "inner.zip": zipped({"ada.py": b"ada = 3"})}),
    "latin.py": "# -*- coding: latin-1 -*-\n# Ad\u00e1 Lovelace\n".encode("latin-1"),
    "photo.png": b"\x89PNG\r\n\x1a\n\0\0\0Ada",
    "ada.py": b"x = 1\n",
    "lovelace.py": b"x = 2\n",
    ".git/config": b"name = Ada Lovelace",
}


def export(folder, files, extra=()):
    """Gradescope's export of two submissions; the second one holds `extra`."""
    top = folder / "assignment_1_export"
    for key, held in (("submission_11", files), ("submission_12", dict(extra) or {"autodiff.py": b"y = 1\n"})):
        for name, data in held.items():
            (top / key / name).parent.mkdir(parents=True, exist_ok=True)
            (top / key / name).write_bytes(data)
    told = {
        key: {":submitters": [person], ":created_at": f"{AT + timedelta(hours=hours):%Y-%m-%d %H:%M:%S.000000000 Z}"}
        for key, person, hours in (("submission_11", PEOPLE[0], 0), ("submission_12", PEOPLE[1], 5))
    }
    (top / "submission_metadata.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("anonymise")
    done = anonymise(export(folder, FILES), folder / "out", KEY, AT + timedelta(hours=2))
    return folder / "out", done


def everything(folder):
    """All bytes and names below a folder, zips unpacked."""
    for path in folder.rglob("*"):
        yield path.relative_to(folder).as_posix().encode()
        if path.is_file():
            yield from _unpacked(path.read_bytes())


def _unpacked(data):
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _unpacked(archive.read(name))


def test_nobody_is_named_anywhere(made):
    text = b"\n".join(everything(made[0])).lower().replace(b"metadata", b"")  # a word that holds a name
    assert [word for word in WORDS if word.encode() in text] == []


def test_it_is_an_export_whose_people_have_pseudonyms(made, tmp_path):
    found = read_export(made[0], tmp_path)
    assert found.format == "gradescope"
    assert found.remarks == ()
    members = [member for one in found.submissions for member in one.members]
    assert all(member.name == member.id and member.name.startswith("student_") for member in members)
    assert all(member.email == "" for member in members)
    assert len({member.name for member in members}) == 2


def test_times_are_told_from_the_due_date_and_rounded_away_from_it(made, tmp_path):
    found = read_export(made[0], tmp_path)
    assert {one.due for one in found.submissions} == {DUE}
    assert sorted(one.submitted - DUE for one in found.submissions) == [timedelta(hours=-2), timedelta(hours=3)]


def test_files_keep_their_form(made):
    folder = next(path.parent for path in made[0].rglob("old.zip"))
    program = (folder / "autodiff.py").read_bytes()
    assert program.count(b"\r\n") == 3
    compile(program, "autodiff.py", "exec")
    notebook = json.loads((folder / "hw1.ipynb").read_text(encoding="utf-8"))
    assert [cell["cell_type"] for cell in notebook["cells"]] == ["code", "markdown"]
    assert notebook["cells"][0]["outputs"] == []
    with zipfile.ZipFile(folder / "old.zip") as archive:
        assert len(archive.namelist()) == 2
        assert archive.comment == b""
    assert (folder / "latin.py").read_bytes().startswith(b"# -*- coding: latin-1 -*-\n# student_")
    assert {path.read_text() for path in folder.glob("student_*.py")} == {"x = 1\n", "x = 2\n"}


def test_what_cannot_be_searched_is_left_out_and_said(made):
    assert made[1].left_out == (("submission 11: photo.png", "cannot be searched for names"),)


HOSTILE = {
    "deep.json": b"[" * 100_000,
    "deep.ipynb": b"[" * 100_000,
    "no.ipynb": b'{"cells": 3}',
    "autodiff.py": b"x = " + b"(" * 50_000 + b"'" + b"a." * 50_000,
    "letters.txt": b"aA1" * 30_000 + b"@" * 30_000,
    "damaged.zip": b"PK\x03\x04" + b"\0" * 100,
    "huge.txt": b" " * ((20 << 20) + 1),
    "nul.txt": b"a\0b",
    "rate.py": b"# -*- coding: no-such -*-\n",
}


@pytest.mark.slow
def test_hostile_files_are_left_out_or_rewritten_and_stop_nothing(tmp_path):
    done = anonymise(export(tmp_path, HOSTILE), tmp_path / "out", KEY)
    names = {where.rpartition(" ")[2]: why for where, why in done.left_out}
    assert set(names) == {
        "deep.json",
        "deep.ipynb",
        "no.ipynb",
        "damaged.zip!everything",
        "huge.txt",
        "nul.txt",
        "rate.py",
    }
    assert names["huge.txt"] == "is too large"
    assert {
        path.name for path in (tmp_path / "out").rglob("*.*") if path.stat().st_size > 90_000 and path.is_file()
    } == {
        "autodiff.py",
        "letters.txt",
    }


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("autodiff.py", b"x = '" + base64.b64encode(b"written by Ada Lovelace, " * 3) + b"'", "a name"),
        ("autodiff.py", b"x = 'Lovel\\x61ce'", "a name"),
        ("notes.txt", b"see: " + base64.b64encode(b"write to adalovelace@example.edu please"), "an e-mail address"),
        ("autodiff.py", b"'4091' '94023'", "an id or a login name"),
    ],
)  # fmt: skip
def test_one_trace_refuses_the_whole_and_names_file_and_kind(name, data, kind, tmp_path):
    with pytest.raises(InputError) as refused:
        anonymise(export(tmp_path, {"autodiff.py": b"x = 1"}, {name: data}), tmp_path / "out", KEY)
    assert f"{kind} in submission 12, {name}" in refused.value.what
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_generated_class_keeps_every_program_as_it_is(tmp_path):
    """Nobody is named in these; what a batch would grade is the same, submission by submission."""
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    made = generate(HOMEWORK, tmp_path / "class", 25, seed=4)
    anonymise(made.zip, tmp_path / "out", KEY)
    before, after = read_export(made.zip, tmp_path / "before"), read_export(tmp_path / "out", tmp_path / "after")

    def programs(found):
        files = [sorted(one.source.rglob("*.py")) if one.source else [] for one in found.submissions]
        return sorted(b"\0".join(path.read_bytes() for path in paths) for paths in files)

    assert programs(before) == programs(after)
    assert len(before.submissions) == len(after.submissions)


@pytest.mark.slow
def test_a_batch_grades_it_as_it_grades_the_export(tmp_path, capsys):
    course = write_course(tmp_path / "course").course.root
    (tmp_path / "class.zip").write_bytes(zipped_class())
    anonymise(tmp_path / "class.zip", tmp_path / "out", KEY, AT)
    verdicts = []
    for source, name in ((tmp_path / "class.zip", "one"), (tmp_path / "out", "two")):
        arguments = ["batch", "tiny", str(source), "--out", str(tmp_path / name), "--allow-degraded"]
        assert main([*arguments, "--course", str(course)]) == 3  # of one submission there are no files
        entries = read_batch(tmp_path / name).entries
        verdicts.append(
            sorted((one.status.value, one.sentence, one.score.earned if one.score else 0) for one in entries)
        )
    assert verdicts[0] == verdicts[1]
    assert len(verdicts[0]) == 8


def test_earlier_submissions_stay_earlier_ones(tmp_path):
    top = export(tmp_path, {"autodiff.py": b"x = 1"})
    told = yaml.safe_load((top / "submission_metadata.yml").read_text())
    told["submission_11"][":history"] = [{":id": 9, ":created_at": f"{AT - timedelta(hours=3):%Y-%m-%d %H:%M:%S Z}"}]
    (top / "submission_metadata.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    (top / "submission_9").mkdir()
    (top / "submission_9" / "autodiff.py").write_text("x = 0  # Ada Lovelace", encoding="utf-8")
    anonymise(top, tmp_path / "out", KEY, AT, history=True)
    (tmp_path / "again").mkdir()
    found = read_export(tmp_path / "out", tmp_path / "again", history=True).submissions
    past = next(one for one in found if not one.is_latest)
    latest = next(one for one in found if one.id == past.latest)
    assert (len(found), past.number, latest.number, past.members) == (3, 1, 2, latest.members)
    assert past.submitted == DUE - timedelta(hours=3)


def test_a_name_that_three_others_have_in_their_code_is_a_word_of_programs(tmp_path):
    for count, stays in ((2, False), (3, True)):
        top = tmp_path / str(count)
        for number in range(count + 1):
            (top / f"submission_{number}").mkdir(parents=True)
            (top / f"submission_{number}" / "autodiff.py").write_text("grace_days = 1  # Grace", encoding="utf-8")
        told = {f"submission_{n}": {":submitters": [{":name": f"Person{n} X"}]} for n in range(count)}
        told[f"submission_{count}"] = {":submitters": [{":name": "Grace Hopper"}]}
        (top / "submission_metadata.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
        done = anonymise(top, tmp_path / f"out{count}", KEY)
        texts = [path.read_text(encoding="utf-8") for path in (tmp_path / f"out{count}").rglob("autodiff.py")]
        assert (("grace" in done.ordinary), all("grace_days" in text for text in texts)) == (stays, stays)
        assert not any("Grace" in text for text in texts)


def test_without_a_due_date_no_time_is_told(tmp_path):
    done = anonymise(export(tmp_path, {"autodiff.py": b"x = 1"}), tmp_path / "out", KEY)
    assert done.without_time == 2
    assert "2027" not in (tmp_path / "out" / "submission_metadata.yml").read_text(encoding="utf-8")


def test_an_output_that_is_there_is_not_touched(tmp_path):
    top = export(tmp_path, {"autodiff.py": b"x = 1"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="already exists"):
        anonymise(top, tmp_path / "out", KEY)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "settings" / "key"
    key, is_new = read_key(path, tmp_path / "out")
    assert (len(key) >= 32, is_new, stat.S_IMODE(path.stat().st_mode)) == (True, True, 0o600)
    assert read_key(path, tmp_path / "out") == (key, False)
    path.chmod(0o640)
    with pytest.raises(InputError, match="can be read by others"):
        read_key(path, tmp_path / "out")
    with pytest.raises(InputError, match="you are going to share"):
        read_key(tmp_path / "out" / "key", tmp_path / "out")
    (tmp_path / "short").write_bytes(b"x")
    os.chmod(tmp_path / "short", 0o600)
    with pytest.raises(InputError, match="is not a key"):
        read_key(tmp_path / "short", tmp_path / "out")


@pytest.mark.parametrize("refused", ["out", "source", "due"])
def test_no_key_is_made_where_nothing_is_written(refused, tmp_path, capsys):
    key, out, source = tmp_path / "settings" / "key", tmp_path / "out", tmp_path / "nowhere"
    if refused == "out":
        out.mkdir()
        (out / "file").write_text("x")
    due = ["--due", "soon"] if refused == "due" else []
    assert main(["anonymise", str(source), str(out), "--key", str(key), *due]) == 2
    assert not key.exists()
    assert "a new key" not in capsys.readouterr().out


def test_the_command_says_what_it_did(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    (tmp_path / "words").write_text("Dumbledore\n", encoding="utf-8")
    top = export(tmp_path, {"autodiff.py": b"# thanks, Dumbledore", "photo.png": b"\0"})
    arguments = ["anonymise", str(top), str(tmp_path / "out"), "--due", "2027-02-08T23:59", "--course", str(ROOT)]
    assert main([*arguments, "--words", str(tmp_path / "words")]) == 0
    told = capsys.readouterr().out
    assert f"a new key: {default_key()}" in told
    assert default_key().is_file()
    assert "2 submissions of 2 students without names" in told
    assert "left out: submission 11: photo.png (cannot be searched for names)" in told
    assert "bo" in told.split("parts of names that are ordinary program words")[1].splitlines()[0]
    text = next((tmp_path / "out").rglob("autodiff.py")).parent.parent
    assert b"dumbledore" not in b"".join(everything(text)).lower()


@pytest.mark.parametrize(
    ("options", "words"),
    [(["--due", "tomorrow"], "is not a date and time"), (["--words", "nothing-there"], "cannot be read as text")],
)
def test_bad_options_are_a_sentence(options, words, tmp_path, capsys):
    top = export(tmp_path, {"autodiff.py": b"x = 1"})
    arguments = ["anonymise", str(top), str(tmp_path / "out"), "--key", str(tmp_path / "key"), *options]
    assert main([*arguments, "--course", str(ROOT)]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
