"""Downloads of many submissions: nothing is left out in silence, and nothing that a name says is obeyed."""

from __future__ import annotations

import io
import stat
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.intake import zip_table
from autograder.intake.exports import looks_like_export, read_export
from autograder.intake.exports import zipped as zipped_folders
from autograder.intake.exports.metadata import FILE, read_metadata
from autograder.model import Export, ExportedSubmission, Member

METADATA = """\
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0123'
    :email: ada@example.edu
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :score: 2.0
  :results:
    tests: [{name: a, output: ":submitters:"}]
    :submitters:
    - :name: Nobody
  :history:
  - :id: 9
    :submitters: []
    :created_at: 2026-04-25 10:00:00.000000000 Z
  - :id: 8
    :created_at: 2026-04-24 10:00:00.000000000 Z
submission_12:
  :submitters: &both
  - :name: "Bo \\e[31mred"
    :sid: 222
  - :name: Cy
    :email: cy@example.edu
    :assignment:
      :due_date: 2026-05-01 23:59:00 -0700
  :created_at: 2026-04-26
submission_13:
  :submitters: *both
submission_14:
submission_15: [odd]
"""
FILES = {f"submission_{number}/a.py": "x = 1\n" for number in (8, 11, 12, 13, 14, 16)}


def zipped(files: dict[str, str | bytes], path: Path, links: dict[str, str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, target in (links or {}).items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return path


def written(files: dict[str, str | bytes], top: Path) -> Path:
    for name, data in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return top


def read(path: Path, history: bool = False) -> Export:
    into = path.parent / f"unpacked {path.name}"
    into.mkdir()
    return read_export(path, into, history=history)


def by_id(export: Export) -> dict[str, ExportedSubmission]:
    return {one.id: one for one in export.submissions}


@pytest.mark.parametrize("form", ["zip", "folder", "zip of the folder"])
def test_gradescopes_export_says_who_when_and_until_when(form: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**FILES, FILE: METADATA, ".DS_Store": b"\0"}
    if form == "folder":
        source = written(files, tmp_path / "assignment_1_export")
    else:
        prefix = "assignment_1_export/" if form == "zip of the folder" else ""
        source = zipped({f"{prefix}{name}": data for name, data in files.items()}, tmp_path / "export.zip")
    export = read(source)
    found = by_id(export)
    assert (export.format, list(found)) == ("gradescope", ["11", "12", "13", "14", "15", "16"])
    ada = found["11"]
    assert ada.members == (Member("Ada Lovelace", "ada@example.edu", "0123"),)
    assert ada.submitted == datetime(2026, 4, 26, 17, 34, 0, 861687, tzinfo=timezone.utc)
    assert ada.number == 3 and ada.is_latest and not ada.remarks
    assert ada.source is not None and (ada.source / "a.py").read_text() == "x = 1\n"
    group = found["12"]
    assert [one.name for one in group.members] == [r"Bo \x1b[31mred", "Cy"]
    assert group.due is not None and group.due.isoformat() == "2026-05-01T23:59:00-07:00"
    assert found["13"].members == group.members  # written once, and referred to
    assert found["14"].members == found["15"].members == found["16"].members == ()
    assert all(found[number].remarks for number in ("13", "14", "15", "16"))
    assert found["15"].source is None and "no files" in " ".join(found["15"].remarks)
    assert any("1 earlier submission left out" in remark for remark in export.remarks)


def test_earlier_submissions_are_read_where_asked_for_and_there(tmp_path: Path) -> None:
    export = read(written({**FILES, FILE: METADATA}, tmp_path / "export"), history=True)
    earlier = by_id(export)["8"]
    assert (earlier.number, earlier.latest, earlier.is_latest) == (1, "11", False)
    assert earlier.members == by_id(export)["11"].members
    assert any("1 earlier submission listed without files" in remark for remark in export.remarks)


def test_the_metadata_in_the_documentation_are_understood() -> None:
    listed, fault = read_metadata(
        b"submission_1:\n  :submitters:\n  - :name: A B\n    :sid: 333\n  :created_at: 2026-04-26 17:34:00.8 Z\n"
    )
    assert not fault and listed["submission_1"].members == (Member("A B", "", "333"),)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (METADATA[:200] + "\n  : : - [", 0),
        ("submission_1:\n  :created_at: 2026-01-01 00:00:00 Z\nsubmission_2: {[", 1),
        ("", 0),
        ("- a\n- b", 0),
        ("a: &a [*a, *b, *c]", 0),
        ("\x00", 0),
        ("submission_1: " + "[" * 3000, 0),
    ],
)
def test_damaged_metadata_cost_no_submission(text: str, known: int, tmp_path: Path) -> None:
    export = read(written({**FILES, FILE: text}, tmp_path / "export"))
    assert {"11", "12", "13", "14", "16"} <= set(by_id(export))
    assert len([one for one in export.submissions if one.submitted]) == known


def test_damage_in_the_middle_costs_only_the_submission_it_lies_in(tmp_path: Path) -> None:
    entry = "submission_{}:\n  :submitters:\n  - &s{}\n    :name: S{}\n"
    told = [entry.format(n, n, n) for n in (21, 22, 23)] + ["'submission_24':\n  :submitters:\n  - *s21\n"]
    for damage in (b'  x: "never ends\n', b"\xff\xfe\n", b"\0\n", b"  : - {[\n"):
        data = told[0].encode() + told[1].encode() + damage + "".join(told[2:]).encode()
        listed, fault = read_metadata(data)
        names = {key: [member.name for member in one.members] for key, one in listed.items()}
        assert "is damaged" in fault and names.pop("submission_22") in ([], ["S22"])
        assert names == {"submission_21": ["S21"], "submission_23": ["S23"], "submission_24": ["S21"]}
        top = written({"submission_21/a.py": "x"}, tmp_path / f"e{len(list(tmp_path.iterdir()))}")
        (top / FILE).write_bytes(data)
        assert set(by_id(read(top))) == {"21", "22", "23", "24"}  # those without files, too


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_metadata_raise(text: str) -> None:
    read_metadata(text.encode("utf-8", "surrogatepass"))
    read_metadata(b"submission_1:\n  :submitters: " + text.encode("utf-8", "surrogatepass"))


def test_a_folder_of_zips_folders_and_files_is_one_submission_each(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.py", "x")
    files: dict[str, str | bytes] = {
        "Zoë O'Brien.zip": inner.getvalue(), "ada/a.py": "x", "bob.py": "x", "c.rar": b"Rar!\x1a\x07", "17.zip": b"",
        "=cmd|' c calc'!A1.zip": b"x", "grades.csv": "a,b", ".DS_Store": b"", "__MACOSX/x": b"", "-rf.zip": b"x",
    }  # fmt: skip
    for source in (
        written(files, tmp_path / "class"),
        zipped({f"all/{n}": d for n, d in files.items()}, tmp_path / "c.zip"),
    ):
        export = read(source)
        assert export.format == "folder"
        assert set(by_id(export)) == {"Zoe-O-Brien", "ada", "bob", "c", "17", "cmd-c-calc-A1", "rf"}
        assert by_id(export)["17"].members == () and by_id(export)["17"].remarks
        assert by_id(export)["Zoe-O-Brien"].members == (Member("Zoë O'Brien"),)
        assert export.remarks == ("'grades.csv' is not a submission",)


def test_canvas_names_are_taken_apart(tmp_path: Path) -> None:
    names = ["doejane_123_456_a.py", "doejane_123_457_b_c.py", "royann_LATE_9_10_a-1.py", "x_y_7_8_hw.zip", "notes.txt"]
    for source in (
        written(dict.fromkeys(names, "x"), tmp_path / "c"),
        zipped(dict.fromkeys(names, "x"), tmp_path / "c.zip"),
    ):
        export = read(source)
        found = by_id(export)
        assert export.format == "canvas" and set(found) == {"doejane-123", "royann-9", "x-y-7"}
        jane, ann = found["doejane-123"], found["royann-9"]
        assert jane.source is not None and sorted(p.name for p in jane.source.iterdir()) == ["a.py", "b_c.py"]
        assert ann.source is not None and ann.source.name == "a.py"  # Canvas itself adds the number
        assert any("late" in remark for remark in ann.remarks) and ann.members == (Member("royann", "", "9"),)
        assert export.remarks == ("'notes.txt' is not a submission",)


def test_moodles_folders_are_taken_apart(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "Ada L_12_assignsubmission_file_/a.py": "x", "Bo M_13_assignsubmission_file_a.py": "x",
        "Cy_14_assignsubmission_file_/hw/a.py": "x", "Cy_14_assignsubmission_onlinetext_/onlinetext.html": "hi",
        "Grades.csv": "\ufeffIdentifier,Full name,Email address\nParticipant 12,Ada L,ada@example.edu\n",
        "other/a.py": "x",
    }  # fmt: skip
    for source in (written(files, tmp_path / "m"), zipped(files, tmp_path / "m.zip")):
        export = read(source)
        found = by_id(export)
        assert export.format == "moodle" and set(found) == {"Ada-L-12", "Bo-M-13", "Cy-14", "other"}
        assert found["Ada-L-12"].members == (Member("Ada L", "ada@example.edu", "12"),)
        assert found["other"].members == ()
        cy = found["Cy-14"].source
        assert cy is not None and (cy / "hw" / "a.py").is_file()
        assert export.remarks == ()


def test_a_students_folder_with_one_zip_in_it_is_that_zip(tmp_path: Path) -> None:
    for number, name in enumerate(["Ada L_12_assignsubmission_file_/hw.zip", "ada/hw.ZIP"]):
        files: dict[str, str | bytes] = {name: "zip", "bo/a.py": "x", "cy/b.zip": "x", "cy/c.zip": "x"}
        for source in (written(files, tmp_path / f"f{number}"), zipped(files, tmp_path / f"f{number}.zip")):
            sources = {one.id: one.source for one in read(source).submissions}
            ada = next(path for key, path in sources.items() if key.casefold().startswith("ada"))
            assert ada is not None and ada.read_text() == "zip"
            assert sources["bo"] is not None and sources["bo"].is_dir()
            assert sources["cy"] is not None and sources["cy"].is_dir()  # two zips: nobody knows which one counts


def test_folders_of_gradescope_without_its_metadata_say_what_is_missing(tmp_path: Path) -> None:
    export = read(written(dict(FILES), tmp_path / "export"))
    assert len(export.submissions) == 6 and not any(one.members for one in export.submissions)
    assert any(f"{FILE} is missing" in remark for remark in export.remarks)


def test_a_students_name_for_a_file_makes_nobody_somebody_else(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "Mal_1_assignsubmission_file_a_12_assignsubmission_file_a.py": "x", "Ada_12_assignsubmission_file_a.py": "x",
        "Grades.csv": "Identifier,Email address\nParticipant 12,ada@example.edu\nParticipant 1,mal@example.edu\n",
    }  # fmt: skip
    export = read(zipped(files, tmp_path / "m.zip"))
    assert by_id(export)["Mal-1"].members == (Member("Mal", "mal@example.edu", "1"),)
    assert by_id(export)["Ada-12"].members == (Member("Ada", "ada@example.edu", "12"),)


def test_one_students_name_for_a_file_does_not_decide_how_a_download_is_read(tmp_path: Path) -> None:
    names = ["mal_1_2_x_3_assignsubmission_file_a.py", "ada_12_3_a.py", "bo_13_4_a.py"]
    export = read(zipped(dict.fromkeys(names, "x"), tmp_path / "c.zip"))
    assert export.format == "canvas" and set(by_id(export)) == {"mal-1", "ada-12", "bo-13"}
    export = read(zipped({"Mal_1_assignsubmission_file_a.zip": "x", "ada.zip": "x", "bo.zip": "x"}, tmp_path / "f.zip"))
    assert export.format == "folder" and by_id(export)["ada"].members == (Member("ada"),)


def test_folders_with_equal_ids_keep_their_files_apart(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {FILE: METADATA, "submission_11/a.py": "x", "submission-11/b.py": "y"}
    found = by_id(read(zipped(files, tmp_path / "e.zip")))
    one, other = found["11"].source, found["11-2"].source
    assert one is not None and [path.name for path in one.iterdir()] == ["a.py"]
    assert other is not None and [path.name for path in other.iterdir()] == ["b.py"]


def test_a_large_submission_takes_no_room_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped_folders, "MOST_OF_ALL", 3000)
    monkeypatch.setattr(zipped_folders, "MOST_OF_SUBMISSION", 1000)
    files: dict[str, str | bytes] = {FILE: METADATA, **{f"submission_11/{n}.bin": b"x" * 900 for n in range(4)}}
    files["submission_12/a.py"] = "x" * 900
    found = by_id(read(zipped(files, tmp_path / "e.zip")))
    assert len(found["11"].unread) == 3 and found["12"].unread == ()


def test_a_folder_with_the_name_of_the_metadata_is_a_folder(tmp_path: Path) -> None:
    export = read(zipped({f"{FILE}/a.py": "x", "submission_11/a.py": "x"}, tmp_path / "e.zip"))
    assert export.format == "folder" and len(export.submissions) == 2


def test_a_hostile_zip_writes_nowhere_else_and_loses_nobody(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        FILE: METADATA, "../evil.py": "x", "/etc/evil.py": "x", "submission_11/../../evil.py": "x",
        "submission_11/a.py": "x", "submission_11/bomb.py": b"\0" * (8 << 20), "submission_12/a\x01.py": "x",
        "submission_12/" + "n" * 300 + ".py": "x", "submission_13/.git/config": "x", "C:\\evil.py": "x",
        "submission_14/" + "d/" * 60 + "a.py": "x",
    }  # fmt: skip
    source = zipped(files, tmp_path / "e.zip", {"submission_12/a.py": "/etc/passwd", "submission_13/up": ".."})
    export = read(source)
    found = by_id(export)
    assert set(found) == {"11", "12", "13", "14", "15"}
    assert found["11"].unread == ("bomb.py",) and "zip bomb" in " ".join(found["11"].remarks)
    assert len(found["12"].unread) == 2
    link = found["12"].source
    assert link is not None and (link / "a.py").is_symlink() and not (link / "a.py").exists()
    assert sum("evil.py" in remark for remark in export.remarks) == 4
    written_paths = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}
    assert written_paths == {"e.zip", "unpacked e.zip"}


def test_a_damaged_download_costs_only_whom_it_hits(tmp_path: Path) -> None:
    source = zipped({FILE: METADATA, **FILES}, tmp_path / "e.zip")
    with zipfile.ZipFile(source) as archive:
        start = archive.getinfo("submission_11/a.py").header_offset + 30 + len("submission_11/a.py")
    data = bytearray(source.read_bytes())
    data[start : start + 4] = b"\xff\xff\xff\xff"
    source.write_bytes(data)
    found = by_id(read(source))
    assert found["11"].unread == ("a.py",) and not found["12"].unread


def test_links_at_the_top_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    top = written({"ada/a.py": "x"}, tmp_path / "class")
    (top / "bob").symlink_to("/etc")
    bob = by_id(read(top))["bob"]
    assert bob.source is None and "a link" in " ".join(bob.remarks)


@pytest.mark.parametrize("data", [b"", b"Rar!\x1a\x07", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_export_is_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read(path)

    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "nothing there")


def test_two_of_one_name_keep_two_ids(tmp_path: Path) -> None:
    export = read(written({"A b.zip": "", "a_B.zip": "", "Ä b/x": ""}, tmp_path / "class"))
    assert len({one.id.casefold() for one in export.submissions}) == 3


def test_one_submission_does_not_look_like_a_class(tmp_path: Path) -> None:
    assert not looks_like_export(written({"a.py": "", "src/b.py": "", "data.zip": ""}, tmp_path / "one"))
    assert not looks_like_export(tmp_path / "nothing")
    assert looks_like_export(written({"a.zip": "", "b.zip": ""}, tmp_path / "zips"))
    assert looks_like_export(written({"ada/a.py": "", "bob/a.py": ""}, tmp_path / "folders"))
    assert looks_like_export(written({"a.zip": "", "b.zip": "", "a.py": ""}, tmp_path / "zips and a file"))
    assert looks_like_export(written({"ada/a.py": "", "bob/a.py": "", "marks.csv": ""}, tmp_path / "and a table"))
    assert not looks_like_export(written({"ada/a.py": "", "marks.csv": ""}, tmp_path / "one and a table"))
    assert looks_like_export(written({FILE: "", "submission_1/a.py": ""}, tmp_path / "scope"))
    assert looks_like_export(written({"submission_1/a.py": "", "submission_2/a.py": ""}, tmp_path / "numbers"))


def test_an_export_of_one_submission_is_an_export(tmp_path: Path) -> None:
    metadata = "submission_11:\n  :submitters:\n  - :name: Ada\n"
    source = zipped(
        {f"assignment_1_export/{FILE}": metadata, "assignment_1_export/submission_11/a.py": "x"}, tmp_path / "e.zip"
    )
    export = read(source)
    assert export.format == "gradescope" and [one.members[0].name for one in export.submissions] == ["Ada"]


def test_virtual_environments_in_every_submission_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_table, "MOST_LINES", 50)
    monkeypatch.setattr(zipped_folders, "MOST", 60)
    monkeypatch.setattr(zipped_folders, "MANY", 20)
    files: dict[str, str | bytes] = {}
    for number in range(11, 15):
        files |= {f"submission_{number}/env/lib/python3.11/site-packages/p/m{n}.py": "" for n in range(40)}
        files |= {f"submission_{number}/.venv/bin/p{n}": "" for n in range(40)} | {f"submission_{number}/a.py": "x"}
    export = read(
        zipped({f"all/{name}": data for name, data in (files | {FILE: METADATA}).items()}, tmp_path / "e.zip")
    )
    assert not export.remarks[1:] and [one.id for one in export.submissions] == ["11", "12", "13", "14", "15"]
    for one in export.submissions[:4]:
        assert one.source is not None and (one.source / "a.py").is_file() and not one.unread


def test_very_many_files_of_one_take_nothing_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped_folders, "MANY", 50)
    monkeypatch.setattr(zipped_folders, "MOST_KEPT", 20)
    files: dict[str, str | bytes] = {FILE: METADATA, "submission_12/b/c/a.py": "x"}
    files |= {f"submission_11/deep/{n}.txt": "" for n in range(90)} | {"submission_11/a.py": "x"}
    files |= {f"submission_13/{n}\x01": "" for n in range(90)} | {"submission_13/a.py": "x"}
    files |= {f"submission_14/d{n}/": "" for n in range(90)} | {"submission_14/a.py": "x"}
    found = by_id(read(zipped(files, tmp_path / "e.zip")))
    for number in ("11", "13", "14"):
        source, remarks = found[number].source, " ".join(found[number].remarks)
        assert source is not None and (source / "a.py").is_file()
        assert "has more than 20 files: the deepest were left out" in remarks and remarks.count("control") <= 20
    assert found["12"].source is not None and (found["12"].source / "b/c/a.py").is_file() and not found["12"].remarks
    monkeypatch.setattr(zipped_folders, "MOST", 30)
    with pytest.raises(InputError, match="more than 30 files"):
        read(zipped(files, tmp_path / "more.zip"))
